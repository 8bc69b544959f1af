// Keeps what happens inside from the page around it: its shortcuts must not swallow what is typed here, nor its
// guards against copying what is selected here.

const KEPT = [
  ...["keydown", "keypress", "keyup", "beforeinput", "input", "compositionstart", "compositionupdate", "compositionend"],
  ...["copy", "cut", "paste", "selectstart", "contextmenu", "dragstart", "dragover", "drop"],
];
const SCROLLING = ["wheel", "touchstart", "touchmove"];

// What inside an event is for, if anything. In a closed shadow tree of the page its path ends at the tree's host; what
// is typed then goes to where the focus is.
function insideOf(root, target) {
  if (!(target instanceof Node)) return null;
  if (root.contains(target)) return target;
  let outer = root.host;
  if (outer.getRootNode().activeElement !== outer) return null;
  while (outer.getRootNode().host) outer = outer.getRootNode().host;
  return outer === target ? root.activeElement : null;
}

// `handle` is called instead of listeners inside: the page's own listeners on the document come between.
// On the window only those come first that were there before.
export function contain(root, handle, signal) {
  const keep = (event) => {
    const target = insideOf(root, event.composedPath()[0]);
    if (!target) return;
    event.stopImmediatePropagation();
    handle(event, target);
  };
  for (const kind of [...KEPT, ...SCROLLING]) addEventListener(kind, keep, { capture: true, passive: SCROLLING.includes(kind), signal });
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
