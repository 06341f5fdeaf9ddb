/**
 * CPU per request of a whole visit in workerd, beside a Worker that does nothing but `fetch(request)`: each in a process
 * of its own, in front of the same small server on loopback. CPU is the process' own, as the kernel counts it. Other work
 * on the machine still disturbs it (caches, clock), and not evenly: so batches are short, each kind of visit takes turns
 * with the bare Worker alone, both equally often and on the same core, and what counts is the median of their ratios. Where
 * its code and data happen to lie favours one process over the next for its whole life: so there are several pairs. Linux alone.
 */
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Load, send } from "./load.ts";
import { markdownTable, quantile } from "./measure.ts";
import { withSeal } from "./sealed.ts";
import { seedAccount } from "./seed.ts";
import { bundleGatehouse, type Running, startWorkerd } from "./workerd.ts";

const BATCH = Number(process.env.BENCH_BATCH ?? 40);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 81);
const PAIRS = Number(process.env.BENCH_PAIRS ?? 5);
/** Isolates live for hours; V8 compiles for the first thousands of visits. */
const WARM_UP = 10_000;
const CONNECTIONS = 8;
/** The origin itself: `fetch(request)` goes where the request says that it is for, as it does on a route. */
const HOST = "127.0.0.1";
const TRUSTED = "203.0.113.9";
const TRUSTED_AS_NUMBER = 0xcb007109;
const UNTRUSTED = "192.0.2.1";
/** Beside its seal, as it comes after a login. */
const SESSION = await withSeal(
  "sid=0123456789abcdef0123456789abcdef",
  1,
  { hostname: HOST, account: "bench" },
  Date.now(),
);
const COOKIE = `theme=dark; ${SESSION}; lang=en`;

const BARE = "export default { fetch: (request) => fetch(request) };";
/** What no Worker that tells the origin anything can save: a request of its own. */
const TELLING = `export default {
  fetch(request) {
    const outbound = new Request(request);
    outbound.headers.set("Gatehouse-Request-Id", crypto.randomUUID());
    outbound.headers.set("Gatehouse-Address", "203.0.113.9");
    outbound.headers.set("Gatehouse-Account", "bench");
    return fetch(outbound);
  },
};`;
/** Every call of the runtime that the wire contract makes necessary, and nothing else: no list, no decision. */
const CALLING = `export default {
  async fetch(request) {
    const { headers } = request;
    const isStrange = headers.get("CF-Connecting-IP") === null || headers.has("CF-Worker") || headers.has("Authorization");
    if (isStrange || headers.get("Cookie") === "") return new Response(null, { status: 403 });
    const outbound = new Request(request);
    for (const name of [...outbound.headers.keys()]) if (/^gatehouse[^a-z0-9]/.test(name)) outbound.headers.delete(name);
    outbound.headers.set("Gatehouse-Request-Id", crypto.randomUUID());
    outbound.headers.set("Gatehouse-Address", "203.0.113.9");
    outbound.headers.set("Gatehouse-Account", "bench");
    const answer = await fetch(outbound);
    if (answer.headers.has("Gatehouse-Signal") || answer.headers.has("Set-Cookie")) return new Response(null, { status: 502 });
    return answer;
  },
};`;

/** One kind of visit: to which script, with which list, from where. */
interface Visit {
  readonly script: string;
  readonly entries?: number;
  readonly from?: string;
  readonly status?: number;
  readonly cookie?: string;
}

interface Contender {
  readonly running: Running;
  readonly load: Load;
}

/** CPU per request of one batch, in microseconds. */
async function runBatch({ running, load }: Contender): Promise<number> {
  const before = running.cpuNs();
  await send(load, BATCH, CONNECTIONS);
  return (running.cpuNs() - before) / BATCH / 1e3;
}

const server = createServer((_, answer) => {
  answer.writeHead(200, { "Content-Type": "text/plain", "Content-Length": 2 });
  answer.end("ok");
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;

async function start({ script, entries, from, status, cookie }: Visit): Promise<Contender> {
  const running = await startWorkerd(script);
  if (entries !== undefined) {
    await seedAccount(running.miniflare, { host: HOST, entries, visitor: TRUSTED_AS_NUMBER });
  }
  const headers = {
    Host: `${HOST}:${port}`,
    "CF-Connecting-IP": from ?? TRUSTED,
    ...(cookie === undefined ? {} : { Cookie: cookie }),
  };
  return { running, load: { url: running.url, path: "/dashboard", headers, status: status ?? 200 } };
}

/** To one core; where the machine has no such tool, or only one core, the scheduler decides. */
function pin(pid: number, core: number): void {
  try {
    execFileSync("taskset", ["--all-tasks", "--pid", "--cpu-list", String(core), String(pid)], { stdio: "ignore" });
  } catch {}
}

interface Costs {
  /** µs a request, one for each batch. */
  readonly visit: readonly number[];
  /** To the bare Worker's batch of the same round. */
  readonly ratios: readonly number[];
}

/** A new process for the visit and one for the bare Worker, which gets the same request. */
async function comparePair(visit: Visit): Promise<Costs> {
  const { entries, status, ...same } = visit;
  const pair = [await start(visit), await start({ ...same, script: BARE })] as const;
  try {
    for (const { running } of pair) pin(running.pid, 1);
    for (const { load } of pair) await send(load, WARM_UP, CONNECTIONS);
    const costs: number[] = [];
    const ratios: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const [first, second] = round % 2 === 0 ? pair : [pair[1], pair[0]];
      const [earlier, later] = [await runBatch(first), await runBatch(second)];
      const [cost, bare] = round % 2 === 0 ? [earlier, later] : [later, earlier];
      costs.push(cost);
      ratios.push(cost / bare);
    }
    return { visit: costs, ratios };
  } finally {
    for (const { running } of pair) await running.stop();
  }
}

async function compare(name: string, visit: Visit): Promise<readonly string[]> {
  const pairs: Costs[] = [];
  for (let pair = 0; pair < PAIRS; pair++) pairs.push(await comparePair(visit));
  const middles = pairs.map(({ ratios }) => quantile(ratios, 0.5));
  const cost = quantile(
    pairs.flatMap((pair) => pair.visit),
    0.5,
  );
  const [low, high] = [Math.min(...middles), Math.max(...middles)];
  return [name, cost.toFixed(0), quantile(middles, 0.5).toFixed(2), `${low.toFixed(2)}–${high.toFixed(2)}`];
}

pin(process.pid, 0);
try {
  const script = bundleGatehouse();
  const visits: Readonly<Record<string, Visit>> = {
    "bare `fetch(request)`, against itself": { script: BARE },
    "bare, but sets three request headers": { script: TELLING },
    "bare, but makes every call of the runtime that the contract needs": { script: CALLING },
    "allowed, 10 entries": { script, entries: 10 },
    "allowed, 1,000 entries": { script, entries: 1_000 },
    "allowed, 100,000 entries": { script, entries: 100_000 },
    "allowed, 1,000 entries, with a session cookie and its seal": { script, entries: 1_000, cookie: COOKIE },
    "denied, 1,000 entries": { script, entries: 1_000, from: UNTRUSTED, status: 403 },
  };
  const rows: (readonly string[])[] = [];
  for (const [name, visit] of Object.entries(visits)) rows.push(await compare(name, visit));
  console.log(
    `CPU of a visit in workerd: ${PAIRS} pairs of processes, ${ROUNDS} rounds each, batches of ${BATCH} requests over ${CONNECTIONS} connections\n`,
  );
  console.log(markdownTable(["visit", "µs of CPU a request", "ratio to bare", "of single pairs"], rows));
} finally {
  server.close();
}
