// How messages look.
import { icon, node, told, unseen } from "./elements.js";

// A question longer than this is shown with its first lines only, until it is opened.
const LONG = 320;

export function userMessage(message, { texts, language }) {
  const words = node("div", { class: "words", id: `words-${message.id}` }, message.text);
  const made = node(
    "div",
    { class: `message user${message.waiting ? " waiting" : ""}`, lang: message.lang, dir: "auto", "data-id": message.id },
    unseen(`${texts.you}: `, { lang: language }),
    words,
  );
  if (message.text.length > LONG || message.text.split("\n").length > 5) {
    const more = node("button", { class: "plain more", type: "button", lang: language, "aria-controls": words.id });
    const fold = (folded) => {
      words.classList.toggle("folded", folded);
      more.setAttribute("aria-expanded", String(!folded));
      more.textContent = folded ? texts.show_all : texts.show_less;
    };
    more.addEventListener("click", () => fold(more.getAttribute("aria-expanded") === "true"));
    fold(true);
    made.append(more);
  }
  if (message.waiting || message.unsent) made.append(node("span", { class: "state", lang: language }, message.unsent ? texts.unsent : texts.in_line));
  return made;
}

// An answer: its parts, its source, where to check it, tools. `context` has texts, contacts and what the buttons do.
export function assistantMessage(message, context) {
  const { reply } = message;
  const { texts, language, direction, contacts } = context;
  const care = reply?.status === "redirected";
  const parts = reply ? reply.parts : [{ text: message.text, figures: [], row: null }];
  const body = node("div", { class: care ? "body care" : "body" });
  const alone = parts.filter((part) => part.figures.length).length === 1;
  let rows = null;
  for (const { text, figures, row } of parts) {
    const words = told(text, figures, contacts);
    // Styled lists lose their role in some browsers unless it is said.
    if (row && !rows) body.append((rows = node("ul", { class: "rows", role: "list" })));
    if (row) rows.append(node("li", {}, node("span", { class: "words" }, ...words), rowTools(row, context)));
    else {
      rows = null;
      body.append(node("p", { class: alone && figures.length ? "text large" : "text" }, ...words));
    }
  }
  if (reply?.reference) body.append(node("p", { class: "source" }, reply.reference));
  const made = node(
    "div",
    { class: "message assistant", lang: message.lang, dir: "auto", "data-id": message.id, tabindex: "-1" },
    unseen(`${texts.assistant}: `, { lang: language }),
    body,
  );
  const tools = node("div", { class: "tools", lang: language, dir: direction });
  const inRows = parts.map((part) => part.row?.url);
  const elsewhere = reply ? reply.links.filter((link) => !inRows.includes(link.url)) : [];
  if (elsewhere.length) tools.append(checks(elsewhere, texts));
  if (reply?.citation) tools.append(copyButton(reply.citation, context));
  if (reply && !care && reply.status !== "conversation") tools.append(...thumbs(message, context));
  if (tools.childNodes.length) made.append(tools);
  return made;
}

function rowTools({ title, url, citation }, context) {
  const { texts, language, direction } = context;
  return node("span", { class: "tools", lang: language, dir: direction }, copyButton(citation, context, title), checkLink(title, url, texts, icon("out")));
}

function checkLink(title, url, texts, ...shown) {
  const label = `${texts.check} – ${title} ${texts.new_tab}`;
  return /^https?:/.test(url) ? node("a", { class: "plain", href: url, target: "_blank", rel: "noopener noreferrer", title: label, "aria-label": label }, ...shown) : null;
}

// Where an answer can be checked. One page needs no name for the eye; several are told apart by what they are about.
function checks(links, texts) {
  const one = links.length === 1;
  const pages = links.map(({ title, url }) => checkLink(title, url, texts, ...(one ? [icon("out"), texts.check] : [title])));
  return node("span", { class: one ? "checks" : "checks many" }, one ? "" : `${texts.check}: `, ...pages.filter(Boolean));
}

// With a subject it is an icon in a row of that subject, without one a button with words.
function copyButton(citation, { texts, say }, subject = "") {
  const words = node("span", { class: subject ? "unseen" : "" });
  const name = (drawing, text) => {
    button.replaceChildren(icon(drawing), words);
    words.textContent = subject ? `${text}: ${subject}` : text;
    button.title = subject ? text : "";
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(citation);
      name("done", texts.copied);
    } catch {
      name("close", texts.copy_failed);
    }
    say(button.firstChild.nextSibling.textContent);
    setTimeout(() => name("copy", texts.copy_citation), 4000);
  };
  const button = node("button", { class: "plain copy", type: "button", click: copy });
  name("copy", texts.copy_citation);
  return button;
}

function thumbs(message, { texts, judge }) {
  const press = (verdict) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.classList.contains(verdict)));
  };
  const buttons = [
    ["up", texts.helpful],
    ["down", texts.not_helpful],
  ].map(([verdict, name]) =>
    node(
      "button",
      {
        ...{ class: `plain thumb ${verdict}`, type: "button", title: name, "aria-label": name },
        click: async () => (await judge(message, verdict)) && press(verdict),
      },
      icon(verdict),
    ),
  );
  press(message.verdict);
  return buttons;
}

// Questions to choose from; where the assistant asks which part is meant, the parts.
export function suggestionButtons(replies, { texts, language, direction, ask }) {
  const areas = replies.flatMap((reply) => reply.areas || []);
  const offered = areas.length ? areas : replies.flatMap((reply) => reply.suggestions);
  if (!offered.length) return null;
  const heading = areas.length ? texts.areas : texts.suggestions;
  return node(
    "div",
    { class: areas.length ? "suggestions areas" : "suggestions", role: "group", "aria-label": heading, lang: language, dir: direction },
    node("p", { "aria-hidden": "true" }, heading),
    ...offered.map((one) => node("button", { class: "suggestion", type: "button", click: () => ask(one) }, one.name || one.title)),
  );
}

export function notice(texts, hours) {
  const stored = texts.notice_stored.replace("{hours}", hours);
  return node(
    "section",
    { class: "notice", id: "notice", "aria-label": texts.notice_heading },
    node("p", {}, node("strong", {}, texts.notice_automated), ` ${texts.notice_covers}`),
    node("p", {}, `${stored} ${texts.notice_personal}`),
  );
}

export function typing(texts) {
  return node("div", { class: "typing", "aria-hidden": "true" }, node("span"), node("span"), node("span"), texts.typing);
}
