/** Gathers what visits have to write: whatever comes while a write is under way goes into the next one. */
export interface WriteQueue<T> {
  /** For `waitUntil`: ends when this caller has nothing more to write; another one may be writing its item. */
  add(item: T): Promise<void>;
}

export interface WriteQueueParts<T> {
  /** Never throws: what is lost is lost. Bounded in time. */
  readonly write: (items: readonly T[]) => Promise<void>;
  readonly now: () => number;
}

/** A writer that has not come back by then lost its visit: the next one takes over. Longer than any write. */
const LEASE_MS = 15_000;
/** A visit's work after its response ends at 30 s: none writes for the others longer than this. */
const TURN_MS = 8_000;
const BATCH_MAX = 500;
/** More than D1 can write in the time that anybody waits; what is beyond is lost, and made up by the next visit. */
const WAITING_MAX = 5_000;

/** Holds plain data alone: a visit never waits for a promise of another one. */
export function createWriteQueue<T>({ write, now }: WriteQueueParts<T>): WriteQueue<T> {
  let waiting: T[] = [];
  let turnBeganAt = Number.NEGATIVE_INFINITY;
  let isWriting = false;

  return {
    async add(item) {
      if (waiting.length < WAITING_MAX) waiting.push(item);
      if (isWriting && now() - turnBeganAt < LEASE_MS) return;
      isWriting = true;
      turnBeganAt = now();
      const until = turnBeganAt + TURN_MS;
      while (waiting.length > 0 && now() <= until) {
        const items = waiting.slice(0, BATCH_MAX);
        waiting = waiting.slice(BATCH_MAX);
        await write(items);
      }
      isWriting = false;
    },
  };
}
