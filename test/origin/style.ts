/** The CRM's stylesheet, light and dark. Text on its ground has a contrast of 4.5:1 or more. */
export const STYLE = `:root {
  color-scheme: light dark;
  --ground: light-dark(#f4f3fa, #14131c);
  --card: light-dark(#ffffff, #1e1c2a);
  --text: light-dark(#1d1a2b, #ecebf4);
  --faint: light-dark(#5f5a75, #a9a5bd);
  --line: light-dark(#dedbea, #353148);
  --accent: light-dark(#4a3aa7, #b3a7ff);
  --on-accent: light-dark(#ffffff, #17132e);
  --good: light-dark(#12653a, #7fdca6);
  --bad: light-dark(#a3222f, #ff9aa2);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .5rem 1rem;
  padding: .75rem max(1.25rem, calc(50vw - 30rem)); background: var(--card); border-bottom: 1px solid var(--line); }
main { max-width: 62.5rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
footer { max-width: 62.5rem; margin: 0 auto; padding: 0 1.25rem 2rem; color: var(--faint); font-size: .875rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0 0 1rem; }
h2 { font-size: 1.15rem; margin: 0 0 .75rem; }
.brand { color: var(--text); font-weight: 700; font-size: 1.15rem; text-decoration: none; }
.brand span { color: var(--accent); }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-inline-end: auto; }
nav a, .links a { color: var(--accent); font-weight: 600; }
.links { margin: 0; padding: 0; list-style: none; display: grid; gap: .75rem; }
.links .hint { display: block; }
.account { display: flex; align-items: center; gap: .75rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem; margin: 0 0 1.5rem; }
.narrow { max-width: 26rem; }
.scroll { overflow-x: auto; padding: 0; }
main > .narrow:only-child { margin: 8vh auto 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 1rem; margin: 0 0 1.5rem; }
.figures div { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: .9rem 1.25rem; }
dt, .hint { color: var(--faint); font-size: .875rem; }
dd { margin: 0; font-size: 1.5rem; font-weight: 650; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .7rem 1.25rem; text-align: left; border-bottom: 1px solid var(--line); white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--faint); font-size: .875rem; font-weight: 600; }
tbody th { font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.stage { padding: .1rem .6rem; border: 1px solid currentColor; border-radius: 1rem; font-size: .8125rem; }
.stage.new, .stage.talking { color: var(--accent); }
.stage.won, .success { color: var(--good); }
.stage.lost, .error { color: var(--bad); }
form:not(.account) { display: grid; gap: .35rem; }
input { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--faint); border-radius: .5rem;
  padding: .5rem .7rem; margin-bottom: .6rem; width: 100%; }
button { font: inherit; font-weight: 600; cursor: pointer; border: 1px solid var(--accent); border-radius: .5rem;
  padding: .5rem 1rem; background: var(--accent); color: var(--on-accent); justify-self: start; }
button.quiet { background: none; color: var(--accent); padding: .25rem .75rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 1; }
`;
