/**
 * What a new isolate costs until its first visit is answered, and what the admin API and the console add to it: they are
 * in the same file, and evaluated only when they are first called. CPU of a workerd process with many isolates of one
 * script, each of which answers one visit, less that of as many bare Workers, for one isolate. Linux alone.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import type { BuildOptions } from "esbuild";
import { send } from "./load.ts";
import { markdownTable, median } from "./measure.ts";
import { seedAccount } from "./seed.ts";
import { bundleGatehouse, startWorkerd } from "./workerd.ts";

const COPIES = Number(process.env.BENCH_COPIES ?? 20);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const HOST = "127.0.0.1";
const VISITOR = "203.0.113.9";

const allAtOnce: BuildOptions = {
  entryPoints: [],
  stdin: {
    contents: 'import "./src/admin/app.ts"; import "./src/console/app.tsx"; export { default } from "./src/index.ts";',
    resolveDir: process.cwd(),
  },
};

const BARE = "a bare `fetch(request)`";
const SCRIPTS: Readonly<Record<string, string>> = {
  [BARE]: "export default { fetch: (request) => fetch(request) };",
  "Gatehouse without API and console": bundleGatehouse({ external: ["*/admin/app.ts", "*/console/app.tsx"] }),
  Gatehouse: bundleGatehouse(),
  "Gatehouse, all evaluated at once": bundleGatehouse(allAtOnce),
};

interface Sample {
  readonly cpuMs: number;
  /** From request to answer, of the first visit to each isolate. */
  readonly firstMs: number;
}

async function measureStart(script: string, port: number): Promise<Sample> {
  const running = await startWorkerd(script, COPIES);
  try {
    await seedAccount(running.miniflare, { host: HOST, entries: 1_000, visitor: 0xcb007109 });
    const seeding = running.cpuNs();
    const waits: number[] = [];
    for (let copy = 0; copy < COPIES; copy++) {
      const url = await running.miniflare.unsafeGetDirectURL(`worker-${copy}`);
      const headers = { Host: `${HOST}:${port}`, "CF-Connecting-IP": VISITOR };
      const before = performance.now();
      await send({ url, path: "/", headers, status: 200 }, 1, 1);
      waits.push(performance.now() - before);
    }
    return { cpuMs: (running.startNs + running.cpuNs() - seeding) / COPIES / 1e6, firstMs: median(waits) };
  } finally {
    await running.stop();
  }
}

const server = createServer((_, answer) => answer.end("ok"));
await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
const { port } = server.address() as AddressInfo;

try {
  const samples = new Map(Object.keys(SCRIPTS).map((name) => [name, [] as Sample[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, script] of Object.entries(SCRIPTS)) {
      samples.get(name)?.push(await measureStart(script, port));
    }
  }
  const medianOf = (name: string, of: (sample: Sample) => number) => median((samples.get(name) ?? []).map(of));
  const bare = medianOf(BARE, ({ cpuMs }) => cpuMs);
  const rows = Object.entries(SCRIPTS).map(([name, script]) => [
    name,
    `${(script.length / 1024).toFixed(0)} KiB`,
    `${(gzipSync(script).byteLength / 1024).toFixed(0)} KiB`,
    name === BARE ? "" : `${(medianOf(name, ({ cpuMs }) => cpuMs) - bare).toFixed(1)} ms`,
    `${medianOf(name, ({ firstMs }) => firstMs).toFixed(1)} ms`,
  ]);
  console.log(`A new isolate until its first visit is answered: ${ROUNDS} rounds of ${COPIES} isolates\n`);
  const head = ["script", "minified", "gzipped", "CPU of a new isolate, above the bare one", "first visit, wall"];
  console.log(markdownTable(head, rows));
} finally {
  server.close();
}
