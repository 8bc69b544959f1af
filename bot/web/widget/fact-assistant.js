// <fact-assistant>: attributes, launcher and window. See the README for the attributes.
import { Client, Refusal } from "./client.js";
import { Conversation } from "./conversation.js";
import { icon, node, readableOn } from "./elements.js";
import { STYLES } from "./styles.js";
import { ChatWindow } from "./window.js";

const NARROW = "(max-width: 40rem)";

export class FactAssistant extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    // Until the server has answered, what the page has put between the tags is shown.
    this.shadowRoot.append(node("slot"));
    const server = new URL(this.getAttribute("server") || "/", import.meta.url).origin;
    const language = this.getAttribute("language") || this.closest("[lang]")?.lang || "en";
    this.client = new Client(server, language);
    this.start();
  }

  async start(wait = 1) {
    try {
      this.terms = await this.client.terms();
    } catch (error) {
      // Readers keep what the page has put between the tags; whoever runs the page looks into the console.
      if (error instanceof Refusal && error.status < 500 && error.status !== 429) console.warn(`<fact-assistant> ${error.message}`);
      else if (this.isConnected) setTimeout(() => this.start(Math.min(wait * 2, 60)), wait * 1000);
      return;
    }
    this.client.language = this.terms.language;
    this.colour();
    if (this.getAttribute("mode") === "inline") this.embed();
    else this.launch();
  }

  // The accent is the page's; what stands on it is made readable whatever it is.
  colour() {
    const accent = this.getAttribute("accent");
    if (!accent || !CSS.supports("color", accent)) return;
    const probe = node("span");
    this.shadowRoot.append(probe);
    probe.style.color = accent;
    const resolved = getComputedStyle(probe).color;
    probe.remove();
    if (!/^rgb\(/.test(resolved)) return;
    this.style.setProperty("--accent", resolved);
    this.style.setProperty("--on-accent", readableOn(resolved));
  }

  embed() {
    this.fill(node("div", { class: "window", role: "region", "aria-labelledby": "title" }), null);
    this.shadowRoot.replaceChildren(this.frame);
    this.conversation.open();
  }

  launch() {
    const label = this.getAttribute("launcher") || this.terms.texts.launcher;
    const { language, direction } = this.terms;
    const open = () => this.open();
    this.launcher = node(
      "button",
      { class: "launcher", type: "button", "aria-haspopup": "dialog", "aria-expanded": "false", lang: language, dir: direction, click: open },
      icon("talk"),
      label,
    );
    const dialog = node("dialog", { class: "window", "aria-labelledby": "title", close: () => this.closed() });
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) this.close();
    });
    this.fill(dialog, () => this.close());
    this.shadowRoot.replaceChildren(this.launcher, dialog);
    if (this.hasAttribute("open")) this.open();
  }

  fill(frame, close) {
    const { language, direction, texts } = this.terms;
    frame.lang = language;
    frame.dir = direction;
    this.frame = frame;
    this.view = new ChatWindow(frame, this.terms, this.getAttribute("heading") || texts.title, {
      ask: (content) => this.conversation.ask(content),
      judge: (id, verdict) => this.conversation.judge(id, verdict),
      startAgain: () => this.conversation.startAgain(),
      forget: () => this.conversation.forget(),
      close,
    });
    this.conversation = new Conversation(this.client, this.view, this.terms);
  }

  // Beside the page where there is room; over it, and then alone reachable, where there is not.
  open() {
    if (!this.frame || this.frame.open) return;
    if (matchMedia(NARROW).matches) this.frame.showModal();
    else this.frame.show();
    this.launcher.hidden = true;
    this.launcher.setAttribute("aria-expanded", "true");
    this.view.focus();
    if (!this.opened) this.conversation.open();
    this.opened = true;
  }

  close() {
    if (this.frame?.open) this.frame.close();
  }

  closed() {
    this.launcher.hidden = false;
    this.launcher.setAttribute("aria-expanded", "false");
    this.launcher.focus();
  }
}

if (!customElements.get("fact-assistant")) customElements.define("fact-assistant", FactAssistant);
