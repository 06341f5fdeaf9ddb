/** What is measured: does its work `times` times and answers something of it, so that no compiler leaves it out. */
export type Contender = (times: number) => number;

const WARM_UP_MS = 150;
const BATCH_MS = 3; // long against the clock's grain, short enough that most are not interrupted
const BATCHES = 101;
const LEAST_TIMES = 64; // a slow contender too must meet visitors of all kinds in each batch

function timeMs(contender: Contender, times: number): number {
  const start = performance.now();
  const answer = contender(times);
  const elapsed = performance.now() - start;
  if (Number.isNaN(answer)) throw new Error("a contender answered nothing");
  return elapsed;
}

/**
 * Nanoseconds of one time, for each contender: the median of many batches. The contenders take turns, so that a busy
 * machine disturbs all alike.
 */
export function measure<Name extends string>(contenders: Record<Name, Contender>): Record<Name, number> {
  const names = Object.keys(contenders) as Name[];
  const batch = new Map(names.map((name) => [name, batchSize(contenders[name])]));
  const samples = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = 0; round < BATCHES; round++) {
    for (const name of names) {
      const times = batch.get(name) ?? 1;
      samples.get(name)?.push((timeMs(contenders[name], times) * 1e6) / times);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(samples.get(name) ?? [])])) as Record<Name, number>;
}

/** Warms the contender up, and finds how many times fill a batch. */
function batchSize(contender: Contender): number {
  let times = 1;
  let elapsed = timeMs(contender, times);
  for (let total = elapsed; total < WARM_UP_MS || elapsed < BATCH_MS; total += elapsed) {
    if (elapsed < BATCH_MS) times *= 2;
    elapsed = timeMs(contender, times);
  }
  return Math.max(LEAST_TIMES, Math.ceil((times * BATCH_MS) / elapsed));
}

/** Median milliseconds of `runs` runs, each on its own fresh input: what is prepared is not timed. */
export function measureOnce<Input>(runs: number, prepare: () => Input, run: (input: Input) => number): number {
  const samples: number[] = [];
  for (let i = 0; i < runs; i++) {
    const input = prepare();
    samples.push(timeMs(() => run(input), 1));
  }
  return median(samples);
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/** The sample that `share` of them are below. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}

/** A Markdown table; numbers to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/** Three significant digits, in the unit that reads best. */
export function formatNs(ns: number): string {
  if (ns < 1e3) return `${Number(ns.toPrecision(3))} ns`;
  if (ns < 1e6) return `${Number((ns / 1e3).toPrecision(3))} µs`;
  return `${Number((ns / 1e6).toPrecision(3))} ms`;
}

export const formatRatio = (ratio: number): string =>
  ratio < 10 ? `${ratio.toFixed(1)} ×` : `${Math.round(ratio).toLocaleString("en-US")} ×`;
