// <fact-figure key="..." version="...">: a figure of the fact sheet as it stands today, with its source, on any page.
// `version` is the one that the page was written with: where the figure has changed since, the element says so.
// What stands between the tags is shown until the figure is there, and stays where it cannot be had.

const STYLES = `
  :host { display: block; max-width: 30rem; }
  :host([hidden]) { display: none; }
  figure { margin: 0; padding: 0.9rem 1.1rem; border: 1px solid; border-inline-start-width: 0.3rem; }
  p { margin: 0 0 0.35rem; }
  .display { font-size: 2.2em; font-weight: 700; line-height: 1.15; font-variant-numeric: tabular-nums; }
  .label { font-weight: 600; }
  .qualifier, figcaption { font-size: 0.85em; }
  .changed { font-weight: 700; border: 2px solid; padding: 0.4rem 0.6rem; }
  figcaption { margin-top: 0.6rem; }
  a { color: inherit; }
`;

function part(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

class FactFigure extends HTMLElement {
  static observedAttributes = ["key", "version", "server"];

  connectedCallback() {
    if (!this.shadowRoot) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLES);
      this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
      this.shadowRoot.append(document.createElement("slot"));
    }
    this.show();
  }

  attributeChangedCallback() {
    if (this.shadowRoot && this.isConnected) this.show();
  }

  async show() {
    const turn = (this.turn ?? 0) + 1;
    this.turn = turn;
    const content = await this.load().catch(() => null);
    // A slower answer to an older question must not replace a newer one.
    if (turn !== this.turn) return;
    this.shadowRoot.replaceChildren(content ? this.figure(content) : document.createElement("slot"));
  }

  async load() {
    const server = new URL(this.getAttribute("server") || "/", import.meta.url).origin;
    const key = encodeURIComponent(this.getAttribute("key") || "");
    const answer = await fetch(`${server}/press/embed/figures/${key}`, { credentials: "omit", referrerPolicy: "no-referrer" });
    if (answer.ok) return answer.json();
    console.warn(`<fact-figure> there is no figure "${this.getAttribute("key")}".`);
    return null;
  }

  figure(content) {
    const figure = document.createElement("figure");
    if (content.removed) {
      figure.append(part("p", "changed", content.removed));
      return figure;
    }
    figure.lang = content.language;
    const changed = this.changed(content);
    if (changed) figure.append(part("p", "changed", changed));
    figure.append(
      part("p", "display", content.display),
      part("p", "label", content.label),
      part("p", "qualifier", content.qualifier),
    );
    const caption = part("figcaption", "", `${content.source}. ${content.version_words} `);
    const link = part("a", "", content.check);
    link.href = content.address;
    caption.append(link);
    figure.append(caption);
    return figure;
  }

  changed(content) {
    const named = Number.parseInt(this.getAttribute("version"), 10);
    if (Number.isNaN(named)) return "";
    if (content.figure_since > named) return content.figure_changed.replace("{version}", named);
    if (content.wording_since > named) return content.wording_changed.replace("{version}", named);
    return "";
  }
}

if (!customElements.get("fact-figure")) customElements.define("fact-figure", FactFigure);
