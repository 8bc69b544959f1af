// The look. Colours meet AA in light and dark; directions are logical, so that it mirrors for right to left.
// Everything is inside .root, where what the page hands down ends; lengths are in em of the reader's own text size.
export const STYLES = `
:host { display: block; }
:host([hidden]), [hidden] { display: none !important; }
.root {
  all: initial; display: block; text-align: start; color: var(--fa-text); color-scheme: light dark;
  font: 400 medium/1.5 var(--fact-assistant-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif);
  --fa-surface: #ffffff; --fa-panel: #f2f4f6; --fa-text: #1b2127; --fa-quiet: #4f5a64; --fa-line: #c5cdd4;
  --fa-edge: #6b7680; --fa-link: #1a4b7a; --fa-alert: #8c1d18; --fa-own: #1f4e79; --fa-on-own: #ffffff;
  --fa-accent: var(--fa-own); --fa-on-accent: var(--fa-on-own);
}
@supports (color: light-dark(#000, #fff)) {
  .root {
    --fa-surface: light-dark(#ffffff, #14181c); --fa-panel: light-dark(#f2f4f6, #20262c); --fa-text: light-dark(#1b2127, #e9ecef);
    --fa-quiet: light-dark(#4f5a64, #b3bdc6); --fa-line: light-dark(#c5cdd4, #404a53); --fa-edge: light-dark(#6b7680, #8a96a1);
    --fa-link: light-dark(#1a4b7a, #9cc6ec); --fa-alert: light-dark(#8c1d18, #ffb4ab);
    --fa-own: light-dark(#1f4e79, #8ebbe3); --fa-on-own: light-dark(#ffffff, #0f151a);
  }
}
:host([theme="light"]) .root { color-scheme: light !important; }
:host([theme="dark"]) .root { color-scheme: dark !important; }
*, *::before, *::after { box-sizing: border-box; }
::selection { background: Highlight; color: HighlightText; }
button, textarea { font: inherit; color: inherit; }
button { cursor: pointer; min-block-size: 2em; min-inline-size: 2em; border-radius: 0.5em; }
:focus-visible { outline: 3px solid var(--fa-link); outline-offset: 2px; }
.message:focus-visible { outline-offset: 0; border-radius: 0.9em; }
p { margin: 0; }
a { color: var(--fa-link); }
svg { inline-size: 1.25em; block-size: 1.25em; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; flex: none; }
.launcher, .user, .send {
  background: var(--fa-accent); color: var(--fa-on-accent);
  border: 1px solid color-mix(in srgb, var(--fa-on-accent) 55%, var(--fa-accent));
}

.launcher, dialog.window { position: fixed; margin: 0; inset: auto; inset-block-end: var(--fa-inset); inset-inline-end: var(--fa-inset); z-index: 2147483000; --fa-inset: var(--fact-assistant-inset, 1.25em); }
.launcher {
  display: inline-flex; align-items: center; gap: 0.6em; inline-size: auto; max-inline-size: calc(100vw - 2.5em);
  padding: 0.75em 1.15em; border-radius: 1.6em; text-align: start; overflow: visible; font-weight: 600; box-shadow: 0 2px 10px rgb(0 0 0 / 0.28);
}
.launcher[aria-expanded="true"] { display: none; }
:host([position="start"]) .launcher, :host([position="start"]) dialog.window { inset-inline: var(--fa-inset) auto; }

.window { background: var(--fa-surface); color: var(--fa-text); border: 1px solid var(--fa-line); display: flex; flex-direction: column; position: relative; overflow: clip; }
dialog.window { display: none; }
dialog.window[open] { display: flex; }
dialog.window:popover-open { display: flex; }
dialog.window {
  padding: 0; inline-size: min(27em, calc(100vw - 2.5em)); block-size: min(44em, calc(100dvh - 2.5em)); max-inline-size: none; max-block-size: none;
  border-radius: 0.9em; box-shadow: 0 8px 32px rgb(0 0 0 / 0.28);
}
dialog.window::backdrop { background: rgb(0 0 0 / 0.4); }
dialog.window:popover-open::backdrop { background: none; }
div.window { block-size: var(--fact-assistant-height, min(44em, 82dvh)); min-block-size: 22em; border-radius: 0.75em; }

header { display: flex; align-items: center; justify-content: space-between; gap: 0.75em; padding: 0.7em 1.1em; border-block-end: 1px solid var(--fa-line); }
h2 { margin: 0; font-size: 1.05em; line-height: 1.3; font-weight: 650; overflow-wrap: anywhere; }
.plain { border: 1px solid transparent; background: transparent; display: inline-flex; align-items: center; justify-content: center; gap: 0.4em; padding: 0.25em 0.6em; border-radius: 0.5em; }
.plain:hover { background: var(--fa-panel); }
.close { padding: 0.25em; margin-inline-end: -0.4em; }
.edged { color: var(--fa-link); border: 1px solid var(--fa-edge); background: transparent; padding-inline: 0.8em; }

.log { flex: 1 1 auto; overflow-y: auto; overscroll-behavior: contain; padding: 1em 1.1em; min-block-size: 6em; display: flex; flex-direction: column; gap: 0.9em; position: relative; }
.log:focus-visible { outline-offset: -3px; }
.notice { font-size: 0.875em; color: var(--fa-quiet); border-inline-start: 3px solid var(--fa-edge); padding-inline-start: 0.85em; }
.notice strong { color: var(--fa-text); font-weight: 600; }
.notice p + p { margin-block-start: 0.3em; }
.event { font-size: 0.875em; color: var(--fa-quiet); text-align: center; }

.message { overflow-wrap: anywhere; min-inline-size: 0; position: relative; }
.user { align-self: flex-end; max-inline-size: 88%; padding: 0.55em 0.9em; border-radius: 0.9em; border-end-end-radius: 0.2em; }
.user .words { white-space: pre-line; }
.waiting { border-style: dashed; }
.folded { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
.more { padding-inline: 0; text-decoration: underline; font-size: 0.875em; }
.more:hover { background: none; }
.state { display: block; font-size: 0.8125em; }
.assistant { align-self: stretch; }
.body { padding: 0.85em 1em; border-radius: 0.9em; border-end-start-radius: 0.2em; background: var(--fa-panel); border: 1px solid transparent; }
.body p + p, .body ul, .body ul + p { margin-block-start: 0.6em; }
.text { white-space: pre-line; }
.number { font-weight: 700; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
.large .number { font-size: 1.6em; line-height: 1.2; letter-spacing: -0.01em; }
.rows { margin: 0; padding: 0; list-style: none; }
.rows li { display: flex; align-items: center; gap: 0.5em; padding-block: 0.35em; border-block-start: 1px solid var(--fa-line); }
.rows:first-child li:first-child { border: 0; padding-block-start: 0; }
.rows .words { flex: 1 1 auto; min-inline-size: 0; }
.rows .number { font-size: 1.15em; }
.rows .tools { flex: none; flex-wrap: nowrap; margin: 0; }
.care { background: transparent; border: 1px solid var(--fa-edge); }
.source { font-size: 0.8125em; color: var(--fa-quiet); border-block-start: 1px solid var(--fa-line); padding-block-start: 0.6em; margin-block-start: 0.7em; }
.tools { display: flex; flex-wrap: wrap; gap: 0.1em; align-items: center; margin-block-start: 0.3em; margin-inline-start: 0.3em; font-size: 0.8125em; color: var(--fa-quiet); }
.tools .plain { min-block-size: 2.4em; min-inline-size: 2.4em; padding-inline: 0.4em; }
.many { flex-basis: 100%; display: flex; flex-wrap: wrap; align-items: center; gap: 0 0.9em; padding-inline-start: 0.6em; }
.many a { padding-inline: 0; }
.checks a, .rows a { color: var(--fa-link); }
.tools [aria-pressed="true"] { color: var(--fa-link); background: var(--fa-panel); border-color: currentColor; }
.tools [aria-pressed="true"] svg { fill: currentColor; }
.suggestions { display: flex; flex-direction: column; align-items: flex-start; gap: 0.4em; }
.suggestions p { font-size: 0.8125em; color: var(--fa-quiet); }
.areas { flex-flow: row wrap; }
.areas p { flex-basis: 100%; }
.suggestion { text-align: start; padding: 0.35em 0.8em; border: 1px solid var(--fa-edge); background: var(--fa-surface); color: var(--fa-link); border-radius: 1.1em; }
.suggestion:hover { background: var(--fa-panel); }

.typing { display: flex; align-items: center; gap: 0.5em; color: var(--fa-quiet); font-size: 0.9375em; }
.typing span { inline-size: 0.45em; block-size: 0.45em; border-radius: 50%; background: currentColor; animation: breathe 1.2s infinite ease-in-out; }
.typing span + span { animation-delay: 0.2s; }
@keyframes breathe { 50% { opacity: 0.25; } }

.trouble { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25em 0.75em; padding: 0.5em 1.1em; border-block-start: 1px solid var(--fa-line); font-size: 0.9375em; }
.trouble:empty { display: none; }
.trouble p { color: var(--fa-alert); font-weight: 600; flex-basis: 100%; }
.trouble button { color: var(--fa-link); border: 1px solid var(--fa-edge); background: transparent; padding-inline: 0.8em; }
form { border-block-start: 1px solid var(--fa-line); padding: 0.75em 1.1em 0.35em; }
label { display: block; font-weight: 600; font-size: 0.875em; margin-block-end: 0.3em; }
.row { display: flex; flex-wrap: wrap; gap: 0.5em; align-items: flex-end; }
textarea { flex: 1 1 7em; min-inline-size: 0; resize: none; min-block-size: 2.75em; max-block-size: 9.25em; padding: 0.55em 0.75em; line-height: 1.5; border: 1px solid var(--fa-edge); border-radius: 0.5em; background: var(--fa-surface); color: var(--fa-text); field-sizing: content; }
.send { flex: none; white-space: nowrap; min-block-size: 2.75em; padding: 0.5em 1em; font-weight: 600; }
footer { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.1em 0.5em; padding: 0 0.5em 0.4em; font-size: 0.8125em; color: var(--fa-quiet); }
.confirm { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4em 0.6em; padding: 0.4em 0.6em; color: var(--fa-text); }
.confirm p { flex-basis: 100%; font-weight: 600; }
.sure { color: var(--fa-alert); border-color: currentColor; }
.unseen { position: absolute; inset-block-start: 0; inset-inline-start: 0; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

@media (max-width: 40rem) {
  dialog.window:modal { inset: 0 !important; inline-size: 100vw; block-size: 100dvh; border: 0; border-radius: 0; }
  .log, form { padding-inline: 0.85em; }
  .launcher { padding: 0.9em; border-radius: 50%; }
  .launcher svg { inline-size: 1.6em; block-size: 1.6em; }
  .launcher span { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
}
@media (max-height: 30rem) {
  /* With text at 200 % or a low screen the whole window scrolls, so that nothing is squeezed out. */
  .window { overflow-y: auto; }
  .log { flex: none; overflow: visible; }
}
@media (prefers-reduced-motion: reduce) { .typing span { animation: none; } }
@media (forced-colors: active) {
  .user, .body, .send, .launcher { border-color: ButtonText; }
  .tools [aria-pressed="true"] { border-color: Highlight; color: Highlight; }
  .typing span { background: CanvasText; }
}
.printed { display: none; }
@media print {
  .root { color-scheme: light !important; }
  .printed { display: block; }
  .launcher, dialog.window::backdrop, :is(.printed, div.window) :is(form, footer, .tools, .suggestions, .trouble, .typing, .close, .more, .state) { display: none !important; }
  /* Not taken away: that would take the focus with it. */
  .root:not(.printed) dialog { opacity: 0; }
  .root div.window, .printed dialog.window { display: block; position: static; inline-size: auto; block-size: auto; min-block-size: 0; overflow: visible; box-shadow: none; z-index: auto; }
  .log { display: block; overflow: visible; }
  .message { margin-block-start: 0.9em; break-inside: avoid; }
  .user { margin-inline-start: auto; inline-size: fit-content; }
  .user, .body { background: none; color: inherit; border: 1px solid var(--fa-edge); }
  .folded { display: block; overflow: visible; -webkit-line-clamp: none; }
}
`;
