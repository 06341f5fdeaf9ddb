import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { Agent, createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { readD1Migrations } from "@cloudflare/vitest-pool-workers";
import { buildSync } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { createRangeSetBuilder } from "../../src/address/range-set.ts";
import { encodeSnapshot, type Sha256 } from "../../src/policy/snapshot.ts";
import { markdownTable, median } from "./measure.ts";

/*
 * CPU per request of a whole visit in workerd, beside a Worker that does nothing but `fetch(request)`, in the same run:
 * each in a process of its own, in front of the same small server on loopback, taking turns. CPU is the process' own
 * (user + system), read from the kernel before and after each batch.
 */

const BATCH = Number(process.env.BENCH_BATCH ?? 3000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 9);
const CONNECTIONS = 8;
/** The origin itself: `fetch(request)` goes where the request says that it is for, as it does on a route. */
const HOST = "127.0.0.1";
const TRUSTED = "203.0.113.9";
const UNTRUSTED = "192.0.2.1";
const CLOCK_TICKS = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

const BARE = "export default { fetch: (request) => fetch(request) };";
const sha256: Sha256 = (bytes) => crypto.subtle.digest("SHA-256", bytes);

function bundleGatehouse(): string {
  const { outputFiles } = buildSync({
    entryPoints: ["src/index.ts"],
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*"],
    logLevel: "warning",
  });
  return outputFiles[0]?.text ?? "";
}

interface Contender {
  readonly name: string;
  readonly url: URL;
  readonly pid: number;
  readonly headers: Record<string, string>;
  readonly status: number;
  readonly stop: () => Promise<void>;
  readonly samples: number[];
}

async function start(
  name: string,
  script: string,
  origin: number,
  visit: { readonly from: string; readonly status: number; readonly headers?: Record<string, string> },
  entries?: number,
): Promise<Contender> {
  const before = workerdPids();
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: "gate",
      modules: [{ type: "ESModule", path: "index.js", contents: script }],
      compatibilityDate: "2026-10-01",
      bindings: {
        OPERATOR_TOKEN: "operator-token-for-the-bench-0123456789",
        CREDENTIAL_KEY: "credential-key-for-the-bench-0123456789abcdef",
        API_PATHS: "/api/",
        SESSION_COOKIES: "sid",
        AUTHENTICATED_PATHS: "/dashboard",
      },
      kvNamespaces: ["LISTS"],
      d1Databases: ["DB"],
      ratelimits: { ATTEMPTS: { namespace_id: "1", simple: { limit: 20, period: 60 } } },
      unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
      handleStructuredLogs: () => {},
      logRequests: false,
    }),
  );
  await miniflare.ready;
  if (entries !== undefined) await seed(miniflare, entries);
  const pid = workerdPids().find((candidate) => !before.includes(candidate));
  if (pid === undefined) throw new Error("no workerd was started");
  const url = await miniflare.unsafeGetDirectURL("gate");
  const headers = { Host: `${HOST}:${origin}`, "CF-Connecting-IP": visit.from, ...visit.headers };
  return { name, url, pid, headers, status: visit.status, stop: () => miniflare.dispose(), samples: [] };
}

async function seed(miniflare: Miniflare, entries: number): Promise<void> {
  const db = await miniflare.getD1Database("DB");
  for (const { queries } of await readD1Migrations("src/storage/migrations")) {
    for (const query of queries) await db.prepare(query).run();
  }
  const lists = await miniflare.getKVNamespace("LISTS");
  const builder = createRangeSetBuilder();
  // Every other /28 of 10.0.0.0/8 and up, so that nothing merges; the visitor's own address among them.
  for (let i = 0; i < entries - 1; i++) {
    const first = 0x0a000000 + i * 32;
    builder.add({ family: 4, first, last: first + 15 }, 0);
  }
  builder.add({ family: 4, first: 0xcb007109, last: 0xcb007109 }, 0);
  const snapshot = {
    account: "bench",
    epoch: 1,
    revision: 1,
    createdAt: 1,
    mode: "enforce" as const,
    blockApiRequests: true,
    contact: null,
    entryCount: entries,
    ranges: builder.build(),
  };
  await lists.put("account:bench", await encodeSnapshot(snapshot, sha256));
  await lists.put(`host:${HOST}`, JSON.stringify({ kind: "account", account: "bench", epoch: 1, revision: 1 }));
}

function workerdPids(): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("workerd");
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** User and system time of a process, in microseconds. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return ((Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS) * 1e6;
}

async function batch(contender: Contender, requests: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let left = requests;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await request(contender, agent);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  agent.destroy();
}

const request = ({ url, headers, status }: Contender, agent: Agent): Promise<void> =>
  new Promise((resolve, reject) => {
    const call = get({ host: url.hostname, port: url.port, path: "/dashboard", agent, headers }, (answer) => {
      answer.resume();
      answer.on("end", () =>
        answer.statusCode === status ? resolve() : reject(new Error(`status ${answer.statusCode}`)),
      );
    });
    call.on("error", reject);
  });

const server = createServer((_, answer) => {
  answer.writeHead(200, { "Content-Type": "text/plain", "Content-Length": 2 });
  answer.end("ok");
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;

const gatehouse = bundleGatehouse();
const cookie = { Cookie: "theme=dark; sid=0123456789abcdef0123456789abcdef; lang=en" };
const contenders: Contender[] = [];
try {
  contenders.push(await start("bare `fetch(request)`", BARE, port, { from: TRUSTED, status: 200 }));
  for (const entries of [10, 1_000, 100_000]) {
    const name = `allowed, ${entries.toLocaleString("en")} entries`;
    contenders.push(await start(name, gatehouse, port, { from: TRUSTED, status: 200 }, entries));
  }
  contenders.push(
    await start(
      "allowed, 1,000 entries, session cookie",
      gatehouse,
      port,
      { from: TRUSTED, status: 200, headers: cookie },
      1_000,
    ),
  );
  contenders.push(await start("denied, 1,000 entries", gatehouse, port, { from: UNTRUSTED, status: 403 }, 1_000));

  for (const contender of contenders) await batch(contender, BATCH); // warm-up
  for (let round = 0; round < ROUNDS; round++) {
    for (const contender of contenders) {
      const before = cpuOf(contender.pid);
      await batch(contender, BATCH);
      contender.samples.push((cpuOf(contender.pid) - before) / BATCH);
    }
  }
  const [bare] = contenders;
  const rows = contenders.map(({ name, samples }) => {
    const ratios = samples.map((sample, round) => sample / (bare?.samples[round] ?? Number.NaN));
    return [name, median(samples).toFixed(0), median(ratios).toFixed(2)];
  });
  console.log(`CPU of a visit in workerd: ${ROUNDS} rounds of ${BATCH} requests over ${CONNECTIONS} connections\n`);
  console.log(markdownTable(["visit", "µs of CPU a request", "ratio to bare"], rows));
} finally {
  for (const contender of contenders) await contender.stop();
  server.close();
}
