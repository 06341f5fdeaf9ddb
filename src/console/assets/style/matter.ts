/** What pages are made of: cards, notices, facts, tables, tags. */
export const MATTER = `
.lead { font-size: 1.0625rem; color: var(--soft); max-width: 46rem; }
.hint, .soft { color: var(--soft); font-size: .9375rem; }
.card { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); padding: 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); box-shadow: var(--shadow); }
.card > ul, main > ul { padding-inline-start: 1.25rem; }
li + li { margin-block-start: .25rem; }
.columns { display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr); align-items: start; }
@media (min-width: 60rem) { .columns { grid-template-columns: minmax(0, 1fr) 20rem; } }
.stack { display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr); }

.state { display: flex; align-items: flex-start; gap: .875rem; padding: 1.125rem 1.5rem; background: var(--card); border: 1px solid var(--line); border-inline-start: .375rem solid var(--edge); border-radius: var(--radius); box-shadow: var(--shadow); font-size: 1.125rem; line-height: 1.45; text-wrap: pretty; }
.state strong { font-weight: 700; }
.state.on { border-inline-start-color: var(--accent); }
.state.monitor { border-inline-start-color: var(--warn); }

.notice { display: flex; gap: .75rem; padding: .875rem 1rem; border-radius: var(--radius); background: var(--tint); border: 1px solid transparent; }
.notice > .icon { margin-block-start: .15em; color: var(--accent); }
.notice > div { display: grid; gap: .375rem; min-width: 0; grid-template-columns: minmax(0, 1fr); }
.notice ul { padding-inline-start: 1.125rem; }
.notice h2 { font-size: 1rem; font-weight: 650; }
.notice.success { background: var(--good-tint); } .notice.success > .icon { color: var(--good); }
.notice.warning { background: var(--warn-tint); } .notice.warning > .icon { color: var(--warn); }
.notice.danger { background: var(--bad-tint); border-color: var(--bad); } .notice.danger > .icon { color: var(--bad); }
.notice.danger a { color: var(--bad); }

.facts { display: grid; gap: .75rem 2rem; }
.facts > div { min-width: 0; }
.facts dt { font-size: .875rem; color: var(--soft); }
.facts dd { font-size: 1.0625rem; }
@media (min-width: 40rem) { .facts.wide { grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); } }

table { width: 100%; border-collapse: collapse; font-size: .9375rem; }
th { padding: .5rem .75rem; text-align: start; font-size: .8125rem; font-weight: 600; color: var(--soft); border-block-end: 1px solid var(--line); white-space: nowrap; }
td { padding: .75rem; vertical-align: top; border-block-end: 1px solid var(--line); }
td > div { display: grid; gap: .25rem; justify-items: start; }
tbody tr:last-child td { border-block-end: 0; }
tr.muted td { color: var(--soft); }
@media (max-width: 48rem) {
  table, tbody, tr, td { display: block; width: auto; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { padding-block: .75rem; border-block-end: 1px solid var(--line); }
  tbody tr:last-child { border-block-end: 0; }
  td { display: grid; grid-template-columns: minmax(6rem, 32%) minmax(0, 1fr); gap: .75rem; padding: .25rem 0; border: 0; }
  td::before { content: attr(data-column); color: var(--soft); font-size: .875rem; }
}

.tag { display: inline-flex; align-items: center; gap: .25rem; padding: .0625rem .5rem; border-radius: 1rem; font-size: .8125rem; font-weight: 600; background: var(--page); color: var(--soft); white-space: nowrap; }
.tag.good { background: var(--good-tint); color: var(--good); }
.tag.warn { background: var(--warn-tint); color: var(--warn); }
.tag.bad { background: var(--bad-tint); color: var(--bad); }

.tabs { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; border-block-end: 1px solid var(--line); }
.tabs a, .tabs [aria-current] { padding: .5rem 0; text-decoration: none; font-weight: 500; border-block-end: 2px solid transparent; margin-block-end: -1px; }
.tabs [aria-current] { color: var(--text); border-block-end-color: var(--text); font-weight: 600; }
.pager, .actions { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem 1.25rem; }
.lines { padding: 0; list-style: none; font-family: var(--mono); font-size: .9375rem; max-height: 24rem; overflow: auto; }
.lines li { padding: .25rem .5rem; border-radius: .25rem; }
.lines .added::before { content: "+ "; color: var(--good); font-weight: 700; }
.lines .removed::before { content: "− "; color: var(--bad); font-weight: 700; }
.lines .changed::before { content: "~ "; color: var(--warn); font-weight: 700; }
.remark { display: flex; gap: .375rem; color: var(--warn); font-size: .875rem; }
.remark .icon { margin-block-start: .15em; }
details > summary { cursor: pointer; font-weight: 600; padding-block: .25rem; }
details[open] > summary { margin-block-end: .5rem; }`;
