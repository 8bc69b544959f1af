// The conversation of a tab with one server, which every widget on the page shows: whatever is moved, removed or
// doubled, there is one conversation to reach and to forget. Every message is answered once.
import { Client } from "./client.js";
import { Persistence } from "./persistence.js";

const conversations = new Map();

export function conversationWith(server) {
  if (!conversations.has(server)) conversations.set(server, new Conversation(new Client(server)));
  return conversations.get(server);
}

class Conversation extends Persistence {
  constructor(client) {
    super();
    this.client = client;
    this.views = new Set();
    // What a view that comes later has to show: [method of the view, argument] each.
    this.shown = [];
    this.version = 0;
    // Who asked which message: the view, and whether the page did it.
    this.origins = new Map();
    this.opened = false;
    this.running = false;
    this.current = null;
  }

  attach(view) {
    if (!this.views.size) this.listen();
    this.views.add(view);
    if (view.version === this.version) return;
    view.clear();
    for (const [method, argument] of this.shown) view[method](argument);
    view.wait(Boolean(this.current));
    view.complain(this.problem);
    if (this.asked) view.showEnd();
  }

  detach(view) {
    view.version = this.version;
    this.views.delete(view);
    if (!this.views.size) this.ears.abort();
  }

  listen() {
    this.ears = new AbortController();
    const { signal } = this.ears;
    addEventListener("online", () => this.problem?.kind === "offline" && this.release(true), { signal });
    // Back from the browser's cache: what was under way is cut off, and another page of this tab may have gone on.
    addEventListener("pageshow", (event) => event.persisted && this.opened && this.takeUp(), { signal });
  }

  takeUp() {
    this.abandon();
    this.opened = false;
    this.run();
  }

  tell(method, ...rest) {
    this.version += 1;
    for (const view of this.views) view[method](...rest);
  }

  // Shows a message in all views, now and later; what answers a question stands before those that wait.
  show(method, argument, ...rest) {
    const known = this.shown.find(([, shown]) => method === "asked" && shown.id === argument.id);
    const place = this.shown.findIndex(([, shown]) => shown.waiting);
    if (known) known[1] = argument;
    else if (place >= 0 && !argument.waiting) this.shown.splice(place, 0, [method, argument]);
    else this.shown.push([method, argument]);
    this.tell(method, argument, ...rest);
  }

  complain(problem) {
    this.problem = problem;
    this.tell("complain", problem);
  }

  working(message) {
    this.current = message;
    this.tell("wait", Boolean(message));
  }

  // Tells the page; what a person wrote is never told, only what the page itself has asked.
  report(kind, message, detail = {}, ofPage = {}) {
    const { view, page } = this.origins.get(message?.client_message_id) || { view: [...this.views][0] };
    const asked = message && { id: message.client_message_id, asked_by: page ? "page" : "reader" };
    view?.does.report(kind, { ...asked, ...detail, ...(page && { text: message.text, ...ofPage }) });
  }

  // Takes a question; it is sent when those before it are answered.
  ask({ text, suggestion }, view, page = false) {
    const random = crypto.getRandomValues(new Uint8Array(16));
    const id = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const message = { client_message_id: id, language: view.terms.language, text, suggestion };
    this.client.waiting = [...this.client.waiting, message];
    this.origins.set(id, { view, page });
    if (this.problem && !this.problem.again) this.complain(null);
    this.show("asked", { id, text, lang: message.language, waiting: true });
    this.report("ask", message);
    if (this.problem?.stopped) this.release(true);
    this.run();
    return id;
  }

  // Opens the conversation and sends what waits, one after the other.
  async run() {
    if (this.running) return;
    this.running = true;
    const { round } = this;
    const goesOn = () => round === this.round && this.client.waiting.length > 0;
    if (this.opened || (await this.open(round))) while (goesOn()) await this.deliver(round, this.client.waiting[0]);
    if (round === this.round) this.running = false;
  }

  get language() {
    return [...this.views][0]?.terms.language || "en";
  }

  // Shows what was said before a reload, or a greeting.
  async open(round) {
    this.working(this.client.waiting[0] || null);
    const begin = () => (this.client.token ? this.client.history(this.language) : this.client.begin(this.language));
    const messages = await this.persist(round, begin, this.client.waiting[0]);
    if (round !== this.round) return false;
    this.working(null);
    if (!messages) return false;
    this.opened = true;
    const answered = new Set(messages.filter((one, index) => messages[index + 1]?.role === "assistant").map((one) => one.id));
    this.client.waiting = this.client.waiting.filter((message) => !answered.has(message.client_message_id));
    const unsent = this.shown.filter(([, one]) => one.unsent);
    this.clear();
    if (this.expired) this.show("remark", "expired");
    this.expired = false;
    this.showAll(messages);
    for (const one of unsent) this.show(...one);
    return true;
  }

  showAll(messages) {
    let answer = [];
    for (const [index, message] of messages.entries()) {
      if (message.role === "user") this.show("asked", message);
      else answer.push(message);
      if (answer.length && messages[index + 1]?.role !== "assistant") {
        this.show("answered", answer);
        answer = [];
      }
    }
    for (const { client_message_id, text, language } of this.client.waiting)
      this.show("asked", { id: client_message_id, text, lang: language, waiting: true });
    if (messages.length > 1) this.tell("showEnd");
  }

  async deliver(round, message) {
    const id = message.client_message_id;
    this.show("asked", { id, text: message.text, lang: message.language });
    this.working(message);
    const send = async () => {
      if (!this.client.token) await this.client.begin(message.language);
      return this.client.send(message);
    };
    const answer = await this.persist(round, send, message);
    if (round !== this.round) return;
    this.working(null);
    if (!answer) return;
    this.settle(message);
    this.show("asked", answer.asked);
    this.show("answered", answer.messages, id);
    const replies = answer.messages.map((one) => one.reply).filter(Boolean);
    const facts = replies.flatMap((reply) => reply.facts.map((fact) => fact.key));
    const said = replies.map((reply) => reply.answer).join("\n\n");
    this.report("answer", message, { status: replies[0]?.status || null, facts }, { answer: said });
    this.origins.delete(id);
  }

  settle(message) {
    this.client.waiting = this.client.waiting.filter((one) => one.client_message_id !== message.client_message_id);
  }

  // The session has ended: the next attempt begins a new one, in which old suggestions are unknown.
  renew(message) {
    this.client.drop();
    if (message) delete message.suggestion;
    this.client.waiting = this.client.waiting.map(({ suggestion, ...rest }) => rest);
    if (this.opened) this.show("remark", "expired");
    else this.expired = true;
  }

  refuse(problem, message) {
    this.complain(problem);
    this.report("fail", message, { reason: problem.kind });
    this.takeBack(this.opened && message ? [message] : this.client.waiting);
  }

  cancel() {
    const { waiting } = this.client;
    this.complain(null);
    this.report("fail", waiting[0], { reason: "cancelled" });
    this.takeBack(waiting);
    this.release(false);
  }

  // Questions that are not sent go back to where they were typed, or stay in sight as not sent.
  takeBack(messages) {
    for (const message of messages) {
      const id = message.client_message_id;
      this.settle(message);
      const view = this.origins.get(id)?.view || [...this.views][0];
      if (view?.restore(message.text)) {
        this.shown = this.shown.filter(([, shown]) => shown.id !== id);
        this.tell("dropped", id);
      } else this.show("asked", { id, text: message.text, lang: message.language, unsent: true });
    }
  }

  async judge(message, verdict) {
    try {
      await this.client.judge(message.id, verdict);
    } catch {
      return false;
    }
    message.verdict = verdict;
    this.tell("whisper", "feedback_kept");
    return true;
  }

  clear() {
    this.shown = [];
    this.tell("clear");
  }

  abandon() {
    this.round += 1;
    this.running = false;
    this.release(false);
    this.working(null);
    this.complain(null);
  }

  // Deletes the conversation; says whether it is gone.
  async leave() {
    try {
      await this.client.forget();
    } catch (error) {
      this.complain({ kind: "not_forgotten" });
      return false;
    }
    this.abandon();
    this.clear();
    return true;
  }

  async startAgain() {
    if (!(await this.leave())) return;
    this.opened = false;
    await this.run();
    this.tell("whisper", "started_again");
  }

  // Afterwards nothing is kept, here or there; the next question begins a new session.
  async forget() {
    if (!(await this.leave())) return;
    this.opened = true;
    this.show("remark", "forgotten");
  }

  get asked() {
    return this.shown.some(([method]) => method === "asked");
  }
}
