/** Forms: every target is at least 24 px high, most are 44 (WCAG 2.2, 2.5.8). */
export const CONTROLS = `
form { display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr); }
.log-out, .inline { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem; }
.inline { align-items: end; }
fieldset { min-width: 0; margin: 0; padding: 0; border: 0; display: grid; gap: .5rem; }
legend { padding: 0; margin-block-end: .5rem; font-weight: 650; font-size: 1.125rem; }
label { font-weight: 600; }
/* Floated, a legend is within its card and not on the border. */
fieldset.card > legend { float: inline-start; width: 100%; margin: 0; }
legend h2 { font-size: inherit; }
.field { display: grid; gap: .375rem; grid-template-columns: minmax(0, 1fr); }
input[type="text"], input[type="search"], input[type="password"], input[type="datetime-local"], select, textarea {
  width: 100%; min-height: 2.75rem; padding: .5rem .75rem; font: inherit; color: var(--text); background: var(--card);
  border: 1px solid var(--edge); border-radius: .5rem;
}
input.code, textarea.code { font-family: var(--mono); font-size: .9375rem; }
textarea { line-height: 1.6; resize: vertical; min-height: 2.75rem; white-space: pre; overflow-wrap: normal; overflow-x: auto; }
input[type="file"] { width: 100%; font: inherit; color: var(--text); padding: .5rem; border: 1px dashed var(--edge); border-radius: .5rem; }
input[type="datetime-local"], select { width: auto; max-width: 100%; }
.field.has-error > input, .field.has-error > textarea, [aria-invalid="true"] { border-color: var(--bad); border-width: 2px; }
.error { color: var(--bad); font-weight: 600; font-size: .9375rem; }
.short { max-width: 26rem; }

.choice { display: grid; grid-template-columns: 1.5rem minmax(0, 1fr); gap: .125rem .75rem; align-items: start; align-content: start; }
.choice > input { grid-column: 1; width: 1.25rem; height: 1.25rem; margin: .15rem 0 0; }
.choice > label { grid-column: 2; padding-block: 0; min-height: 1.5rem; }
.choice > .hint { grid-column: 2; }
.choice > .error { grid-column: 1 / -1; }
.choices { display: grid; gap: .5rem; }
.choices.cards .choice { position: relative; padding: .875rem 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); }
.choices.cards .choice:hover { border-color: var(--edge); }
.choices.cards .choice:has(:checked) { border-color: var(--accent); background: var(--tint); box-shadow: inset 0 0 0 1px var(--accent); }
.choices.cards .choice > input { position: relative; z-index: 1; }
.choices.cards .choice > label::after { content: ""; position: absolute; inset: 0; }
@media (min-width: 52rem) { .choices.cards { grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); } }

button, .button {
  display: inline-flex; align-items: center; justify-content: center; gap: .5rem; min-height: 2.75rem; padding: .5rem 1.125rem; font: inherit; font-weight: 600;
  border: 1px solid transparent; border-radius: .5rem; background: var(--accent); color: var(--on-accent); cursor: pointer; text-decoration: none;
  justify-self: start;
}
button:hover, .button:hover { background: var(--accent-strong); color: var(--on-accent); }
button:focus-visible, .button:focus-visible { border-radius: .5rem; }
button.secondary, .button.secondary { background: var(--card); color: var(--text); border-color: var(--edge); }
button.secondary:hover, .button.secondary:hover { background: var(--page); color: var(--text); }
button.danger { background: var(--card); color: var(--bad); border-color: var(--bad); }
button.danger:hover { background: var(--bad-tint); color: var(--bad); }
button.quiet { min-height: 2rem; padding: .25rem .625rem; background: none; color: var(--accent); font-weight: 500; text-decoration: underline; text-underline-offset: .18em; }
button.quiet:hover { background: var(--page); color: var(--accent-strong); }
button.small, .button.small { min-height: 2.25rem; padding: .25rem .75rem; font-size: .9375rem; }
form[data-sent] button { opacity: .75; cursor: progress; }
progress { width: 100%; height: .75rem; }
[hidden] { display: none !important; }
@media (forced-colors: active) { button, .button { border-color: ButtonText; } .state { border-inline-start-color: CanvasText; } }`;
