/** The frame: header, menu, and the column of the page's matter. */
export const FRAME = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-block-start: 1rem; }
body {
  margin: 0; min-height: 100vh; background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  overflow-wrap: anywhere; accent-color: var(--accent);
}
h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; }
h1 { font-size: 1.625rem; line-height: 1.2; letter-spacing: -.01em; text-wrap: balance; }
h2 { font-size: 1.125rem; line-height: 1.3; text-wrap: balance; }
h3 { font-size: 1rem; }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: .08em; }
a:hover { color: var(--accent-strong); text-decoration-thickness: .14em; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: .25rem; }
main:focus, [tabindex="-1"]:focus { outline: none; }
code, .code { font-family: var(--mono); font-size: .9375em; }
.visually-hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; inset-block-start: .5rem; inset-inline-start: .5rem; z-index: 9; padding: .5rem 1rem; background: var(--card); border-radius: .5rem; transform: translateY(-200%); }
.skip:focus { transform: none; }
.icon { width: 1.25em; height: 1.25em; flex: none; vertical-align: -.25em; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }

.top { background: var(--card); border-block-end: 1px solid var(--line); }
.top-inner { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .25rem 1.5rem; max-width: 74rem; margin-inline: auto; padding: .625rem 1.25rem; }
.brand { display: flex; align-items: center; gap: .75rem; min-width: 0; font-weight: 650; }
.brand a { display: inline-flex; align-items: center; gap: .5rem; min-height: 2.25rem; color: var(--text); text-decoration: none; }
.brand .icon { width: 1.5rem; height: 1.5rem; color: var(--accent); }
.account { min-width: 0; max-width: 22rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; padding-inline-start: .75rem; border-inline-start: 1px solid var(--line); color: var(--soft); font-weight: 500; }
.top-end { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.25rem; min-width: 0; font-size: .9375rem; }
.languages { display: flex; gap: .25rem; }
.languages > * { display: inline-grid; place-items: center; min-width: 2rem; min-height: 2rem; padding-inline: .25rem; border-radius: .375rem; color: var(--soft); text-decoration: none; }
.languages > [aria-current] { color: var(--text); font-weight: 650; background: var(--page); }
.languages > a:hover { color: var(--text); text-decoration: underline; }
.log-out { display: flex; align-items: center; gap: .75rem; min-width: 0; }
.who { max-width: 14rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--soft); }

.menu { background: var(--card); border-block-end: 1px solid var(--line); }
.menu ul { position: relative; display: flex; gap: .25rem; max-width: 74rem; margin-inline: auto; padding: 0 .75rem; list-style: none; overflow-x: auto; scrollbar-width: thin; }
.menu li { margin: 0; }
.menu a { display: block; padding: .75rem .625rem; color: var(--soft); text-decoration: none; white-space: nowrap; border-block-end: 3px solid transparent; font-weight: 500; }
.menu a:hover { color: var(--text); border-block-end-color: var(--line); }
.menu a[aria-current] { color: var(--text); border-block-end-color: var(--accent); font-weight: 600; }
.menu .tag { margin-inline-start: .4rem; }
.menu a:focus-visible { outline-offset: -3px; }

main { display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr); max-width: 74rem; margin-inline: auto; padding: 1.75rem 1.25rem 4rem; }
.signed-out main { max-width: 34rem; margin-block-start: clamp(0rem, 6vh, 4rem); padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); box-shadow: var(--shadow); }
@media (max-width: 40rem) {
  .top-inner, main { padding-inline: 1rem; }
  .menu ul { padding-inline: .375rem; }
  .signed-out main { margin: 0; border-width: 0 0 1px; border-radius: 0; padding: 1.5rem 1rem; }
  .who { display: none; }
}
@media (prefers-reduced-motion: no-preference) { a, button { transition: background-color .12s, border-color .12s, color .12s; } }
@media print { .top, .menu, .skip { display: none; } }`;
