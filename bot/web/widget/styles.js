// The look. Colours meet AA in light and dark; directions are logical, so that it mirrors for right to left.
export const STYLES = `
:host {
  --surface: #ffffff; --panel: #f2f4f6; --text: #1b2127; --quiet: #4f5a64; --line: #c5cdd4;
  --edge: #6b7680; --accent: #1f4e79; --on-accent: #ffffff; --link: #1a4b7a; --alert: #8c1d18;
  color-scheme: light; display: block; color: var(--text); text-align: start;
  font: 400 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :host(:not([theme="light"])) {
    --surface: #14181c; --panel: #20262c; --text: #e9ecef; --quiet: #b3bdc6; --line: #404a53;
    --edge: #8a96a1; --accent: #8ebbe3; --on-accent: #0f151a; --link: #9cc6ec; --alert: #ffb4ab;
    color-scheme: dark;
  }
}
:host([theme="dark"]) {
  --surface: #14181c; --panel: #20262c; --text: #e9ecef; --quiet: #b3bdc6; --line: #404a53;
  --edge: #8a96a1; --accent: #8ebbe3; --on-accent: #0f151a; --link: #9cc6ec; --alert: #ffb4ab;
  color-scheme: dark;
}
:host([hidden]), [hidden] { display: none !important; }
*, *::before, *::after { box-sizing: border-box; }
button, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
button { cursor: pointer; min-block-size: 2rem; min-inline-size: 2rem; border-radius: 0.5rem; }
button:disabled { cursor: default; opacity: 0.55; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
p { margin: 0; }
a { color: var(--link); }
svg { inline-size: 1.25em; block-size: 1.25em; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; flex: none; }

.launcher {
  position: fixed; inset-block-end: 1.25rem; inset-inline-end: 1.25rem; z-index: 2147483000;
  display: inline-flex; align-items: center; gap: 0.6rem; max-inline-size: calc(100vw - 2.5rem);
  padding: 0.75rem 1.15rem; border: 1px solid transparent; border-radius: 1.6rem; text-align: start;
  background: var(--accent); color: var(--on-accent); font-weight: 600; box-shadow: 0 2px 10px rgb(0 0 0 / 0.28);
}
:host([position="start"]) .launcher { inset-inline: 1.25rem auto; }

.window { background: var(--surface); color: var(--text); border: 1px solid var(--line); display: flex; flex-direction: column; position: relative; overflow: clip; }
dialog.window:not([open]) { display: none; }
dialog.window {
  position: fixed; margin: 0; padding: 0; z-index: 2147483000; inset: auto; inset-block-end: 1.25rem; inset-inline-end: 1.25rem;
  inline-size: min(27rem, calc(100vw - 2.5rem)); block-size: min(44rem, calc(100dvh - 2.5rem)); max-inline-size: none; max-block-size: none;
  border-radius: 0.9rem; box-shadow: 0 8px 32px rgb(0 0 0 / 0.28);
}
:host([position="start"]) dialog.window { inset-inline: 1.25rem auto; }
dialog.window::backdrop { background: rgb(0 0 0 / 0.4); }
div.window { block-size: var(--height, min(44rem, 82dvh)); min-block-size: 22rem; border-radius: 0.75rem; }

header { display: flex; align-items: center; justify-content: space-between; gap: 0.75rem; padding: 0.7rem 1.1rem; border-block-end: 1px solid var(--line); }
h2 { margin: 0; font-size: 1.05rem; line-height: 1.3; font-weight: 650; overflow-wrap: anywhere; }
.plain { border: 1px solid transparent; background: transparent; display: inline-flex; align-items: center; justify-content: center; gap: 0.4rem; padding: 0.25rem 0.6rem; }
.plain:hover { background: var(--panel); }
.close { padding: 0.25rem; margin-inline-end: -0.4rem; }

.log { flex: 1 1 auto; overflow-y: auto; overscroll-behavior: contain; padding: 1rem 1.1rem; min-block-size: 6rem; display: flex; flex-direction: column; gap: 0.9rem; }
.log:focus-visible { outline-offset: -3px; }
.notice { font-size: 0.875rem; color: var(--quiet); border-inline-start: 3px solid var(--accent); padding-inline-start: 0.85rem; }
.notice strong { color: var(--text); font-weight: 600; }
.notice p + p { margin-block-start: 0.3rem; }
.event { font-size: 0.875rem; color: var(--quiet); text-align: center; }

.message { overflow-wrap: anywhere; min-inline-size: 0; }
.user { align-self: flex-end; max-inline-size: 88%; padding: 0.55rem 0.9rem; border-radius: 0.9rem; border-end-end-radius: 0.2rem; background: var(--accent); color: var(--on-accent); border: 1px solid transparent; white-space: pre-line; }
.assistant { align-self: stretch; }
.body { padding: 0.85rem 1rem; border-radius: 0.9rem; border-end-start-radius: 0.2rem; background: var(--panel); border: 1px solid transparent; }
.body p + p { margin-block-start: 0.6rem; }
.text { white-space: pre-line; }
.figures { display: flex; flex-wrap: wrap; gap: 0.6rem 1.75rem; margin: 0 0 0.6rem; padding: 0 0 0.7rem; list-style: none; border-block-end: 1px solid var(--line); }
.figure { display: flex; flex-direction: column; flex: 0 1 auto; }
.number { font-size: 2.25rem; line-height: 1.15; font-weight: 700; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; }
.number.words { font-size: 1.6rem; }
.number::first-letter { text-transform: uppercase; }
.label { font-size: 0.9375rem; color: var(--quiet); }
.several { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(9.5rem, 100%), 1fr)); }
.several .number { font-size: 1.6rem; }
.care { background: transparent; border: 1px solid var(--edge); }
.source { font-size: 0.8125rem; color: var(--quiet); border-block-start: 1px solid var(--line); padding-block-start: 0.6rem; margin-block-start: 0.7rem; }
.tools { display: flex; flex-wrap: wrap; gap: 0.1rem; align-items: center; margin-block-start: 0.3rem; margin-inline-start: 0.3rem; font-size: 0.8125rem; color: var(--quiet); }
.tools .plain { min-block-size: 2rem; padding-inline: 0.4rem; }
.many { flex-basis: 100%; display: flex; flex-wrap: wrap; align-items: center; gap: 0 0.9rem; padding-inline-start: 0.6rem; }
.many a { padding-inline: 0; }
.checks a { color: var(--link); border-radius: 0.5rem; }
.tools [aria-pressed="true"] { color: var(--link); background: var(--panel); border-color: currentColor; }
.tools [aria-pressed="true"] svg { fill: currentColor; }
.suggestions { display: flex; flex-direction: column; align-items: flex-start; gap: 0.4rem; }
.suggestions p { font-size: 0.8125rem; color: var(--quiet); }
.suggestion { text-align: start; padding: 0.35rem 0.8rem; border: 1px solid var(--edge); background: var(--surface); color: var(--link); border-radius: 1.1rem; }
.suggestion:hover { background: var(--panel); }

.typing { display: flex; align-items: center; gap: 0.5rem; color: var(--quiet); font-size: 0.9375rem; }
.typing span { inline-size: 0.45rem; block-size: 0.45rem; border-radius: 50%; background: currentColor; animation: breathe 1.2s infinite ease-in-out; }
.typing span + span { animation-delay: 0.2s; }
@keyframes breathe { 50% { opacity: 0.25; } }

.trouble { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 0.75rem; padding: 0.5rem 1.1rem; border-block-start: 1px solid var(--line); font-size: 0.9375rem; }
.trouble:empty { display: none; }
.trouble p { color: var(--alert); font-weight: 600; }
.trouble button { color: var(--link); border: 1px solid var(--edge); background: transparent; padding-inline: 0.8rem; }
form { border-block-start: 1px solid var(--line); padding: 0.75rem 1.1rem 0.35rem; }
label { display: block; font-weight: 600; font-size: 0.875rem; margin-block-end: 0.3rem; }
.row { display: flex; gap: 0.5rem; align-items: flex-end; }
textarea { flex: 1 1 auto; min-inline-size: 0; resize: none; block-size: 2.75rem; max-block-size: 8rem; padding: 0.55rem 0.75rem; line-height: 1.5; border: 1px solid var(--edge); border-radius: 0.5rem; background: var(--surface); color: var(--text); field-sizing: content; }
.send { min-block-size: 2.75rem; padding: 0.5rem 1rem; border: 1px solid transparent; background: var(--accent); color: var(--on-accent); font-weight: 600; }
footer { display: flex; flex-wrap: wrap; gap: 0.1rem 0.5rem; padding: 0 0.5rem 0.4rem; font-size: 0.8125rem; color: var(--quiet); }
.unseen { position: absolute; inset-block-start: 0; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

@media (max-width: 40rem) {
  dialog.window, :host([position="start"]) dialog.window { inset: 0; inline-size: 100vw; block-size: 100dvh; border: 0; border-radius: 0; }
  .log, form { padding-inline: 0.85rem; }
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
@media print { .launcher, form, footer, .tools, .suggestions { display: none; } }
`;
