// The press page with JavaScript: search as you type, and buttons that copy. Without it the form and the texts
// on each figure's page do the same. Found figures come from the server, so that there is one way of searching.

const notice = document.getElementById("notice");
const WAIT_MILLISECONDS = 150;
const SHOWN_MILLISECONDS = 6000;
let hiding;

function announce(text) {
  notice.textContent = "";
  clearTimeout(hiding);
  // A live region speaks when it changes; the same text twice is no change.
  requestAnimationFrame(() => { notice.textContent = text; });
  hiding = setTimeout(() => { notice.textContent = ""; }, SHOWN_MILLISECONDS);
}

// The clipboard is open to secure pages only; the old way works on any.
function copyBySelection(text) {
  const field = document.createElement("textarea");
  const focused = document.activeElement;
  field.value = text;
  field.className = "unseen";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  focused?.focus();
  return copied;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const copied = await copy(button.dataset.copy);
  announce(copied ? notice.dataset.copied.replace("{what}", button.dataset.what) : notice.dataset.notCopied);
});

// Phones share through their own sheet; elsewhere the button stays hidden, and the link can be copied.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-share]");
  // Whoever closes the sheet again has not failed at anything.
  if (button) navigator.share({ title: button.dataset.title, url: button.dataset.share }).catch(() => {});
});

if (navigator.share) {
  for (const button of document.querySelectorAll("button[data-share]")) button.hidden = false;
}

// On paper nothing can be unfolded.
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details:not([open])")) folded.open = folded.dataset.printed = true;
});
addEventListener("afterprint", () => {
  for (const folded of document.querySelectorAll("details[data-printed]")) {
    folded.open = false;
    delete folded.dataset.printed;
  }
});

function offerCopying(root) {
  for (const button of root.querySelectorAll("button[data-copy]")) button.hidden = false;
}

function searchAsTyped(form) {
  const status = document.getElementById("status");
  const results = document.getElementById("results");
  let waiting;
  let latest = 0;

  async function show() {
    const query = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...query]) if (!value.trim()) query.delete(name);
    const address = new URL(form.action);
    address.search = query;
    address.hash = "";
    const turn = ++latest;
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // A slower answer to an older question must not replace a newer one.
    if (turn !== latest) return;
    const found = document.importNode(page.getElementById("results"), true);
    offerCopying(found);
    results.replaceChildren(...found.childNodes);
    // The live region stays in the page and only its text changes: a new one would not be read out.
    const said = page.getElementById("status").textContent;
    if (status.textContent !== said) status.textContent = said;
    history.replaceState(null, "", address);
  }

  async function showAndGoThere() {
    await show();
    results.focus({ preventScroll: true });
    results.scrollIntoView();
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    // Where the connection fails the form still works as a form.
    waiting = setTimeout(() => show().catch(() => {}), WAIT_MILLISECONDS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    showAndGoThere().catch(() => form.submit());
  });
}

offerCopying(document);
const form = document.querySelector("form[role=search]");
if (form) searchAsTyped(form);
