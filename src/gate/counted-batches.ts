import { describeError, type Log } from "../log.ts";
import { type Sleep, withinLimit } from "../storage/time-limit.ts";
import type { Visitation } from "./memory/edge-copy.ts";

/**
 * Counts visits in the isolate's memory and writes them in batches after responses, so that no response waits for it.
 */
export interface CountedBatches<C> {
  /** Adds to the counts under the same key. */
  add(count: C, moment: Visitation): void;
  /** Writes what is held, when there is something and a batch is due; for visits that add nothing. */
  settle(moment: Visitation): void;
  /** Whether a count under a new key would be kept. */
  hasRoom(): boolean;
}

export interface CountedBatchesParts<C> {
  /** What is counted, as the log names it: `<subject>_dropped`, `<subject>_late`, `<subject>_not_written`. */
  readonly subject: string;
  /** Counts with the same key are one row. */
  readonly keyOf: (count: C) => string;
  readonly addUp: (before: C, count: C) => C;
  readonly visitsOf: (count: C) => number;
  /** Writes a batch. Throws when none of it was written. */
  readonly record: (counts: readonly C[], nowMs: number) => Promise<void>;
  /**
   * Time between two batches. When an isolate ends, its counts since the last batch are lost; when D1 does not confirm
   * a batch, that batch is lost, unless it `isRepeatable`.
   */
  readonly intervalMs: number;
  /** So long the first visit of a batch waits for others to come along; left out: not at all. */
  readonly gatherMs?: number;
  /** A batch may be written twice: what D1 did not confirm goes with the next one and is not lost. */
  readonly isRepeatable?: true;
  /** Rows per batch; further ones are dropped, and the log says so. */
  readonly rowsABatch: number;
  readonly log: Log;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly sleep: Sleep;
}

const WRITE_LIMIT_MS = 10_000;
/**
 * Work after a response may take 30 s (Workers' waitUntil), the write included. A batch that is due later than this is
 * written after a later visit.
 */
const WAIT_MAX_MS = 15_000;
/** A write that has not begun by then was lost with its visit: the next visit starts another one. */
const GRACE_MS = WRITE_LIMIT_MS + 5_000;

/** Plain data only: no visit waits for a promise of another visit. */
export function createCountedBatches<C>(parts: CountedBatchesParts<C>): CountedBatches<C> {
  const { subject, keyOf, addUp, visitsOf, intervalMs, gatherMs = 0, rowsABatch, log, now, sleep } = parts;
  let counts = new Map<string, C>();
  let dropped = 0;
  let flushedAt = Number.NEGATIVE_INFINITY;
  let dueAt: number | null = null;

  function addToBatch(count: C): void {
    const key = keyOf(count);
    const before = counts.get(key);
    if (before === undefined && counts.size >= rowsABatch) dropped += visitsOf(count);
    else counts.set(key, before === undefined ? count : addUp(before, count));
  }

  async function flushAfter(ms: number): Promise<void> {
    // Waits also for 0 ms, so that the response is sent first.
    await sleep(ms);
    flushedAt = now();
    dueAt = null;
    const batch = [...counts.values()];
    counts = new Map();
    if (dropped > 0) log({ level: "warn", event: `${subject}_dropped`, visits: dropped });
    dropped = 0;
    try {
      const written = parts.record(batch, flushedAt).then(() => "written" as const);
      if ((await withinLimit(written, { limitMs: WRITE_LIMIT_MS, sleep })) === "written") return;
      log({ level: "error", event: `${subject}_late`, rows: batch.length });
      // D1 may still write it: a batch that is counted twice is worse than a lost one.
      if (parts.isRepeatable) batch.forEach(addToBatch);
    } catch (error) {
      log({ level: "error", event: `${subject}_not_written`, rows: batch.length, ...describeError(error) });
      batch.forEach(addToBatch);
    }
  }

  function settle({ nowMs, waitUntil }: Visitation): void {
    if (counts.size === 0) return;
    if (dueAt !== null && nowMs < dueAt + GRACE_MS) return;
    const wait = Math.max(gatherMs, flushedAt + intervalMs - nowMs);
    if (wait > WAIT_MAX_MS) return;
    dueAt = nowMs + wait;
    waitUntil(flushAfter(wait));
  }

  return {
    settle,
    hasRoom: () => counts.size < rowsABatch,
    add(count, moment) {
      addToBatch(count);
      settle(moment);
    },
  };
}
