/** Whether the stores answer. Both throw when their store does not; the caller bounds the time. */
export interface HealthProbe {
  d1(): Promise<void>;
  kv(): Promise<void>;
}

/**
 * Milliseconds. Anyone may call `/health` at any rate: a good answer is remembered for this long, a bad one is not
 * remembered.
 */
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
    // A key that is never written: "absent" also proves that KV answers.
    kv: seldom(() => lists.get("health")),
  };
}
