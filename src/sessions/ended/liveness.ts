import { LRUCache } from "lru-cache";
import { describeError, type Log } from "../../log.ts";
import { atMost } from "../../memory.ts";
import type { EndedLog } from "../../storage/ended/ended-log.ts";
import { type Sleep, withinLimit } from "../../storage/time-limit.ts";

/** `unknown`: D1 does not answer. Otherwise those of the hashes that are ended; none: all are live. */
export type LivenessAnswer =
  | { readonly kind: "unknown" }
  | { readonly kind: "known"; readonly ended: readonly string[] };

/** Looks up in D1 whether session ids that were not seen for long have ended. */
export interface Liveness {
  /** When these hashes were all last found live here, in Unix milliseconds; null: that is not remembered. */
  lastLiveAt(hashes: readonly string[]): number | null;
  /** Bounded in time; never throws. */
  ask(hashes: readonly string[]): Promise<LivenessAnswer>;
  /**
   * Takes one of the questions that are asked for stamps alone; false: enough were asked in this second, or one about
   * these hashes a moment ago.
   */
  takeTurn(hashes: readonly string[], nowMs: number): boolean;
}

export interface LivenessParts {
  readonly log: Pick<EndedLog, "endedAmong">;
  /** Gets the hashes that have ended. */
  readonly endHere: (hashes: readonly string[]) => void;
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly report: Log;
}

/** A visit waits no longer than this. */
const LIMIT_MS = 2_000;
const MAX_REMEMBERED = 50_000;
/** After a failure others do not wait for D1; and the same is not asked again before the answer may be there. */
const PAUSE_MS = 5_000;
const SECOND_MS = 1_000;
const MAX_TURNS_PER_SECOND = 20;

export function createLiveness({ log, endHere, now, sleep, report }: LivenessParts): Liveness {
  const live = new LRUCache<string, number>(atMost(MAX_REMEMBERED));
  const turnsOf = new LRUCache<string, number>(atMost(MAX_REMEMBERED));
  let failedAt = Number.NEGATIVE_INFINITY;
  let second = 0;
  let turns = 0;

  return {
    lastLiveAt(hashes) {
      let oldest = Number.POSITIVE_INFINITY;
      for (const hash of hashes) {
        const at = live.get(hash);
        if (at === undefined) return null;
        oldest = Math.min(oldest, at);
      }
      return Number.isFinite(oldest) ? oldest : null;
    },
    async ask(hashes) {
      const beganAt = now();
      if (beganAt - failedAt < PAUSE_MS) return { kind: "unknown" };
      try {
        const ended = await withinLimit(log.endedAmong(hashes), { limitMs: LIMIT_MS, sleep });
        if (ended === "late") throw new Error(`no answer within ${LIMIT_MS} ms`);
        endHere(ended);
        if (ended.length === 0) for (const hash of hashes) live.set(hash, beganAt);
        return { kind: "known", ended };
      } catch (error) {
        failedAt = now();
        report({ level: "error", event: "liveness_unknown", ...describeError(error) });
        return { kind: "unknown" };
      }
    },
    takeTurn(hashes, nowMs) {
      const key = hashes.join();
      if (nowMs - (turnsOf.get(key) ?? Number.NEGATIVE_INFINITY) < PAUSE_MS) return false;
      const current = Math.floor(nowMs / SECOND_MS);
      if (current !== second) {
        second = current;
        turns = 0;
      }
      if (turns >= MAX_TURNS_PER_SECOND) return false;
      turns += 1;
      turnsOf.set(key, nowMs);
      return true;
    },
  };
}
