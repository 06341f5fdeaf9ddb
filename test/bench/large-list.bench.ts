import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { markdownTable } from "./measure.ts";
import { applyMigrations, bundleGatehouse, type Running, startWorkerd } from "./workerd.ts";

/*
 * A list of 124,000 entries by one request, in each of its forms, each in a process of its own: the seconds, by how
 * much the workerd process' peak memory rises, and the least JavaScript heap with which it still works, found by
 * trying. The process holds more than the Worker's isolate: the local D1 (SQLite, and Workers of its own that turn
 * statements and rows into JSON) and KV live in it too, each with a heap of that bound. Cloudflare gives 128 MB.
 */

const ENTRIES = Number(process.env.BENCH_ENTRIES ?? 124_000);
const HEAP_LIMITS_MB = [32, 40, 48, 56, 64, 72, 80, 96, 112, 128, 160, 192, 256];
const OPERATOR_TOKEN = "operator-token-for-the-bench-0123456789";
const LIST = "/accounts/bench/allowlist";

interface Call {
  readonly type?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function call({ url }: Running, method: string, path: string, of: Call = {}): Promise<Response> {
  const response = await fetch(new URL(`/.gatehouse/api/v1${path}`, url), {
    method,
    headers: {
      Authorization: `Bearer ${OPERATOR_TOKEN}`,
      "Content-Type": of.type ?? "application/json",
      "If-Match": "*",
      "CF-Connecting-IP": "203.0.113.9",
      ...of.headers,
    },
    ...(of.body === undefined ? {} : { body: of.body }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response;
}

/** Megabytes of a process: what it has, or the most that it had since the mark was reset. */
function memoryOf(pid: number, what: "VmRSS" | "VmHWM"): number {
  const line = readFileSync(`/proc/${pid}/status`, "utf8").match(new RegExp(`${what}:\\s+(\\d+) kB`));
  return Number(line?.[1]) / 1024;
}

/** proc(5): 5 resets the peak. */
const resetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, "5");

/** Three in four IPv4, scattered; every tenth with a label. */
const VALUES = Array.from({ length: ENTRIES }, (_, i) => {
  const scattered = Math.imul(i + 1, 2_654_435_761) >>> 0;
  if (i % 4 === 0) return `2001:db8:${(scattered >>> 16).toString(16)}:${(scattered & 65_535).toString(16)}::/64`;
  return [24, 16, 8, 0].map((shift) => (scattered >>> shift) & 255).join(".");
});
const labelOf = (i: number): string => (i % 10 === 0 ? `Site ${i}, north` : "");

const text = VALUES.map((value, i) => (i % 10 === 0 ? `${value} # ${labelOf(i)}` : value)).join("\n");
const csv = (expiresAt: string) =>
  [
    "value,label,enabled,expires_at",
    ...VALUES.map((value, i) => `${value},"${labelOf(i)}",true,${expiresAt}`),
    "",
  ].join("\r\n");
const json = JSON.stringify({ items: VALUES.map((value, i) => ({ value, label: labelOf(i) })) });

interface Case extends Call {
  readonly name: string;
  readonly method: string;
  readonly path?: string;
  /** What the list holds before. */
  readonly before?: string;
}

const KEY = { "Idempotency-Key": "bench" };
const CASES: readonly Case[] = [
  { name: "PUT text", method: "PUT", type: "text/plain", body: text },
  { name: "PUT CSV", method: "PUT", type: "text/csv", body: csv("") },
  { name: "PUT JSON", method: "PUT", body: json },
  { name: "POST text", method: "POST", type: "text/plain", body: text },
  { name: "POST CSV", method: "POST", type: "text/csv", body: csv("") },
  { name: "POST JSON", method: "POST", body: json },
  { name: "POST JSON, Idempotency-Key", method: "POST", body: json, headers: KEY },
  {
    name: "PUT CSV, every expiry another",
    method: "PUT",
    type: "text/csv",
    body: csv("2030-01-01T00:00:00Z"),
    before: csv(""),
  },
  { name: "PUT CSV, nothing new", method: "PUT", type: "text/csv", body: csv(""), before: csv("") },
  { name: "GET CSV", method: "GET", path: `${LIST}?format=csv`, before: csv("") },
  { name: "GET ?q= that nothing has", method: "GET", path: `${LIST}?q=nowhere`, before: csv("") },
];

const script = bundleGatehouse();

/** The case in a process that has done nothing else, with what the list holds before it. */
async function inFreshProcess<T>(
  { before }: Case,
  measure: (running: Running) => Promise<T>,
  heapLimitMb?: number,
): Promise<T> {
  const persistTo = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
  try {
    const first = await startWorkerd(script, 1, { persistTo });
    await applyMigrations(first.miniflare);
    await call(first, "POST", "/accounts", { body: JSON.stringify({ id: "bench", name: "Bench" }) });
    if (before !== undefined) await call(first, "PUT", LIST, { type: "text/csv", body: before });
    await first.stop();
    const running = await startWorkerd(script, 1, { persistTo, heapLimitMb });
    try {
      await call(running, "GET", LIST);
      return await measure(running);
    } finally {
      await running.stop();
    }
  } finally {
    rmSync(persistTo, { recursive: true });
  }
}

const run = async (running: Running, { method, path = LIST, ...of }: Case): Promise<number> =>
  (await (await call(running, method, path, of)).arrayBuffer()).byteLength;

async function timed(server: Running, of: Case) {
  const had = memoryOf(server.pid, "VmRSS");
  resetPeak(server.pid);
  const begun = performance.now();
  const bytesOut = await run(server, of);
  const seconds = (performance.now() - begun) / 1000;
  return { seconds, bytesOut, rise: memoryOf(server.pid, "VmHWM") - had };
}

/** The least of the limits with which the case works. */
async function leastHeap(of: Case): Promise<number> {
  let [below, enough] = [-1, HEAP_LIMITS_MB.length];
  while (enough - below > 1) {
    const middle = Math.floor((below + enough) / 2);
    const works = await inFreshProcess(of, (server) => run(server, of), HEAP_LIMITS_MB[middle]).then(
      () => true,
      () => false,
    );
    if (works) enough = middle;
    else below = middle;
  }
  return HEAP_LIMITS_MB[enough] ?? Number.POSITIVE_INFINITY;
}

const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
const rows: string[][] = [];
for (const of of CASES.filter(({ name }) => name.includes(process.argv[2] ?? ""))) {
  const { seconds, bytesOut, rise } = await inFreshProcess(of, (server) => timed(server, of));
  const sizes = [megabytes(of.body?.length ?? 0), megabytes(bytesOut)];
  rows.push([of.name, seconds.toFixed(2), ...sizes, rise.toFixed(0), String(await leastHeap(of))]);
}
console.log(`${ENTRIES.toLocaleString("en")} entries by one request, in local workerd\n`);
const head = ["request", "seconds", "MB in", "MB out", "rise of the process' peak, MB", "least heap, MB"];
console.log(markdownTable(head, rows));
