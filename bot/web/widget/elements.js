// Small makers of DOM nodes. Text goes in as text nodes only; markup in it stays text.

// A node with attributes (false and null leave one out, a function is a listener) and children.
export function node(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

const SHAPES = {
  talk: ["M4 5h16v11H10l-4 4v-4H4z"],
  close: ["M6 6l12 12M18 6L6 18"],
  out: ["M14 4h6v6", "M20 4l-9 9", "M18 14v6H4V6h6"],
  copy: ["M9 9h11v11H9z", "M15 9V4H4v11h5"],
  done: ["M4 13l5 5L20 6"],
  up: ["M7 11v9H4v-9z", "M7 11l4-8c2 0 2.500 1.500 2.500 3v3H19c1 0 1.700 1 1.400 2l-2 7.500c-.2.900-1 1.500-1.900 1.500H7"],
  down: ["M7 13V4H4v9z", "M7 13l4 8c2 0 2.500-1.500 2.500-3v-3H19c1 0 1.700-1 1.400-2l-2-7.500C18.200 4.600 17.400 4 16.500 4H7"],
};

// A line drawing that says nothing by itself: whoever uses it gives a text.
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  for (const shape of SHAPES[name]) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", shape);
    drawing.append(path);
  }
  return drawing;
}

// For screen readers only.
export function unseen(text, attributes = {}) {
  return node("span", { class: "unseen", ...attributes }, text);
}

// The text cut at the first of some phrases that is found in it, again and again; `make` gives a phrase its form.
function cut(text, phrases, make) {
  const parts = [];
  let rest = text;
  while (rest) {
    const [at, phrase] = phrases
      .map((one) => [rest.indexOf(one), one])
      .filter(([found]) => found >= 0)
      .sort((a, b) => a[0] - b[0] || b[1].length - a[1].length)[0] || [-1];
    if (at < 0) break;
    const after = rest.slice(at + phrase.length);
    parts.push(rest.slice(0, at), make(phrase, rest.slice(0, at), after));
    rest = after;
  }
  return [...parts, rest].filter((part) => part !== "");
}

// The text with the contacts the server names made into links; nothing else ever becomes one.
export function linked(text, contacts) {
  return cut(text, contacts, (address, before, after) => {
    // "icrc.org" inside "familylinks.icrc.org.example" is no contact.
    const whole = !/[\w.@/-]$/.test(before) && !/^[\w@/-]|^\.\w/.test(after);
    if (!whole || !/^[\w-]+(\.[\w-]+)+$/.test(address)) return address;
    return node("a", { href: `https://${address}/`, target: "_blank", rel: "noopener noreferrer" }, address);
  });
}

// The same with the figures that the server names set off.
export function told(text, figures, contacts) {
  return cut(text, figures, (figure) => node("strong", { class: "number" }, figure)).flatMap((part) =>
    typeof part === "string" ? linked(part, contacts) : [part],
  );
}
