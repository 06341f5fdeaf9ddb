import { createExpiryHeap } from "./expiry-heap.ts";
import { compareAt, copyAt, decrementAt, type FlatRanges, increment } from "./flat-ranges.ts";
import { orderByStart } from "./order-by-start.ts";

/**
 * The same addresses as sorted, disjoint ranges ("pieces"). When several ranges cover an address, the latest expiry holds
 * (0 = never is the latest). Adjacent pieces with equal expiry become one, so that there are as few as possible.
 *
 * The algorithm goes over the starts in ascending order, and keeps the ranges that have begun in a heap, with the latest
 * expiry on top. It takes O(n log n), however the ranges overlap; n ranges become at most 2n - 1 pieces.
 */
export function mergeRanges(input: FlatRanges): FlatRanges {
  const { width, count, starts, ends, expiries } = input;
  const outStarts = new Uint32Array(2 * count * width);
  const outEnds = new Uint32Array(2 * count * width);
  const outExpiries = new Uint32Array(2 * count);
  let pieces = 0;
  const begun = createExpiryHeap(expiries);
  const cursor = new Uint32Array(width); // the first address that is not in a piece yet
  let isAdjacent = false; // true: the last piece ends right before the cursor

  /** Begins a piece at the cursor, unless the last piece ends right before it and has the same expiry. */
  const beginPiece = (expiry: number): void => {
    if (!isAdjacent || outExpiries[pieces - 1] !== expiry) {
      copyAt(cursor, 0, outStarts, pieces, width);
      outExpiries[pieces] = expiry;
      pieces++;
    }
    isAdjacent = true;
  };

  /** Ends the last piece where the range `index` ends. False: no address follows it. */
  const endPieceWith = (index: number): boolean => {
    copyAt(ends, index, outEnds, pieces - 1, width);
    copyAt(ends, index, cursor, 0, width);
    return increment(cursor);
  };

  /** Ends the last piece right before the range `index` starts. */
  const endPieceBefore = (index: number): void => {
    copyAt(starts, index, outEnds, pieces - 1, width);
    decrementAt(outEnds, pieces - 1, width);
    copyAt(starts, index, cursor, 0, width);
  };

  /** Puts all addresses below the start of `next` into pieces; with -1, all addresses that are left. */
  const settleUntil = (next: number): void => {
    while (begun.size() > 0) {
      const latest = begun.top();
      const isOver = compareAt(ends, latest, cursor, 0, width) < 0;
      if (isOver) {
        begun.pop();
        continue;
      }
      if (next >= 0 && compareAt(cursor, 0, starts, next, width) >= 0) return;
      beginPiece(expiries[latest] ?? 0);
      const endsBelow = next < 0 || compareAt(ends, latest, starts, next, width) < 0;
      if (!endsBelow) endPieceBefore(next);
      else if (!endPieceWith(latest)) return;
    }
  };

  for (const next of orderByStart(input)) {
    settleUntil(next);
    if (compareAt(cursor, 0, starts, next, width) !== 0) {
      copyAt(starts, next, cursor, 0, width);
      isAdjacent = false;
    }
    begun.push(next);
  }
  settleUntil(-1);
  return {
    width,
    count: pieces,
    starts: outStarts.slice(0, pieces * width),
    ends: outEnds.slice(0, pieces * width),
    expiries: outExpiries.slice(0, pieces),
  };
}
