/** Lists of visitors and events: devices, filters and details. */
export const LISTS = `
.device { display: flex; align-items: flex-start; gap: .625rem; min-width: 0; }
.device > .icon { margin-block-start: .15em; color: var(--soft); }
.device > div { display: grid; gap: .25rem; justify-items: start; min-width: 0; }
.device-label { font-weight: 600; }
.filter { display: flex; flex-wrap: wrap; align-items: flex-end; gap: .75rem 1rem; }
.filter .field { flex: 0 1 auto; min-width: 0; }
.filter .field.wide { flex: 1 1 16rem; max-width: 28rem; }
.filter > a { align-self: center; }
@media (min-width: 48.01rem) { td button, td .button { white-space: nowrap; } }
.number { font-variant-numeric: tabular-nums; }
.sentence { font-size: 1rem; }
.detail { max-height: 20rem; margin: 0; padding: .75rem; overflow: auto; background: var(--sunken); border-radius: .5rem; font: .8125rem/1.5 var(--mono); white-space: pre-wrap; text-align: start; }
.verdict { display: grid; gap: .25rem; }`;
