// One conversation: begins or takes up a session, gets every message answered once, forgets.
import { Refusal } from "./client.js";

const LONGEST_WAIT = 30;

export class Conversation {
  constructor(client, view, terms) {
    this.client = client;
    this.view = view;
    this.texts = terms.texts;
    // Grows when the conversation is left behind; what belongs to an earlier one then stops.
    this.round = 0;
    this.opening = false;
    this.busy = false;
    this.hurry = () => {};
    addEventListener("online", () => this.hurry());
  }

  // Shows what was said before a reload, or a greeting; sends again what was left unanswered.
  async open() {
    const round = this.round;
    this.view.clear();
    this.opening = true;
    const messages = await this.persist(round, () => (this.client.hasSession ? this.client.history() : this.client.begin()));
    this.opening = false;
    if (!messages) return;
    this.show(messages);
    const { pending } = this.client;
    if (!pending) return;
    const asked = messages.findIndex((message) => message.id === pending.client_message_id);
    if (asked >= 0 && messages[asked + 1]?.role === "assistant") this.client.settle();
    else this.deliver(pending);
  }

  show(messages) {
    let answer = [];
    for (const [index, message] of messages.entries()) {
      if (message.role === "user") this.view.asked(message);
      else answer.push(message);
      if (answer.length && messages[index + 1]?.role !== "assistant") {
        this.view.answered(answer, false);
        answer = [];
      }
    }
    if (messages.length > 1) this.view.showEnd();
  }

  // Takes a question; false while another one is under way.
  ask(content) {
    if (this.busy || (this.opening && this.client.pending)) return false;
    const message = this.client.compose(content);
    // What is asked while the conversation is being opened is sent when it is.
    if (!this.opening) this.deliver(message);
    return true;
  }

  async deliver(message) {
    const round = this.round;
    this.busy = true;
    this.view.asked({ id: message.client_message_id, text: message.text, lang: message.language });
    this.view.wait(true);
    const answer = await this.persist(round, () => this.client.send(message), message);
    if (round !== this.round) return;
    this.busy = false;
    this.view.wait(false);
    if (!answer) return;
    this.view.asked(answer.asked);
    this.view.answered(answer.messages, true);
  }

  // Does it until it succeeds, is refused for good (then undefined) or the conversation is left behind.
  async persist(round, attempt, message = null) {
    for (let wait = 1; round === this.round; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      try {
        if (!this.client.hasSession && message) await this.client.begin();
        const result = await attempt();
        if (round !== this.round) return undefined;
        this.view.complain("");
        return result;
      } catch (error) {
        if (round !== this.round) return undefined;
        if (error instanceof Refusal && error.status === 401) this.renew(message);
        else if (error instanceof Refusal && error.status === 429) {
          const seconds = error.retrySeconds || wait;
          this.view.complain(this.texts.slow_down.replace("{seconds}", seconds));
          await this.pause(seconds);
        } else if (error instanceof Refusal && error.status < 500) {
          this.giveUp(error, message);
          return undefined;
        } else {
          this.view.complain(this.texts.waiting, this.texts.retry, () => this.hurry());
          await this.pause(wait);
        }
      }
    }
    return undefined;
  }

  // The session has ended: the next attempt begins a new one, in which old suggestions are unknown.
  renew(message) {
    const { pending } = this.client;
    this.client.drop();
    if (pending) this.client.memory.set({ pending });
    if (message) delete message.suggestion;
    this.view.remark(this.texts.expired);
  }

  giveUp(error, message) {
    this.view.complain(`${this.texts.not_sent} ${error.message}`);
    if (!message) return;
    this.client.settle();
    this.view.input.value ||= message.text;
  }

  pause(seconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000);
      this.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async judge(id, verdict) {
    try {
      await this.client.judge(id, verdict);
      this.view.whisper(this.texts.feedback_kept);
      return true;
    } catch {
      return false;
    }
  }

  // Deletes the conversation; says whether it is gone.
  async leave() {
    try {
      await this.client.forget();
    } catch {
      this.view.complain(this.texts.not_forgotten);
      return false;
    }
    this.round += 1;
    this.busy = false;
    this.hurry();
    this.view.clear();
    return true;
  }

  async startAgain() {
    if (!(await this.leave())) return;
    await this.open();
    this.view.whisper(this.texts.started_again);
    this.view.focus();
  }

  // Afterwards nothing is kept, here or there; the next question begins a new session.
  async forget() {
    if (!(await this.leave())) return;
    this.view.remark(this.texts.forgotten);
    this.view.focus();
  }
}
