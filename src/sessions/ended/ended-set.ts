import { describeError, type Log } from "../../log.ts";
import type { EndedLog, EndedPage, Watermark } from "../../storage/ended/ended-log.ts";
import { LOG_START, type LogPlace } from "../../storage/ended/ended-place.ts";
import type { CompiledEnded, EndedStore } from "../../storage/ended/ended-store.ts";
import { type Sleep, withinLimit } from "../../storage/time-limit.ts";

export interface EndedSetParts {
  readonly log: Pick<EndedLog, "since" | "giveBack">;
  readonly store: Pick<EndedStore, "read">;
  /** Further hashes of the sessions that these belong to, known in this isolate alone. */
  readonly kinOf: (hashes: readonly string[]) => readonly string[];
  /**
   * Fingerprints of keys that credentials were ended under and that are not configured; the caller asks until there are
   * none.
   */
  readonly findMissingKeys: () => Promise<readonly string[]>;
  readonly now: () => number;
  readonly sleep: Sleep;
  /** How long memory serves while D1 fails. */
  readonly staleMaxMs: number;
  readonly report: Log;
}

/**
 * `stale`: D1 does not answer, and the set in memory is still used. `unavailable`: there is no set to judge credentials
 * by.
 */
export type Readiness = "ready" | "stale" | "unavailable";

interface Visitation {
  readonly nowMs: number;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** The hashes of ended credentials, in the memory of an isolate. */
export interface EndedSet {
  /** Whether `has` may be asked now. Not a promise when memory is young enough, which is nearly always. */
  ready(visit: Visitation): Readiness | Promise<Readiness>;
  has(hash: string): boolean;
  /**
   * The same, with all that was ended before this visit began: waits for a query that begins later. For steps of a login,
   * where a product may go on from an ended session to a new one.
   */
  readyNow(visit: Visitation): Promise<Readiness>;
  /** When all sessions of an account were ended, in Unix milliseconds; null: never, or longer ago than seals live. */
  everybodyEndedAt(account: string): number | null;
  /** Adds what this isolate ended itself: it holds here at once. */
  add(hashes: readonly string[]): void;
  /** The same for all sessions of an account. */
  addEverybody(account: string, at: number): void;
}

type Compiled = Pick<CompiledEnded, "place" | "compiledAt" | "has" | "hashes">;

/** Ages count from the start of the query: the set has everything that was ended before then. */
export const ENDED_FRESH_MS = 15_000;
export const ENDED_HARD_MS = 30_000;
/** While D1 fails, one visit per this time asks it again; the others do not wait. */
export const ENDED_PROBE_MS = 5_000;

/** A visit waits no longer than this for an answer of D1. */
const QUERY_LIMIT_MS = 2_000;
/** After this time a query has ended, or its visit was cancelled. */
const LEASE_MS = QUERY_LIMIT_MS;
const POLL_MS = 20;
/**
 * Twice the time of a query: once for the query of another visit, and once for the visit's own query if the first was
 * lost.
 */
const MAX_POLLS = (2 * LEASE_MS) / POLL_MS;

/** Hashes a query: well below D1's bounds for one answer. */
export const ENDED_PAGE_SIZE = 10_000;
/** A write of another location may become visible later than one of a later moment. */
const OVERLAP_MS = 120_000;
/** With more hashes than this the compiled copy is read again: it needs a fifth of the memory. */
const DELTA_MAX = 20_000;
const NEVER = Number.NEGATIVE_INFINITY;
const NOTHING: Compiled = { place: LOG_START, compiledAt: NEVER, has: () => false, hashes: () => [] };

/**
 * One query per isolate and 15 seconds, however many sessions there are. The compiled copy is the beginning of the log,
 * a set of texts what came after it. Plain data only: a visit never waits for a promise of another visit (workerd
 * forbids it); it looks again until the other visit's answer is in memory.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; each function in it is shorter
export function createEndedSet(parts: EndedSetParts): EndedSet {
  const { log, store, kinOf, findMissingKeys, now, sleep, staleMaxMs, report } = parts;
  let compiled = NOTHING;
  let delta = new Set<string>();
  /** Everything of the log up to here is in memory. */
  let place = LOG_START;
  /** Everything that was ended before this moment is in memory. */
  let completeAt = NEVER;
  let compiledReadAt = NEVER;
  let queryBeganAt = NEVER;
  let isQuerying = false;
  /** When the last query failed; NEVER once another has succeeded. */
  let failedAt = NEVER;
  let hasAllKeys = false;
  const everybody = new Map<string, number>();
  /** Those that were written to D1 again: it has not got them when the account is gone. */
  const returned = new Map<string, number>();
  /** Watermarks up to here are in memory, but for those that became visible late. */
  let watermarksTo = 0;

  function ready(visit: Visitation): Readiness | Promise<Readiness> {
    const age = visit.nowMs - completeAt;
    if (!hasAllKeys) return isFailing() && !mayQuery() ? "unavailable" : waitForQuery(visit.waitUntil);
    if (age < ENDED_FRESH_MS) return "ready";
    if (age < ENDED_HARD_MS) {
      if (mayQuery()) visit.waitUntil(refresh(visit.waitUntil));
      return "ready";
    }
    return isFailing() && !mayQuery() ? judgeAge() : waitForQuery(visit.waitUntil);
  }

  async function readyNow({ nowMs, waitUntil }: Visitation): Promise<Readiness> {
    for (let polls = 0; polls < MAX_POLLS && !(hasAllKeys && completeAt >= nowMs); polls++) {
      if (mayQuery()) await refresh(waitUntil);
      if (isFailing()) break;
      if (completeAt < nowMs) await sleep(POLL_MS);
    }
    return judgeAge();
  }

  async function waitForQuery(waitUntil: Visitation["waitUntil"]): Promise<Readiness> {
    for (let polls = 0; polls < MAX_POLLS && !isReady(); polls++) {
      if (mayQuery()) {
        await refresh(waitUntil);
        break;
      }
      if (isFailing()) break;
      await sleep(POLL_MS);
    }
    return judgeAge();
  }

  const isReady = (): boolean => hasAllKeys && now() - completeAt < ENDED_HARD_MS;

  function judgeAge(): Readiness {
    const age = now() - completeAt;
    if (!hasAllKeys) return "unavailable";
    if (age < ENDED_HARD_MS) return "ready";
    return age < staleMaxMs ? "stale" : "unavailable";
  }

  function mayQuery(): boolean {
    const sinceLast = now() - queryBeganAt;
    if (isQuerying && sinceLast < LEASE_MS) return false;
    return !isFailing() || sinceLast >= ENDED_PROBE_MS;
  }

  /** After an old failure D1 may work again: visits wait for a query, as they do for the first one of an isolate. */
  const isFailing = (): boolean => now() - failedAt < ENDED_HARD_MS;

  async function refresh(waitUntil: Visitation["waitUntil"]): Promise<void> {
    isQuerying = true;
    queryBeganAt = now();
    try {
      const needsCompiled = completeAt === NEVER || delta.size > DELTA_MAX;
      await Promise.all([hasAllKeys ? null : checkKeys(), needsCompiled ? takeCompiled() : null]);
      const { reread, hasLostMark } = await readOn();
      if (failedAt !== NEVER) report({ level: "info", event: "ended_set_recovered" });
      failedAt = NEVER;
      if (reread !== null || hasLostMark) waitUntil(giveBack(reread));
    } catch (error) {
      failedAt = now();
      report({ level: "error", event: "ended_set_unreadable", readiness: judgeAge(), ...describeError(error) });
    } finally {
      isQuerying = false;
    }
  }

  /** When a key that was in use is missing, ended credentials would not be recognised: then no credential passes. */
  async function checkKeys(): Promise<void> {
    const missing = await withinLimit(findMissingKeys(), { limitMs: QUERY_LIMIT_MS, sleep });
    if (missing === "late") throw new Error(`no answer within ${QUERY_LIMIT_MS} ms`);
    if (missing.length > 0) {
      report({ level: "error", event: "credential_key_missing", fingerprints: missing });
      throw new Error(
        "CREDENTIAL_KEY lacks a key that credentials were ended under: add it (docs/runbooks/rotate-credential-key.md)",
      );
    }
    hasAllKeys = true;
  }

  /**
   * Reads the log to its end. What was read stays even when a later page fails: the next query goes on from there.
   *
   * @returns `reread`: the whole log, when D1 was restored and it had to be read from its start; otherwise null.
   * `hasLostMark`: D1 was restored to a time before all sessions of some account were ended.
   */
  async function readOn(): Promise<{ readonly reread: ReadonlySet<string> | null; readonly hasLostMark: boolean }> {
    let reread: Set<string> | null = null;
    const known = [...everybody];
    const marks = new Map<string, number>();
    const from = Math.max(0, watermarksTo - OVERLAP_MS);
    let watermarksFrom = from;
    for (;;) {
      const beganAt = now();
      queryBeganAt = beganAt;
      const asked: LogPlace = place;
      const reading = log.since(asked, ENDED_PAGE_SIZE, watermarksFrom);
      const page = await withinLimit(reading, { limitMs: QUERY_LIMIT_MS, sleep });
      if (page === "late") throw new Error(`no answer within ${QUERY_LIMIT_MS} ms`);
      takePage(page, asked);
      for (const [account, at] of page.watermarks) marks.set(account, at);
      watermarksFrom = page.watermarks.at(-1)?.[1] ?? watermarksFrom;
      if (page.restored) reread = new Set(page.hashes);
      else if (reread !== null) reread = new Set([...reread, ...page.hashes]);
      if (page.hashes.length < ENDED_PAGE_SIZE && page.watermarks.length < ENDED_PAGE_SIZE) {
        watermarksTo = watermarksFrom;
        completeAt = Math.max(completeAt, beganAt);
        const isLost = ([account, at]: Watermark) =>
          at >= from && (marks.get(account) ?? 0) < at && returned.get(account) !== at;
        return { reread, hasLostMark: known.some(isLost) };
      }
    }
  }

  function takePage(page: EndedPage, asked: LogPlace): void {
    add(page.hashes);
    for (const [account, at] of page.watermarks) addEverybody(account, at);
    // Unless another visit's answer came first.
    if (place === asked) place = page.place;
  }

  /** A restored D1 has lost endings that are in memory here: they stay ended, and are written to D1 again. */
  async function giveBack(reread: ReadonlySet<string> | null): Promise<void> {
    const lost = reread === null ? [] : [...delta, ...compiled.hashes()].filter((hash) => !reread.has(hash));
    const marks = [...everybody];
    try {
      const count = await log.giveBack(lost, now(), marks);
      for (const [account, at] of marks) returned.set(account, at);
      report({ level: "warn", event: "ended_log_restored", kept: lost.length, returned: count });
    } catch (error) {
      report({ level: "error", event: "ended_log_not_returned", kept: lost.length, ...describeError(error) });
    }
  }

  /** Without a copy, or with one that is older than the set in memory, the whole log is read from D1. */
  async function takeCompiled(): Promise<void> {
    if (now() - compiledReadAt < ENDED_HARD_MS) return;
    const read = await store.read();
    if (!read.ok) return;
    compiledReadAt = now();
    if (read.value === null || read.value.place.seq < compiled.place.seq) return;
    const taken = read.value;
    compiled = taken;
    delta = new Set([...delta].filter((hash) => !taken.has(hash)));
    if (taken.place.seq > place.seq) place = taken.place;
    completeAt = Math.max(completeAt, taken.compiledAt);
  }

  function add(hashes: readonly string[]): void {
    for (const hash of [...hashes, ...kinOf(hashes)]) if (!compiled.has(hash)) delta.add(hash);
  }

  function addEverybody(account: string, at: number): void {
    everybody.set(account, Math.max(at, everybody.get(account) ?? 0));
  }

  return {
    ready,
    readyNow,
    has: (hash) => delta.has(hash) || compiled.has(hash),
    everybodyEndedAt: (account) => everybody.get(account) ?? null,
    add,
    addEverybody,
  };
}
