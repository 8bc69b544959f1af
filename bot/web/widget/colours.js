// What the widget takes over from the page on purpose: its colour scheme, and the accent it is given.

// Of an element nobody sees: a change of what it takes from the page (a theme switched, a variable set anew) starts
// a transition, whose end is an event.
export const PROBE = "position: fixed; inline-size: 0; block-size: 0; transition: none 1ms; color: light-dark(#000, #fff);";

// The colour scheme for the widget: what the page declares; where it declares none, the reader's system decides.
export function schemeOf(element) {
  const declared = getComputedStyle(element).colorScheme;
  const meta = document.querySelector("meta[name=color-scheme]")?.content;
  return [declared, meta].find((one) => one && one !== "normal") || "light dark";
}

// The accent as [colour, readable on it], from any CSS colour and var(); null where it is none.
export function accentOf(probe, accent) {
  const { style } = probe;
  style.backgroundColor = "";
  style.backgroundColor = `color-mix(in srgb, ${accent}, ${accent})`;
  // What is read here must not be on its way yet.
  style.transitionProperty = "none";
  const [, mixed, alpha] = /^color\(srgb ([^/)]+)(?:\/ ([\d.]+))?/.exec(getComputedStyle(probe).backgroundColor) || [];
  style.transitionProperty = "color, background-color";
  if (!mixed || Number(alpha) === 0) return null;
  const parts = mixed.trim().split(" ").map((part) => Math.min(1, Math.max(0, Number(part) || 0)));
  const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179;
  return [`rgb(${parts.map((part) => Math.round(part * 255)).join(" ")})`, light ? "#000" : "#fff"];
}
