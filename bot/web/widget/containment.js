// Keeps what happens inside from the page around it: its shortcuts must not swallow what is typed here, nor its
// guards against copying what is selected here.

const KEPT = [
  ...["keydown", "keypress", "keyup", "beforeinput", "input", "compositionstart", "compositionupdate", "compositionend"],
  ...["copy", "cut", "paste", "selectstart", "contextmenu", "dragstart", "dragover", "drop"],
];
const SCROLLING = ["wheel", "touchstart", "touchmove"];

// `handle` is called instead of listeners inside: the page's own listeners on the document come between.
// On the window only those come first that were there before; the page may be inside another shadow tree, too.
export function contain(root, handle, signal) {
  const keep = (event) => {
    const [target] = event.composedPath();
    if (!root.contains(target)) return;
    event.stopImmediatePropagation();
    handle(event, target);
  };
  for (const place of [window, root])
    for (const kind of [...KEPT, ...SCROLLING])
      place.addEventListener(kind, keep, { capture: place === window, passive: SCROLLING.includes(kind), signal });
}

// A listener that came before ours took the key away: what it would have done is done after all.
export function mend(event, target) {
  const { key } = event;
  const command = (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph");
  if (!event.defaultPrevented || command || event.isComposing) return;
  if (target.localName === "textarea") {
    if (key.length === 1) document.execCommand("insertText", false, key);
    else if (key === "Backspace") document.execCommand("delete");
  } else if ((key === "Enter" || key === " ") && !event.repeat) target.click();
}
