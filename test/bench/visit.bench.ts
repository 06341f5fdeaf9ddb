/**
 * CPU per request of a whole visit in workerd, beside a Worker that does nothing but `fetch(request)`: each in a process
 * of its own, in front of the same small server on loopback. CPU is the process' own, as the kernel counts it. Other work
 * on the machine still disturbs it (caches, clock), and not evenly: so batches are short, each kind of visit takes turns
 * with the bare Worker alone, both equally often, and what counts is the median of their ratios. Linux alone.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Load, send } from "./load.ts";
import { markdownTable, quantile } from "./measure.ts";
import { seedAccount } from "./seed.ts";
import { bundleGatehouse, type Running, startWorkerd } from "./workerd.ts";

const BATCH = Number(process.env.BENCH_BATCH ?? 40);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 301);
const WARM_UP = 3_000;
const CONNECTIONS = 8;
/** The origin itself: `fetch(request)` goes where the request says that it is for, as it does on a route. */
const HOST = "127.0.0.1";
const TRUSTED = "203.0.113.9";
const TRUSTED_AS_NUMBER = 0xcb007109;
const UNTRUSTED = "192.0.2.1";
const COOKIE = "theme=dark; sid=0123456789abcdef0123456789abcdef; lang=en";

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

interface Contender {
  readonly name: string;
  readonly running: Running;
  readonly load: Load;
  readonly samples: number[];
  readonly ratios: number[];
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

interface Visit {
  readonly from?: string;
  readonly status?: number;
  readonly cookie?: string;
}

const started: Running[] = [];

async function start(name: string, script: string, entries: number, visit: Visit = {}): Promise<Contender> {
  const running = await startWorkerd(script);
  started.push(running);
  if (entries > 0) await seedAccount(running.miniflare, { host: HOST, entries, visitor: TRUSTED_AS_NUMBER });
  const headers = {
    Host: `${HOST}:${port}`,
    "CF-Connecting-IP": visit.from ?? TRUSTED,
    ...(visit.cookie === undefined ? {} : { Cookie: visit.cookie }),
  };
  const load = { url: running.url, path: "/dashboard", headers, status: visit.status ?? 200 };
  return { name, running, load, samples: [], ratios: [] };
}

try {
  const gatehouse = bundleGatehouse();
  const bare = await start("bare `fetch(request)`", BARE, 0);
  const visits = [
    await start("bare, but sets three request headers", TELLING, 0),
    await start("allowed, 10 entries", gatehouse, 10),
    await start("allowed, 1,000 entries", gatehouse, 1_000),
    await start("allowed, 100,000 entries", gatehouse, 100_000),
    await start("allowed, 1,000 entries, with a session cookie", gatehouse, 1_000, { cookie: COOKIE }),
    await start("denied, 1,000 entries", gatehouse, 1_000, { from: UNTRUSTED, status: 403 }),
  ];
  // The bare Worker against itself tells how much of a difference is noise.
  visits.push(await start("bare, a second one", BARE, 0));

  for (const { load } of [bare, ...visits]) await send(load, WARM_UP, CONNECTIONS);
  for (const visit of visits) {
    await runBatch(visit); // both are as warm as they will be: one that was idle is not
    await runBatch(bare);
    for (let round = 0; round < ROUNDS; round++) {
      const isFirst = round % 2 === 0;
      const first = isFirst ? await runBatch(visit) : await runBatch(bare);
      const second = isFirst ? await runBatch(bare) : await runBatch(visit);
      const [cost, reference] = isFirst ? [first, second] : [second, first];
      visit.samples.push(cost);
      visit.ratios.push(cost / reference);
      bare.samples.push(reference);
    }
  }

  const rows = visits.map(({ name, samples, ratios }) => [
    name,
    quantile(samples, 0.5).toFixed(0),
    quantile(ratios, 0.5).toFixed(2),
    `${quantile(ratios, 0.25).toFixed(2)}–${quantile(ratios, 0.75).toFixed(2)}`,
  ]);
  rows.unshift([bare.name, quantile(bare.samples, 0.5).toFixed(0), "1.00", ""]);
  console.log(
    `CPU of a visit in workerd: ${ROUNDS} rounds, batches of ${BATCH} requests over ${CONNECTIONS} connections\n`,
  );
  console.log(markdownTable(["visit", "µs of CPU a request", "ratio to bare", "middle half of the ratios"], rows));
} finally {
  for (const running of started) await running.stop();
  server.close();
}
