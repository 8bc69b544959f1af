// How messages look.
import { icon, linked, node } from "./elements.js";

export function userMessage(message, texts) {
  return node(
    "div",
    { class: "message user", lang: message.lang, dir: "auto", "data-id": message.id },
    node("span", { class: "unseen" }, `${texts.you}: `),
    node("span", { class: "words" }, message.text),
  );
}

// An answer: figure, text, source, where to check it, tools. `context` has texts, contacts and what the buttons do.
export function assistantMessage(message, context) {
  const { reply } = message;
  const care = reply !== null && reply.status === "redirected";
  const body = node("div", { class: care ? "body care" : "body" });
  if (reply && reply.figures.length) body.append(figures(reply.figures));
  for (const paragraph of (reply ? reply.answer : message.text).split("\n\n"))
    body.append(node("p", { class: "text" }, ...linked(paragraph, context.contacts)));
  if (reply && reply.source.citation) body.append(node("p", { class: "source" }, reply.source.citation));
  const made = node(
    "div",
    { class: "message assistant", lang: message.lang, dir: "auto", "data-id": message.id },
    node("span", { class: "unseen" }, `${context.texts.assistant}: `),
    body,
  );
  const tools = node("div", { class: "tools", lang: context.language, dir: context.direction });
  if (reply && reply.links.length) tools.append(checks(reply.links, context));
  if (reply && reply.citation) tools.append(copyButton(reply, context));
  if (reply && !care && message.id !== "greeting" && reply.status !== "conversation") tools.append(...thumbs(message, context));
  if (tools.childNodes.length) made.append(tools);
  return made;
}

function figures(found) {
  return node(
    "ul",
    // Styled lists lose their role in some browsers unless it is said.
    { class: found.length > 1 ? "figures several" : "figures", role: "list" },
    ...found.map(({ display, label }) =>
      node(
        "li",
        { class: "figure" },
        node("span", { class: /\d/.test(display) ? "number" : "number words" }, display),
        node("span", { class: "label" }, label),
      ),
    ),
  );
}

// Where an answer can be checked. One page needs no name for the eye; several are told apart by what they are about.
function checks(links, { texts }) {
  const one = links.length === 1;
  const pages = links
    .filter(({ url }) => /^https?:/.test(url))
    .map(({ title, url }) => {
      const unseen = node("span", { class: "unseen" }, `${one ? ` – ${title}` : ""} ${texts.new_tab}`);
      const words = node("span", {}, one ? texts.check : title, unseen);
      return node("a", { class: "plain", href: url, target: "_blank", rel: "noopener noreferrer" }, one ? icon("out") : null, words);
    });
  return node("span", { class: one ? "checks" : "checks many" }, one ? "" : `${texts.check}: `, ...pages);
}

function copyButton(reply, { texts, say }) {
  const words = node("span", {}, texts.copy_citation);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(reply.citation);
      words.textContent = texts.copied;
      say(texts.copied);
    } catch {
      words.textContent = texts.copy_failed;
      say(texts.copy_failed);
    }
    setTimeout(() => (words.textContent = texts.copy_citation), 4000);
  };
  return node("button", { class: "plain copy", type: "button", click: copy }, icon("copy"), words);
}

function thumbs(message, { texts, judge }) {
  const buttons = [
    ["up", texts.helpful],
    ["down", texts.not_helpful],
  ].map(([verdict, name]) =>
    node(
      "button",
      {
        class: `plain thumb ${verdict}`,
        type: "button",
        title: name,
        "aria-label": name,
        "aria-pressed": "false",
        click: async (event) => {
          const pressed = event.currentTarget;
          if (!(await judge(message.id, verdict))) return;
          for (const button of buttons) button.setAttribute("aria-pressed", String(button === pressed));
        },
      },
      icon(verdict),
    ),
  );
  return buttons;
}

export function suggestionButtons(suggestions, { texts, language, direction, ask }) {
  return node(
    "div",
    { class: "suggestions", role: "group", "aria-label": texts.suggestions, lang: language, dir: direction },
    node("p", { "aria-hidden": "true" }, texts.suggestions),
    ...suggestions.map((suggestion) =>
      node("button", { class: "suggestion", type: "button", click: () => ask(suggestion) }, suggestion.title),
    ),
  );
}

export function notice(texts, hours) {
  const stored = texts.notice_stored.replace("{hours}", hours);
  return node(
    "section",
    { class: "notice", "aria-label": texts.notice_heading },
    node("p", {}, node("strong", {}, texts.notice_automated), ` ${texts.notice_covers}`),
    node("p", {}, `${stored} ${texts.notice_personal}`),
  );
}

export function typing(texts) {
  return node("div", { class: "typing", "aria-hidden": "true" }, node("span"), node("span"), node("span"), texts.typing);
}
