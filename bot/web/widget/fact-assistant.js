// <fact-assistant>: attributes, methods, events, launcher and window. See the README for them.
import { Client, Refusal } from "./client.js";
import { accentOf, PROBE, schemeOf } from "./colours.js";
import { contain, mend } from "./containment.js";
import { conversationWith } from "./conversation.js";
import { icon, node } from "./elements.js";
import { STYLES } from "./styles.js";
import { ChatWindow } from "./window.js";

const NARROW = "(max-width: 40rem)";
// Enough room for the window to stand beside an article that nobody has asked it to cover.
const ROOMY = "(min-width: 60rem) and (min-height: 30rem)";
const LONGEST_START_WAIT = 64;

// A sheet with one rule or many, which neither leaves a trace in the page's own styles nor breaks its policy.
function sheetOf(rules) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  return sheet;
}

export class FactAssistant extends HTMLElement {
  static observedAttributes = ["accent", "heading", "language", "launcher", "mode", "server"];

  // Shortcuts of a page leave elements alone in which people write, and this is all that they see of the field.
  get isContentEditable() {
    return this.shadowRoot?.activeElement?.localName === "textarea";
  }

  connectedCallback() {
    if (!this.shadowRoot) this.build();
    this.life = new AbortController();
    const { signal } = this.life;
    contain(this.shadowRoot, (event, target) => this.handle(event, target), signal);
    addEventListener("online", () => this.failed && this.start(), { signal });
    addEventListener("beforeprint", () => this.print(true), { signal });
    addEventListener("afterprint", () => this.print(false), { signal });
    matchMedia(NARROW).addEventListener("change", () => this.isOpen && !this.paper?.isConnected && this.show(this.focused), { signal });
    if (this.view) this.resume();
    else this.start();
  }

  disconnectedCallback() {
    this.life.abort();
    clearTimeout(this.timer);
    if (!this.view) return;
    this.conversation.detach(this.view);
    this.hide();
  }

  attributeChangedCallback(name, before, now) {
    if (before === now || !this.life || !this.isConnected) return;
    if (name === "accent") this.colour();
    else this.start();
  }

  build() {
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheetOf(STYLES)];
    this.root = node("div", { class: "root" });
    this.probe = node("i", { transitionend: () => this.colour() });
    this.probe.style.cssText = PROBE;
    // Until the server has answered, what the page has put between the tags is shown.
    this.shadowRoot.append(node("slot"));
    this.shadowRoot.addEventListener("focusin", () => (this.focused = true));
    // Later than a move within the page, which takes the focus away and is to give it back.
    this.shadowRoot.addEventListener("focusout", () => queueMicrotask(() => (this.focused = Boolean(this.shadowRoot.activeElement))));
  }

  async start(wait = 1) {
    clearTimeout(this.timer);
    this.failed = false;
    const attempt = (this.attempt = {});
    const { signal } = this.life;
    const server = new URL(this.getAttribute("server") || "/", import.meta.url).origin;
    const language = this.getAttribute("language") || this.closest("[lang]")?.lang || document.documentElement.lang || "en";
    let terms;
    try {
      terms = await new Client(server).terms(language);
    } catch (error) {
      if (signal.aborted || attempt !== this.attempt) return;
      // Readers keep what the page has put between the tags; whoever runs the page looks into the console.
      const final = error instanceof Refusal && error.status < 500 && error.status !== 429;
      if (final) console.warn(`<fact-assistant> ${error.message}`);
      this.failed = final || wait > LONGEST_START_WAIT;
      if (this.failed) this.report("fail", { reason: error.status === 403 ? "not_allowed" : "not_started" });
      else this.timer = setTimeout(() => this.start(wait * 2), Math.max(wait, error.retrySeconds || 0) * 1000);
      return;
    }
    if (!signal.aborted && attempt === this.attempt) this.furnish(terms, conversationWith(server));
  }

  // Launcher and window, or the window alone, in place of what was there before.
  furnish(terms, conversation) {
    const { language, direction, texts } = terms;
    const again = this.isOpen;
    if (this.view) {
      this.conversation.detach(this.view);
      this.hide();
    }
    this.inline = this.getAttribute("mode") === "inline";
    this.frame = this.inline
      ? node("div", { class: "window", role: "region", "aria-labelledby": "title" })
      : node("dialog", { class: "window", popover: "manual", "aria-labelledby": "title", "aria-describedby": "notice", close: () => (this.expected ? (this.expected -= 1) : this.close()) });
    this.conversation = conversation;
    this.view = new ChatWindow(this.frame, terms, this.getAttribute("heading") || texts.title, conversation, {
      report: (kind, detail) => this.report(kind, detail),
      close: this.inline ? null : () => this.close(),
    });
    // Hidden by the page, an open window would keep the rest of the page out of reach.
    new ResizeObserver(() => this.isConnected && this.isOpen && this.isShown && !this.frame.checkVisibility() && this.close()).observe(this.frame);
    const label = this.getAttribute("launcher") || texts.launcher;
    this.launcher = node(
      "button",
      { class: "launcher", type: "button", popover: "manual", title: label, "aria-haspopup": "dialog", "aria-expanded": "false", click: () => this.open() },
      icon("talk"),
      node("span", {}, label),
    );
    this.root.lang = language;
    this.root.dir = direction;
    this.root.replaceChildren(...(this.inline ? [this.frame] : [this.launcher, this.frame]));
    this.shadowRoot.replaceChildren(this.probe, this.root);
    this.colour();
    this.isOpen = !this.inline && (again || this.wanted || (this.hasAttribute("open") && matchMedia(ROOMY).matches));
    this.resume(this.wanted);
    if (this.isOpen && !again) this.report("open", {});
    for (const text of this.questions.splice(0)) this.ask(text);
  }

  // As it was before it was taken out of the page, or as it is to be at first.
  resume(focus = this.isOpen && this.focused) {
    const { place } = this.view;
    this.conversation.attach(this.view);
    if (this.inline) this.conversation.run();
    else if (!this.isOpen) this.launcher.showPopover?.();
    else if (focus) this.show(true);
    else this.showBehind(false);
    if (place !== undefined) this.view.log.scrollTop = place;
  }

  // The accent is the page's; what stands on it is made readable whatever it is.
  colour() {
    if (!this.view) return;
    this.root.style.colorScheme = schemeOf(this);
    const [accent, readable] = accentOf(this.probe, this.getAttribute("accent") || "var(--fact-assistant-accent)") || ["", ""];
    this.root.style.setProperty("--fa-accent", accent);
    this.root.style.setProperty("--fa-on-accent", readable);
  }

  handle(event, target) {
    if (!this.view) return;
    if (event.type === "input") this.view.typed();
    if (event.type !== "keydown") return;
    mend(event, target);
    this.view.key(event, target);
  }

  report(kind, detail) {
    this.dispatchEvent(new CustomEvent(`fact-assistant:${kind}`, { detail, bubbles: true, composed: true }));
  }

  questions = [];
  // How often the dialog's event `close`, which comes later, will tell what is known.
  expected = 0;

  // Opens the window and goes into it; as soon as it is there, if it is not yet.
  open() {
    this.wanted = true;
    if (!this.view) {
      if (this.failed) this.start();
      return;
    }
    if (this.inline) this.view.focus();
    else if (!this.isOpen) {
      this.show(true);
      this.report("open", {});
    }
  }

  close() {
    this.wanted = false;
    if (!this.isOpen || this.inline) return;
    this.isOpen = false;
    this.hide();
    this.launcher.setAttribute("aria-expanded", "false");
    this.launcher.showPopover?.();
    this.launcher.focus({ preventScroll: true });
    this.report("close", {});
  }

  // Asks in the page's name, in the open window; says whether the question is taken.
  ask(text) {
    this.open();
    if (this.view) return this.view.ask(String(text), true);
    this.questions.push(text);
    return true;
  }

  // In the top layer, so that nothing on the page covers, cuts off or moves it: beside the page where there is
  // room; over it, and then alone reachable, where there is not.
  show(focus) {
    const { frame, launcher } = this;
    this.hide();
    this.isOpen = true;
    launcher.hidePopover?.();
    launcher.setAttribute("aria-expanded", "true");
    const over = matchMedia(NARROW).matches && this.root.checkVisibility();
    // A dialog takes the focus as it opens, unless nothing in it can have it.
    frame.inert = !focus;
    if (over) frame.showModal();
    else if (frame.showPopover) frame.showPopover();
    else frame.show();
    frame.inert = false;
    // The page does not scroll behind a window that fills the screen.
    if (over) document.adoptedStyleSheets = [...document.adoptedStyleSheets, (this.lock = sheetOf("html { overflow: hidden !important; }"))];
    if (focus) this.view.focus();
    this.conversation.run();
  }

  // Without the focus: not even from the field in which the page wants its readers to begin. That gets it when the page
  // is first drawn with all its style sheets, and never once a dialog has been opened.
  showBehind(drawn) {
    const settled = drawn || document.activeElement !== document.body || !document.querySelector("[autofocus]");
    if (settled) this.show(false);
    else requestAnimationFrame(() => this.isConnected && this.isOpen && !this.isShown && this.showBehind(document.readyState === "complete"));
  }

  get isShown() {
    const { frame } = this;
    return frame.open || (frame.hidePopover && frame.matches(":popover-open"));
  }

  // Takes the window out of the top layer and sets the page free.
  hide() {
    if (this.frame.open) {
      this.expected += 1;
      this.frame.close();
    } else if (this.isShown) this.frame.hidePopover();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.lock);
  }

  // On paper a copy of the open window stands below the page, whole: the window itself would lie over the page, and
  // in its place anything around it might cut it off. A closed one leaves no trace.
  print(begins) {
    this.paper?.remove();
    if (!begins || !this.isOpen) return;
    this.paper = node("div");
    const shadow = this.paper.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = this.shadowRoot.adoptedStyleSheets;
    shadow.append(this.root.cloneNode(true));
    shadow.firstChild.classList.add("printed");
    document.documentElement.append(this.paper);
  }
}

if (!customElements.get("fact-assistant")) customElements.define("fact-assistant", FactAssistant);
