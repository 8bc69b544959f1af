// The window with the conversation: what is seen, and where the focus is.
import { icon, node, unseen } from "./elements.js";
import { assistantMessage, notice, suggestionButtons, typing, userMessage } from "./messages.js";

export class ChatWindow {
  // `frame` is the dialog or region around it; `does` has report and close (or null).
  constructor(frame, terms, title, conversation, does) {
    const { texts } = terms;
    Object.assign(this, { frame, terms, conversation, does });
    this.log = node("div", {
      ...{ class: "log", role: "log", "aria-live": "off", "aria-label": texts.conversation, tabindex: "0" },
      scroll: () => (this.place = this.log.scrollTop),
    });
    // Only whole replies come in here, once each; the log itself is silent.
    this.replies = node("div", { class: "unseen replies", "aria-live": "polite", "aria-atomic": "true" });
    this.remarks = node("div", { class: "unseen remarks", role: "status" });
    this.trouble = node("div", { class: "trouble", role: "alert" });
    this.input = node("textarea", { id: "input", rows: "1", autocomplete: "off", enterkeyhint: "send" });
    this.input.value = conversation.client.draft;
    this.form = node(
      "form",
      { submit: (event) => this.submit(event) },
      node("label", { for: "input" }, texts.input),
      node("div", { class: "row" }, this.input, node("button", { class: "send", type: "submit" }, texts.send)),
    );
    const close = does.close && node("button", { class: "plain close", type: "button", title: texts.close, "aria-label": texts.close, click: does.close }, icon("close"));
    this.footer = node("footer");
    frame.append(node("header", {}, node("h2", { id: "title" }, title), close), this.log, this.trouble, this.form, this.footer, this.replies, this.remarks);
    this.offerEnds();
    this.clear();
  }

  // What a key does here; called for every key pressed inside.
  key(event, target) {
    // While a word is being composed, keys belong to the input method; 229 is how some browsers say so.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey && target === this.input) this.submit(event);
    else if (event.key === "F6" && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      // To and fro between the log and the question.
      (target === this.input ? this.log : this.input).focus();
    } else if (event.key === "Escape") {
      // Not left to the browser, which would close the window whatever Esc is meant for.
      event.preventDefault();
      if (this.asksBefore) this.offerEnds(true);
      else this.does.close?.();
    }
  }

  typed() {
    this.conversation.client.draft = this.input.value;
    if (CSS.supports("field-sizing", "content")) return;
    this.input.style.blockSize = "auto";
    this.input.style.blockSize = `${this.input.scrollHeight + 2}px`;
  }

  fill(text) {
    this.input.value = text;
    this.typed();
  }

  submit(event) {
    event.preventDefault();
    if (this.ask(this.input.value)) this.fill("");
  }

  // Says whether the question is taken.
  ask(text, page) {
    const asked = text.trim();
    const most = this.terms.most_characters;
    if (asked.length > most) this.complain({ kind: "too_long" });
    else if (asked) this.conversation.ask({ text: asked }, this, page);
    return Boolean(asked) && asked.length <= most;
  }

  // A question that was not sent comes back to be sent again or changed; false where something else is typed.
  restore(text) {
    if (this.input.value) return false;
    this.fill(text);
    return true;
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  clear() {
    this.log.replaceChildren(notice(this.terms.texts, this.terms.retention_hours));
    this.replies.replaceChildren();
    this.offerEnds();
  }

  remark(key) {
    this.log.append(node("p", { class: "event" }, this.terms.texts[key]));
    this.whisper(key);
    this.showFrom(this.log.lastChild);
  }

  whisper(key) {
    this.say(this.terms.texts[key]);
  }

  say(text) {
    this.remarks.replaceChildren(text);
  }

  // What is wrong, and what can be done about it.
  complain(problem) {
    const text = problem ? this.wording(problem) : "";
    this.log.querySelector(".typing")?.toggleAttribute("hidden", Boolean(problem));
    const { texts } = this.terms;
    if (this.trouble.firstChild?.textContent !== text) this.trouble.replaceChildren(...(text ? [node("p", {}, text)] : []));
    for (const button of this.trouble.querySelectorAll("button")) button.remove();
    const offer = (label, click) => this.trouble.append(node("button", { type: "button", click }, label));
    if (!problem?.again) return;
    // Where the server has said when, asking earlier would be refused.
    if (!problem.told || problem.stopped) offer(texts.retry, () => this.conversation.release(true));
    offer(texts.cancel, () => this.conversation.cancel());
  }

  wording({ kind, again, told, stopped, seconds, detail }) {
    const { texts } = this.terms;
    const what = {
      ...{ offline: texts.offline, fault: texts.fault, busy: texts.busy, slow_down: texts.slow_down, not_allowed: texts.not_allowed },
      ...{ not_forgotten: texts.not_forgotten, refused: `${texts.not_sent} ${detail}` },
      too_long: texts.too_long.replace("{most}", this.terms.most_characters),
    }[kind];
    if (!again) return what;
    if (stopped) return `${what} ${texts.tries_ended}`;
    return `${what} ${told ? texts.retry_in.replace("{seconds}", seconds) : texts.retrying}`;
  }

  find(id) {
    return [...this.log.querySelectorAll(".user")].find((one) => one.dataset.id === id);
  }

  // Before the questions that wait their turn.
  insert(element) {
    this.log.insertBefore(element, this.log.querySelector(".waiting"));
  }

  asked(message) {
    const known = this.find(message.id);
    const made = userMessage(message, this.context);
    // The server takes personal details out: what is seen is what is kept.
    if (known) known.replaceWith(made);
    else if (message.waiting) this.log.append(made);
    else this.insert(made);
    if (!known) this.showFrom(made);
  }

  dropped(id) {
    this.find(id)?.remove();
  }

  wait(waiting) {
    this.log.setAttribute("aria-busy", String(waiting));
    this.log.querySelector(".typing")?.remove();
    if (!waiting) return this.say("");
    this.dropSuggestions();
    this.insert(typing(this.terms.texts));
    this.whisper("typing");
    this.log.scrollTop = this.log.scrollHeight;
  }

  // Shows replies; those to a question just asked (its id) are announced, those of before a reload are not.
  answered(messages, id) {
    this.dropSuggestions();
    const made = messages.filter((message) => message.id !== "greeting").map((message) => assistantMessage(message, this.context));
    made.forEach((one) => this.insert(one));
    const offered = suggestionButtons(messages.map((message) => message.reply).filter(Boolean), this.context);
    if (offered) this.insert(offered);
    if (!id || !made.length) return;
    this.showFrom(this.find(id), made[0]);
    const { activeElement } = this.frame.getRootNode();
    // On a small screen the page may have to scroll as well, for whoever reads here and not elsewhere on it.
    if (activeElement) made[0].querySelector(".body").firstChild.scrollIntoView({ block: "nearest" });
    // Where the focus goes is read out by itself.
    if (this.chosen && activeElement === this.log) made[0].focus({ preventScroll: true });
    else this.replies.replaceChildren(...messages.map((message) => node("p", { lang: message.lang }, message.reply?.answer || message.text)));
    this.chosen = false;
  }

  get context() {
    const { texts, language, direction, contacts } = this.terms;
    return {
      ...{ texts, language, direction, contacts },
      judge: (message, verdict) => this.conversation.judge(message, verdict),
      say: (text) => this.say(text),
      ask: (suggestion) => {
        this.chosen = true;
        this.log.focus({ preventScroll: true });
        this.conversation.ask({ text: suggestion.title, suggestion: suggestion.id }, this);
      },
    };
  }

  dropSuggestions() {
    for (const one of this.log.querySelectorAll(".suggestions")) one.remove();
  }

  // The two ways to end a conversation, apart from each other; each asks before it deletes something.
  offerEnds(focus = false) {
    const { texts } = this.terms;
    const offer = (label, question, doIt) => {
      const ask = () => (this.conversation.opened && !this.conversation.asked ? doIt() : this.confirm(question, label, doIt));
      return node("button", { class: "plain", type: "button", click: ask }, label);
    };
    this.asksBefore = false;
    this.footer.replaceChildren(
      offer(texts.start_again, texts.confirm_start_again, () => this.conversation.startAgain()),
      offer(texts.forget, texts.confirm_forget, () => this.conversation.forget()),
      unseen(texts.keys),
    );
    if (focus) this.focus();
  }

  confirm(question, label, doIt) {
    const { texts } = this.terms;
    const keep = node("button", { class: "edged", type: "button", click: () => this.offerEnds(true) }, texts.keep);
    const sure = async () => {
      this.offerEnds(true);
      await doIt();
    };
    this.asksBefore = true;
    this.footer.replaceChildren(
      node("div", { class: "confirm", role: "group", "aria-labelledby": "confirm" }, node("p", { id: "confirm" }, question), node("button", { class: "edged sure", type: "button", click: sure }, label), keep),
    );
    keep.focus();
  }

  // Scrolls so that the answer can be read from its start, with the question above it where that leaves room.
  showFrom(question, answer = question) {
    for (const scrolling of [this.log, this.frame]) {
      const room = scrolling.clientHeight * 0.4;
      const top = (one) => one.getBoundingClientRect().top;
      const first = question && top(answer) - top(question) < room ? question : answer;
      scrolling.scrollTop += top(first) - top(scrolling) - 16;
    }
  }

  showEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }
}
