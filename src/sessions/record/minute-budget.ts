/** How much of something an account may cause in a minute, in this isolate. */
export interface MinuteBudget {
  /** Takes one; false when there is none left. */
  take(account: string, nowMs: number): boolean;
}

const MINUTE_MS = 60_000;

/** @param onExhausted called once an account and minute. */
export function createMinuteBudget(max: number, onExhausted: (account: string) => void): MinuteBudget {
  let taken = new Map<string, number>();
  let minute = 0;
  return {
    take(account, nowMs) {
      const current = Math.floor(nowMs / MINUTE_MS);
      if (current !== minute) {
        minute = current;
        taken = new Map();
      }
      const before = taken.get(account) ?? 0;
      taken.set(account, before + 1);
      if (before === max) onExhausted(account);
      return before < max;
    },
  };
}
