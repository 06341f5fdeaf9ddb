/**
 * What sessions cost: rows and queries of D1 while people work, all sessions of an account ended at once, and the set of
 * ended credentials that every isolate holds. The Worker itself, D1 of local workerd with its own meta, simulated time.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { decodeEnded, encodeEnded } from "../../src/storage/ended/ended-binary.ts";
import { createHashIndex, sortHashes } from "../../src/storage/ended/ended-hashes.ts";
import { LOG_START } from "../../src/storage/ended/ended-place.ts";
import { formatNs, markdownTable, measure, measureOnce, median } from "./measure.ts";
import { createRandom } from "./random.ts";
import { withSeal } from "./sealed.ts";
import { startWorkerd } from "./workerd.ts";
import { addressOf, CONTEXT, callApi, createEnv, createWorld, hostOf, type World } from "./world.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const SESSIONS = [100, 1_000];
const WORK_MS = 30 * MINUTE_MS;
/** Each session asks for something so often, not all at once. */
const CLICK_MS = 20 * SECOND_MS;
/** The longest that the last write of a session may be in the past when the count begins. */
const FIVE_MINUTES_MS = 5 * MINUTE_MS;
const ENDED_AT_ONCE = Number(process.env.BENCH_SESSIONS ?? 10_000);
/** New sessions of an account that an isolate takes on record in a minute: the bound against floods. */
const NEW_A_MINUTE = 600;
const HASHES = 100_000;
/** To tell the bytes of one from what else comes and goes. */
const COPIES = 8;

const sha256 = (bytes: BufferSource): Promise<ArrayBuffer> => crypto.subtle.digest("SHA-256", bytes);

/** Each session cookie with the seal that it got at its first visit. */
const sealed = new Map<string, string>();

/** One visit of a session of this account; sessions of one number are the same. */
async function visit({ worker, clock }: World, env: object, account: number, session: number): Promise<void> {
  const text = `sid=session-${session}-of-account-${account}`;
  const scope = { hostname: hostOf(account), account: `a${account}` };
  const number = account * 1_000_000 + session;
  const cookie = sealed.get(text) ?? (await withSeal(text, number, scope, clock.now()));
  sealed.set(text, cookie);
  const request = new Request(`https://${hostOf(account)}/dashboard`, {
    headers: {
      "CF-Connecting-IP": addressOf(account, session),
      "User-Agent": "Mozilla/5.0",
      Cookie: cookie,
    },
  });
  const { status } = await worker.fetch(request, env, CONTEXT);
  if (status !== 200) throw new Error(`a visit was answered ${status}`);
}

/** So many sessions at work on one isolate: what D1 sees of it. */
async function work(world: World, account: number, sessions: number): Promise<readonly string[]> {
  const { bindings, clock } = world;
  const env = createEnv(bindings);
  bindings.takeStatements();
  const name = `work of ${sessions}`;
  const isReadOfLog = (sql: string): boolean => /FROM ended\b/.test(sql);
  let reads = 0;
  const begin = clock.now();
  // The first rows are not counted: to come on record is a login's price, not a visit's.
  for (let at = 0; at < FIVE_MINUTES_MS + WORK_MS; at += SECOND_MS) {
    bindings.count(at < FIVE_MINUTES_MS ? "warm-up" : name);
    const turn = (at % CLICK_MS) / SECOND_MS;
    for (let session = turn; session < sessions; session += CLICK_MS / SECOND_MS) {
      await visit(world, env, account, session);
    }
    reads += bindings.takeStatements().filter(isReadOfLog).length;
    await clock.advanceTo(begin + at + SECOND_MS);
  }
  const rows = bindings.usage.get(name)?.rowsWritten ?? 0;
  const visits = sessions * (WORK_MS / CLICK_MS);
  return [
    sessions.toLocaleString("en-US"),
    visits.toLocaleString("en-US"),
    (rows / sessions / (WORK_MS / FIVE_MINUTES_MS)).toFixed(2),
    (reads / ((FIVE_MINUTES_MS + WORK_MS) / (15 * SECOND_MS))).toFixed(2),
  ];
}

/** All sessions of an account ended by one call of the API. */
async function endAll(world: World, account: number): Promise<readonly (readonly string[])[]> {
  const { bindings, clock, worker } = world;
  const env = createEnv(bindings);
  for (let session = 0; session < ENDED_AT_ONCE; session++) {
    if (session % NEW_A_MINUTE === 0) await clock.advanceTo(clock.now() + MINUTE_MS);
    await visit(world, env, account, session);
  }
  await clock.advanceTo(clock.now() + MINUTE_MS);

  bindings.takeStatements();
  bindings.count("ending");
  const begun = performance.now();
  const { ended } = await callApi(world, env, "POST", `/a${account}/sessions/revoke`, '{"all":true}');
  const seconds = (performance.now() - begun) / 1_000;
  const statements = bindings.takeStatements().length;
  if (ended !== ENDED_AT_ONCE) throw new Error(`${ended} sessions were ended`);

  bindings.count("cron");
  const cronBegun = performance.now();
  await worker.scheduled({ scheduledTime: clock.now(), cron: "* * * * *" }, env, CONTEXT);
  const cronSeconds = (performance.now() - cronBegun) / 1_000;
  const row = (what: string, took: number, name: string, ran: string): readonly string[] => [
    what,
    took.toFixed(2),
    ran,
    (bindings.usage.get(name)?.rowsWritten ?? 0).toLocaleString("en-US"),
  ];
  return [
    row(`${ENDED_AT_ONCE.toLocaleString("en-US")} sessions ended`, seconds, "ending", String(statements)),
    row("cron's next run: the copy for KV", cronSeconds, "cron", String(bindings.takeStatements().length)),
  ];
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes in use by what `make` answers. */
function bytesOf(make: () => object): number {
  const use = (): number => {
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = use();
  const made = Array.from({ length: COPIES }, make);
  return (use() - before) / made.length;
}

/** The set as isolates get it, beside the obvious: a JSON array of texts and a Set of them. */
async function compareSets(): Promise<readonly (readonly string[])[]> {
  const random = createRandom(20_261_122);
  const newHash = (): string =>
    Array.from({ length: 8 }, () => random(0x1_0000).toString(16).padStart(4, "0")).join("");
  const hashes = Array.from({ length: HASHES }, newHash);
  const asked = Array.from({ length: 1_024 }, (_, i) => (i % 2 === 0 ? (hashes[i * 64] ?? "") : newHash()));
  const json = new TextEncoder().encode(JSON.stringify(hashes));
  const place = LOG_START;
  const stored = await encodeEnded({ place, compiledAt: 1, rebuiltAt: 1, words: sortHashes(hashes) }, sha256);
  const decoded = await decodeEnded(stored, sha256);
  if (!decoded.ok) throw new Error(decoded.error);
  const has = createHashIndex(decoded.value.words);
  const parse = (): Set<string> => new Set(JSON.parse(new TextDecoder().decode(json)) as string[]);
  const texts = parse();

  const ask = (has: (hash: string) => boolean) => (times: number) => {
    let found = 0;
    for (let i = 0; i < times; i++) if (has(asked[i % asked.length] ?? "")) found += 1;
    return found;
  };
  const once = measure({ ours: ask(has), set: ask((hash) => texts.has(hash)) });
  const holdCopy = () => {
    const copy = decoded.value.words.slice();
    return { copy, has: createHashIndex(copy) };
  };
  const cold: number[] = [];
  for (let run = 0; run < 31; run++) {
    const copy = stored.slice(0);
    const begun = performance.now();
    const read = await decodeEnded(copy, sha256);
    if (!read.ok || !createHashIndex(read.value.words)(asked[0] ?? "")) throw new Error("the copy cannot be read");
    cold.push(performance.now() - begun);
  }
  const coldSet = measureOnce(
    11,
    () => 0,
    () => parse().size,
  );
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  return [
    [
      "Gatehouse",
      megabytes(stored.byteLength),
      megabytes(bytesOf(holdCopy)),
      median(cold).toFixed(1),
      formatNs(once.ours),
    ],
    ["JSON and a Set", megabytes(json.byteLength), megabytes(bytesOf(parse)), coldSet.toFixed(1), formatNs(once.set)],
  ];
}

const print = console.log;
// The Worker's own log of what it does.
console.log = console.info = console.warn = () => {};
const sets = await compareSets();
const running = await startWorkerd("export default {}");
try {
  const world = await createWorld(running, SESSIONS.length + 1);
  const rows: (readonly string[])[] = [];
  for (const [account, sessions] of SESSIONS.entries()) rows.push(await work(world, account, sessions));
  print(
    `Sessions at work, a visit each ${CLICK_MS / SECOND_MS} s for ${WORK_MS / MINUTE_MS} minutes, on one isolate\n`,
  );
  const head = ["sessions", "visits", "rows written a session and 5 minutes", "queries of the ended log in 15 s"];
  print(markdownTable(head, rows));

  print("\nAll sessions of an account ended by one call\n");
  print(markdownTable(["what", "seconds", "statements", "rows written"], await endAll(world, SESSIONS.length)));

  print(`\n${HASHES.toLocaleString("en-US")} ended credentials in an isolate\n`);
  print(
    markdownTable(["held as", "MB in KV", "MB in memory", "ms from KV's bytes to the first answer", "asked"], sets),
  );
} finally {
  await running.stop();
}
