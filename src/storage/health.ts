/** Whether the stores answer at all. Both throw when theirs does not; whoever asks bounds the wait. */
export interface HealthProbe {
  d1(): Promise<void>;
  kv(): Promise<void>;
}

/** Anybody may ask, as often as they like: a good answer is believed for this long, a bad one is always asked for anew. */
export const WELL_MS = 5_000;

/** @param now Unix milliseconds. */
export function createHealthProbe(db: D1Database, lists: KVNamespace, now: () => number): HealthProbe {
  const seldom = (ask: () => Promise<unknown>) => {
    let wellAt = Number.NEGATIVE_INFINITY;
    return async (): Promise<void> => {
      if (now() - wellAt < WELL_MS) return;
      const askedAt = now();
      await ask();
      wellAt = askedAt;
    };
  };
  return {
    d1: seldom(() => db.prepare("SELECT 1 FROM accounts LIMIT 1").run()),
    // A key that is never written: an answer is an answer.
    kv: seldom(() => lists.get("health")),
  };
}
