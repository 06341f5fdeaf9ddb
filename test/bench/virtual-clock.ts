interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** A clock that moves only when it is told to, in front of work that takes real time. */
export interface VirtualClock {
  readonly now: () => number;
  readonly wait: (ms: number, options?: { readonly signal?: AbortSignal }) => Promise<void>;
  /** Until then everything that waits has its turn, in order, and all real work of each turn is done before the next. */
  advanceTo(ms: number): Promise<void>;
}

/** @param settle resolves when nothing is under way but what waits for the clock. */
export function createVirtualClock(startMs: number, settle: () => Promise<void>): VirtualClock {
  let nowMs = startMs;
  const timers = new Set<Timer>();

  return {
    now: () => Math.floor(nowMs),
    wait: (ms, options) =>
      new Promise((resolve, reject) => {
        const timer = { at: nowMs + ms, fire: resolve };
        timers.add(timer);
        options?.signal?.addEventListener("abort", () => {
          if (timers.delete(timer)) reject(options.signal?.reason);
        });
      }),
    async advanceTo(until) {
      await settle();
      for (let next = earliest(timers, until); next !== null; next = earliest(timers, until)) {
        timers.delete(next);
        nowMs = Math.max(nowMs, next.at);
        next.fire();
        await settle();
      }
      nowMs = until;
    },
  };
}

function earliest(timers: ReadonlySet<Timer>, until: number): Timer | null {
  let first: Timer | null = null;
  for (const timer of timers) if (timer.at <= until && (first === null || timer.at < first.at)) first = timer;
  return first;
}
