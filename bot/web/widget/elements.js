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

// The text with the contacts the server names made into links; nothing else ever becomes one.
export function linked(text, contacts) {
  const parts = [];
  let rest = text;
  while (rest) {
    const found = contacts
      .map((address) => [rest.indexOf(address), address])
      .filter(([at]) => at >= 0)
      .sort((a, b) => a[0] - b[0] || b[1].length - a[1].length)[0];
    if (!found) break;
    const [at, address] = found;
    // "icrc.org" inside "familylinks.icrc.org.example" is no contact.
    const whole = !/[\w.@/-]$/.test(rest.slice(0, at)) && !/^[\w@/-]|^\.\w/.test(rest.slice(at + address.length));
    parts.push(rest.slice(0, at));
    parts.push(
      whole && /^[\w-]+(\.[\w-]+)+$/.test(address)
        ? node("a", { href: `https://${address}/`, target: "_blank", rel: "noopener noreferrer" }, address)
        : address,
    );
    rest = rest.slice(at + address.length);
  }
  return [...parts, rest].filter((part) => part !== "");
}

// Black or white, whichever is read better on a colour given as "rgb(r, g, b)".
export function readableOn(colour) {
  const [red, green, blue] = colour.match(/[\d.]+/g).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}
