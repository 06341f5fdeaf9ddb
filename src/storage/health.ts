/** Whether the stores answer at all. Both throw when theirs does not; whoever asks bounds the wait. */
export interface HealthProbe {
  d1(): Promise<void>;
  kv(): Promise<void>;
}

export function createHealthProbe(db: D1Database, lists: KVNamespace): HealthProbe {
  return {
    async d1() {
      await db.prepare("SELECT 1 FROM accounts LIMIT 1").run();
    },
    async kv() {
      // A key that is never written: an answer is an answer.
      await lists.get("health");
    },
  };
}
