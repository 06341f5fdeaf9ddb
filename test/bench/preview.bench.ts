/**
 * A preview of 100,000 entries before 100,000 sessions, each of its own address, and 30,000 rows of turned-away visits:
 * seconds until the answer, the CPU of the whole process (the Worker's, which Cloudflare counts, and the local D1's beside
 * it, with all that turns rows into JSON: so an upper bound) and the most that the Worker's isolate has in use (its limit
 * is 128 MB). Run it by itself, on Linux.
 */

import { watchHeap } from "./isolate-heap.ts";
import { markdownTable, median } from "./measure.ts";
import { applyMigrations, bundleGatehouse, type Running, startWorkerd } from "./workerd.ts";

const ENTRIES = Number(process.env.BENCH_ENTRIES ?? 100_000);
const SESSIONS = Number(process.env.BENCH_SESSIONS ?? 100_000);
const DENIALS = 30_000;
const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const TOKEN = "operator-token-for-the-bench-0123456789";
const POKE_MS = 100;
const DAY_MS = 86_400_000;

/** Three in four IPv4, scattered over the space. */
function addressOf(i: number): string {
  const scattered = Math.imul(i + 1, 2_654_435_761) >>> 0;
  if (i % 4 === 0) return `2001:db8:${(scattered >>> 16).toString(16)}:${(scattered & 65_535).toString(16)}::1`;
  return [24, 16, 8, 0].map((shift) => (scattered >>> shift) & 255).join(".");
}

const addresses = (from: number, count: number) => Array.from({ length: count }, (_, i) => addressOf(from + i));

async function call(running: Running, method: string, path: string, body: string, type = "application/json") {
  const response = await fetch(new URL(`/.gatehouse/api/v1${path}`, running.url), {
    method,
    headers: {
      Authorization: `Bearer ${TOKEN}`,
      "Content-Type": type,
      "CF-Connecting-IP": "203.0.113.9",
      "If-Match": "*",
    },
    body,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}

async function prepare(running: Running): Promise<void> {
  await applyMigrations(running.miniflare);
  await call(running, "POST", "/accounts", JSON.stringify({ id: "bench", name: "Bench" }));
  await call(running, "PUT", "/accounts/bench/allowlist", addresses(0, ENTRIES).join("\n"), "text/plain");
  await call(running, "PATCH", "/accounts/bench/policy", JSON.stringify({ mode: "enforce" }));

  const db = await running.miniflare.getD1Database("DB", "worker-0");
  const now = Date.now();
  for (let from = 0; from < SESSIONS; from += 10_000) {
    const rows = addresses(from, 10_000).map((address, i) => [
      `ses_${String(from + i).padStart(8, "0")}`,
      (from + i) % 5 === 0 ? "api" : "web",
      address,
      now - ((from + i) % 30) * DAY_MS,
    ]);
    await db
      .prepare(
        `INSERT INTO sessions (account_id, id, kind, user, first_address, address, device_label, device_type, device_kind,
           new_device, logged_in_at, last_seen_at, seen_day)
         SELECT 'bench', value ->> 0, value ->> 1, value ->> 0, value ->> 2, value ->> 2, 'Chrome 131 on Windows',
           'desktop', 'desktop|chrome|windows', 0, value ->> 3, value ->> 3, (value ->> 3) / ${DAY_MS} FROM json_each(?1)`,
      )
      .bind(JSON.stringify(rows))
      .run();
  }
  const denials = addresses(ENTRIES / 2, DENIALS).map((address, i) => [`den_${i}`, address, now - (i % 30) * DAY_MS]);
  await db
    .prepare(
      `INSERT INTO denials SELECT 'bench', value ->> 0, (value ->> 2) / ${DAY_MS}, value ->> 1, 'dashboard', 'Chrome',
         'desktop', 1, 'address_not_listed', NULL, NULL, NULL, value ->> 2, value ->> 2, 1 FROM json_each(?1)`,
    )
    .bind(JSON.stringify(denials))
    .run();
}

/** Every second entry stays, as many others are new: half of the sessions are turned away. */
const proposed = addresses(0, ENTRIES * 2).filter((_, i) => i % 2 === 0);
const CASES = {
  "policy alone": JSON.stringify({ policy: { mode: "monitor" } }),
  "list as text": JSON.stringify({ allowlist: proposed.join("\n") }),
  "list as items, and policy": JSON.stringify({
    policy: { block_api_requests: true },
    allowlist: { items: proposed.map((value) => ({ value, label: "office" })) },
  }),
};

const running = await startWorkerd(bundleGatehouse(), 1, { inspectorPort: 0 });
try {
  await prepare(running);
  const inspector = await running.miniflare.getInspectorURL();
  const rows: string[][] = [];
  for (const [name, body] of Object.entries(CASES)) {
    const ask = () => call(running, "POST", "/accounts/bench/preview", body);
    const { sessions, denials } = await ask();
    const seconds: number[] = [];
    const cpuSeconds: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const [begun, cpuBegun] = [performance.now(), running.cpuNs()];
      await ask();
      seconds.push((performance.now() - begun) / 1000);
      cpuSeconds.push((running.cpuNs() - cpuBegun) / 1e9);
    }
    const heap = await watchHeap(inspector, "worker-0");
    for (let run = 0; run < RUNS; run++) await ask();
    // An isolate without a request does not always answer its inspector.
    const poke = setInterval(() => void fetch(new URL("/.gatehouse/api/v1/health", running.url)), POKE_MS);
    const peak = (await heap.peak()) / 2 ** 20;
    clearInterval(poke);
    rows.push([
      name,
      median(seconds).toFixed(2),
      median(cpuSeconds).toFixed(2),
      peak.toFixed(0),
      `${sessions.turned_away.count} − / ${sessions.let_in.count} +`,
      `${denials.turned_away.count} − / ${denials.let_in.count} +`,
    ]);
  }
  console.log(`${ENTRIES} entries × ${SESSIONS} sessions × ${DENIALS} turned-away visitors, in local workerd\n`);
  console.log(
    markdownTable(
      ["proposal", "seconds", "process CPU, s", "isolate in use, MB", "sessions", "turned-away visits"],
      rows,
    ),
  );
} finally {
  await running.stop();
}
