/** How much of something one party may cause in a minute, in this isolate. */
export interface MinuteBudget {
  /** Takes one; false when there is none left. */
  take(key: string, nowMs: number): boolean;
  /** Whether there is none left. */
  isSpent(key: string, nowMs: number): boolean;
}

const MINUTE_MS = 60_000;

/** @param onExhausted called once per key and minute. */
export function createMinuteBudget(max: number, onExhausted: (key: string) => void): MinuteBudget {
  let taken = new Map<string, number>();
  let minute = 0;
  const countIn = (key: string, nowMs: number): number => {
    const current = Math.floor(nowMs / MINUTE_MS);
    if (current !== minute) {
      minute = current;
      taken = new Map();
    }
    return taken.get(key) ?? 0;
  };
  return {
    take(key, nowMs) {
      const before = countIn(key, nowMs);
      taken.set(key, before + 1);
      if (before === max) onExhausted(key);
      return before < max;
    },
    isSpent: (key, nowMs) => countIn(key, nowMs) >= max,
  };
}
