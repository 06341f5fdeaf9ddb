import type { Log } from "../log.ts";
import type { Sleep } from "../storage/time-limit.ts";
import type { BindingCount, BindingCounts, BindingTally, BoundCookie } from "../storage/visits/binding-counts.ts";
import { DAY_MS } from "../time.ts";
import { createCountedBatches } from "./counted-batches.ts";
import type { Visitation } from "./memory/edge-copy.ts";

/** A session cookie of a visit, and how it came. */
export interface BindingVisit extends BoundCookie {
  readonly kind: "sealed" | "unsealed" | "unsealed_after_sealed" | "removed";
}

export interface BindingCounter {
  /** Counts in memory; the counts are written after responses, so that no response waits for it. */
  note(visit: BindingVisit, moment: Visitation): void;
}

export interface BindingLimits {
  /** Time between two batches, in milliseconds. When an isolate ends, its counts since the last batch are lost. */
  readonly intervalMs: number;
  /** Rows per batch (hosts × cookies × days); further ones are dropped, and the log says so. */
  readonly rowsABatch: number;
}

export const BINDING_LIMITS: BindingLimits = { intervalMs: 60_000, rowsABatch: 2_000 };

export interface BindingCounterParts {
  readonly bindingCounts: Pick<BindingCounts, "record">;
  readonly log: Log;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly limits?: BindingLimits;
}

const TALLIES: Readonly<Record<BindingVisit["kind"], BindingTally>> = {
  sealed: { sealed: 1, unsealed: 0, unsealedAfterSealed: 0, removed: 0 },
  unsealed: { sealed: 0, unsealed: 1, unsealedAfterSealed: 0, removed: 0 },
  unsealed_after_sealed: { sealed: 0, unsealed: 0, unsealedAfterSealed: 1, removed: 0 },
  removed: { sealed: 0, unsealed: 0, unsealedAfterSealed: 0, removed: 1 },
};

/** Counts how session cookies come, so that an operator knows when BIND_SESSIONS = "strict" is safe. */
export function createBindingCounter(parts: BindingCounterParts): BindingCounter {
  const { bindingCounts, log, now, sleep, limits = BINDING_LIMITS } = parts;
  const batches = createCountedBatches<BindingCount>({
    subject: "binding_counts",
    keyOf: ({ account, hostname, name, day }) => `${account ?? ""} ${hostname} ${name} ${day}`,
    addUp: (a, b) => ({
      ...a,
      sealed: a.sealed + b.sealed,
      unsealed: a.unsealed + b.unsealed,
      unsealedAfterSealed: a.unsealedAfterSealed + b.unsealedAfterSealed,
      removed: a.removed + b.removed,
    }),
    visitsOf: ({ sealed, unsealed, unsealedAfterSealed, removed }) => sealed + unsealed + unsealedAfterSealed + removed,
    record: (counts) => bindingCounts.record(counts),
    intervalMs: limits.intervalMs,
    rowsABatch: limits.rowsABatch,
    log,
    now,
    sleep,
  });

  return {
    note({ account, hostname, name, kind }, moment) {
      const day = Math.floor(moment.nowMs / DAY_MS);
      batches.add({ account, hostname, name, day, ...TALLIES[kind] }, moment);
    },
  };
}
