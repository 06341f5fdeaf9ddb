import type { Sleep } from "../../src/storage/time-limit.ts";

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** A clock that moves only when the test says so, and takes everything that sleeps on it along, in order. */
export function createVirtualTime(startMs: number) {
  let nowMs = startMs;
  let timers: Timer[] = [];

  /** Lets everything run that waits for nothing. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 60; turn++) await null;
  }

  const sleep: Sleep = (ms, options) =>
    new Promise((resolve, reject) => {
      const timer = { at: nowMs + ms, fire: resolve };
      timers.push(timer);
      options?.signal?.addEventListener("abort", () => {
        timers = timers.filter((other) => other !== timer);
        reject(options.signal?.reason);
      });
    });

  return {
    now: () => nowMs,
    sleep,
    /** Time passes; whatever was due in between has happened. */
    async pass(ms: number): Promise<void> {
      const until = nowMs + ms;
      await settle();
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        nowMs = Math.max(nowMs, next.at);
        next.fire();
        await settle();
      }
      nowMs = until;
    },
  };
}

export type VirtualTime = ReturnType<typeof createVirtualTime>;
