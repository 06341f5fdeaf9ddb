/**
 * What a million visits use of KV and D1, and what that costs by Cloudflare's list prices: the Worker itself, as it is
 * deployed, with many isolates and with cron, in front of traffic as people make it. Time is simulated; KV calls are
 * counted, rows are those that D1's own meta tells. Beside it a naive Worker that reads and parses the list from KV at
 * each visit. (Node runs the Worker here: it is the calls that are counted, not the CPU.)
 */

import type { Usage } from "./counted-bindings.ts";
import { markdownTable } from "./measure.ts";
import { withSeal } from "./sealed.ts";
import { createTraffic, type TrafficModel, type Visit } from "./traffic.ts";
import { startWorkerd } from "./workerd.ts";
import { addressOf, CONTEXT, createEnv, createWorld, hostOf, type World } from "./world.ts";

const MINUTE_MS = 60_000;
/** Less than 1 for a quick look. */
const SCALE = Number(process.env.BENCH_SCALE ?? 1);
/** US dollars a million, Workers Paid, beyond what the plan includes: Cloudflare's pricing pages, read on 2026-11-22. */
const PRICES: Readonly<Record<keyof Usage, number>> = {
  kvReads: 0.5,
  kvWrites: 5,
  kvLists: 5,
  rowsRead: 0.001,
  rowsWritten: 1,
};
const MODEL = {
  accounts: 200,
  people: 4_000,
  pagesASitting: 20,
  sittingMs: 20 * MINUTE_MS,
  isolates: 16,
  isolateMs: 60 * MINUTE_MS,
  deniedShare: 0.01,
};
/** How often a million visits come, and how many of them are simulated. */
const LOADS: Readonly<Record<string, Pick<TrafficModel, "visitsADay" | "visits" | "requestsAPage">>> = {
  "a month, 8 requests a page": { visitsADay: 1_000_000 / 30, visits: 5_000 * SCALE, requestsAPage: 8 },
  "a day, 8 requests a page": { visitsADay: 1_000_000, visits: 10_000 * SCALE, requestsAPage: 8 },
  "a day, 1 request a page": { visitsADay: 1_000_000, visits: 4_000 * SCALE, requestsAPage: 1 },
  "an hour, 8 requests a page": { visitsADay: 24_000_000, visits: 60_000 * SCALE, requestsAPage: 8 },
};
/** The first part of the visits finds isolates that know nothing yet, and is not counted. */
const WARM_UP_SHARE = 0.3;
const NOTHING: Usage = { kvReads: 0, kvWrites: 0, kvLists: 0, rowsRead: 0, rowsWritten: 0 };

interface Simulated {
  readonly visits: number;
  readonly byVisits: Usage;
  readonly byCron: Usage;
}

/** The traffic of one load, and cron each minute meanwhile: what each of the two uses. */
async function simulate(load: string, { worker, bindings, clock }: World): Promise<Simulated> {
  const model = LOADS[load];
  if (model === undefined) throw new Error(`no load ${load}`);
  const visits = createTraffic({ ...MODEL, ...model });
  const warmUp = Math.floor(visits.length * WARM_UP_SHARE);
  const isolates = new Map<string, object>();
  const cron = createEnv(bindings);
  const begin = clock.now() + MINUTE_MS;
  let nextCron = begin;
  for (const [index, visit] of visits.entries()) {
    const count = (what: string) => bindings.count(index < warmUp ? "warm-up" : `${load}: ${what}`);
    for (; nextCron <= begin + visit.at; nextCron += MINUTE_MS) {
      await clock.advanceTo(nextCron);
      count("cron");
      await worker.scheduled({ scheduledTime: nextCron, cron: "* * * * *" }, cron, CONTEXT);
      await bindings.settle();
      count("visits");
    }
    count("visits");
    await clock.advanceTo(begin + visit.at);
    const env = isolates.get(visit.isolate) ?? createEnv(bindings);
    isolates.set(visit.isolate, env);
    const { status } = await worker.fetch(await toRequest(visit, load, clock.now()), env, CONTEXT);
    if (status !== (visit.isDenied ? 403 : 200)) throw new Error(`a visit was answered ${status}`);
  }
  await clock.advanceTo(nextCron);
  return {
    visits: visits.length - warmUp,
    byVisits: bindings.usage.get(`${load}: visits`) ?? NOTHING,
    byCron: bindings.usage.get(`${load}: cron`) ?? NOTHING,
  };
}

/** Each session cookie with the seal that it got at its first visit. */
const sealed = new Map<string, string>();

/** People log in anew for each load. */
async function toRequest({ account, person, isDenied }: Visit, load: string, nowMs: number): Promise<Request> {
  const turn = Object.keys(LOADS).indexOf(load);
  const text = `sid=session-of-${person}-of-${account}-${turn}`;
  const scope = { hostname: hostOf(account), account: `a${account}` };
  const number = (turn * 1_000 + account) * 1_000_000 + person;
  const session = sealed.get(text) ?? (await withSeal(text, number, scope, nowMs));
  sealed.set(text, session);
  return new Request(`https://${hostOf(account)}/dashboard`, {
    headers: {
      "CF-Connecting-IP": isDenied ? `203.0.113.${person % 256}` : addressOf(account, person),
      "User-Agent": "Mozilla/5.0",
      ...(isDenied ? {} : { Cookie: session }),
    },
  });
}

const KINDS = Object.keys(PRICES) as (keyof Usage)[];

function row(name: string, usage: Usage, visits: number): readonly string[] {
  const million = KINDS.map((kind) => (usage[kind] / visits) * 1e6);
  const dollars = KINDS.reduce((sum, kind, i) => sum + ((million[i] ?? 0) / 1e6) * PRICES[kind], 0);
  const counts = million.map((count) => Number(count.toPrecision(3)).toLocaleString("en-US"));
  return [name, ...counts, `$${dollars.toFixed(2)}`];
}

const print = console.log;
// The Worker's own log of what it denies.
console.log = console.info = () => {};
const running = await startWorkerd("export default {}");
try {
  const world = await createWorld(running, MODEL.accounts);
  const rows = [row("naive: KV and JSON at each visit", { ...NOTHING, kvReads: 1 }, 1)];
  for (const load of Object.keys(LOADS)) {
    const { visits, byVisits, byCron } = await simulate(load, world);
    rows.push(row(load, byVisits, visits), row("and its share of cron", byCron, visits));
  }
  const { accounts, people, isolates } = MODEL;
  print(
    `KV and D1 for a million visits: ${accounts} accounts, ${people.toLocaleString("en-US")} people, ${isolates} isolates at a time\n`,
  );
  const head = ["a million visits in", "KV reads", "KV writes", "KV lists", "D1 rows read", "D1 rows written"];
  print(markdownTable([...head, "list price"], rows));
} finally {
  await running.stop();
}
