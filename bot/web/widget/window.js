// The window with the conversation: what is seen, and where the focus is.
import { icon, node } from "./elements.js";
import { assistantMessage, notice, suggestionButtons, typing, userMessage } from "./messages.js";

export class ChatWindow {
  // `frame` is the dialog or region around it; `does` has ask, judge, startAgain, forget, close (or null).
  constructor(frame, terms, title, does) {
    const { texts } = terms;
    this.frame = frame;
    this.terms = terms;
    this.does = does;
    this.log = node("div", { class: "log", role: "log", "aria-live": "off", "aria-label": texts.conversation, tabindex: "0" });
    // Only whole replies come in here, once each; the log itself is silent.
    this.replies = node("div", { class: "unseen replies", "aria-live": "polite", "aria-atomic": "true" });
    this.remarks = node("div", { class: "unseen", role: "status" });
    this.trouble = node("div", { class: "trouble", role: "alert" });
    this.input = node("textarea", { id: "input", rows: "1", autocomplete: "off", enterkeyhint: "send", keydown: (event) => this.key(event) });
    const form = node(
      "form",
      { submit: (event) => this.submit(event) },
      node("label", { for: "input" }, texts.input),
      node("div", { class: "row" }, this.input, node("button", { class: "send", type: "submit" }, texts.send)),
    );
    const close =
      does.close && node("button", { class: "plain close", type: "button", title: texts.close, "aria-label": texts.close, click: does.close }, icon("close"));
    frame.append(
      node("header", {}, node("h2", { id: "title" }, title), close),
      this.log,
      this.trouble,
      form,
      node(
        "footer",
        {},
        node("button", { class: "plain", type: "button", click: does.startAgain }, texts.start_again),
        node("button", { class: "plain", type: "button", click: does.forget }, texts.forget),
        node("span", { class: "unseen" }, texts.keys),
      ),
      this.replies,
      this.remarks,
    );
    frame.addEventListener("keydown", (event) => this.move(event));
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
  }

  submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return;
    const most = this.terms.most_characters;
    if (text.length > most) this.complain(this.terms.texts.too_long.replace("{most}", most));
    else if (this.does.ask({ text })) this.input.value = "";
  }

  // F6 goes to and fro between the log and the question.
  move(event) {
    if (event.key !== "F6" || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    (this.frame.getRootNode().activeElement === this.input ? this.log : this.input).focus();
  }

  focus() {
    this.input.focus();
  }

  clear() {
    this.log.replaceChildren(notice(this.terms.texts, this.terms.retention_hours));
    this.replies.replaceChildren();
    this.complain("");
  }

  remark(text) {
    this.log.append(node("p", { class: "event" }, text));
    this.whisper(text);
    this.showFrom(this.log.lastChild);
  }

  whisper(text) {
    this.remarks.replaceChildren(text);
  }

  // What is wrong, with a way on where there is one.
  complain(text, label, act) {
    this.trouble.replaceChildren(...(text ? [node("p", {}, text)] : []));
    if (text && act) this.trouble.append(node("button", { type: "button", click: act }, label));
  }

  asked(message) {
    const known = [...this.log.querySelectorAll(".user")].find((one) => one.dataset.id === message.id);
    // The server takes personal details out: what is seen is what is kept.
    if (known) known.querySelector(".words").textContent = message.text;
    else this.log.append(userMessage(message, this.terms.texts));
    this.showFrom(this.log.querySelector(".user:last-of-type") || this.log.lastChild);
  }

  wait(waiting) {
    this.log.setAttribute("aria-busy", String(waiting));
    this.log.querySelector(".typing")?.remove();
    if (!waiting) return;
    this.dropSuggestions();
    this.log.append(typing(this.terms.texts));
    this.log.scrollTop = this.log.scrollHeight;
  }

  // Shows replies; `aloud` for new ones, not for those of before a reload.
  answered(messages, aloud) {
    const before = this.log.lastElementChild;
    this.dropSuggestions();
    for (const message of messages) this.log.append(assistantMessage(message, this.context));
    const offered = messages.flatMap((message) => message.reply?.suggestions || []);
    if (offered.length) this.log.append(suggestionButtons(offered, this.context));
    if (!aloud) return;
    this.replies.replaceChildren(...messages.map((message) => node("p", { lang: message.lang }, message.reply ? message.reply.answer : message.text)));
    if (before) this.showFrom(before);
  }

  get context() {
    const { texts, language, direction, contacts } = this.terms;
    return {
      ...{ texts, language, direction, contacts },
      judge: this.does.judge,
      say: (text) => this.whisper(text),
      ask: (suggestion) => this.does.ask({ text: suggestion.title, suggestion: suggestion.id }) && this.log.focus({ preventScroll: true }),
    };
  }

  dropSuggestions() {
    this.log.querySelector(".suggestions")?.remove();
  }

  // Scrolls so that a message stands at the top and what follows it can be read from its beginning.
  showFrom(element) {
    for (const scrolling of [this.log, this.frame])
      scrolling.scrollTop += element.getBoundingClientRect().top - scrolling.getBoundingClientRect().top - 16;
  }

  showEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }
}
