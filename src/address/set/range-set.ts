import type { Address } from "../address.ts";
import type { Words6 } from "../words6.ts";
import { bucketOf, sharedLead } from "./directory.ts";

/** Disjoint IPv4 ranges, ascending. Element i of `starts`, `ends` and `expiries` belongs to range i. */
export interface RangeSet4 {
  readonly count: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** Unix seconds, 0 = never. */
  readonly expiries: Uint32Array;
  /** See directory.ts. */
  readonly directory: Uint32Array;
}

/** Disjoint IPv6 ranges, ascending. */
export interface RangeSet6 {
  readonly count: number;
  /** The first words of all starts, then all second words, and so on: a search mostly reads first words. */
  readonly starts: Uint32Array;
  /** The four words of the first end, then those of the second, and so on: a search reads only one end. */
  readonly ends: Uint32Array;
  /** Unix seconds, 0 = never. */
  readonly expiries: Uint32Array;
  /** See directory.ts. */
  readonly directory: Uint32Array;
}

/** The addresses of a list, ready for lookup. The typed arrays may be views of the bytes of a snapshot. */
export interface RangeSet {
  readonly v4: RangeSet4;
  readonly v6: RangeSet6;
}

/**
 * The expiry of the range that covers the address (Unix seconds, 0 = never), or -1 when no range does. Allocates nothing.
 * It is safe with damaged arrays: it ends, reads nothing outside of them, and finds a range only when the address is
 * between the start and the end of that range.
 */
export function findExpiry(set: RangeSet, address: Address): number {
  return address.family === 4 ? findExpiry4(set.v4, address.v4) : findExpiry6(set.v6, address.v6);
}

function findExpiry4({ count, starts, ends, expiries, directory }: RangeSet4, address: number): number {
  const bucket = bucketOf(address, 0, directory);
  let low = directory[bucket] ?? 0;
  let high = Math.min(directory[bucket + 1] ?? 0, count);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= address) low = middle + 1;
    else high = middle;
  }
  // The last range that starts at or below the address; it may have started in an earlier bucket.
  const at = low - 1;
  if (at < 0 || at >= count) return -1;
  return (starts[at] ?? 0) <= address && address <= (ends[at] ?? 0) ? (expiries[at] ?? -1) : -1;
}

function findExpiry6({ count, starts, ends, expiries, directory }: RangeSet6, address: Words6): number {
  if (count === 0) return -1;
  const word = address[0];
  const lowest = starts[0] ?? 0;
  const highest = starts[count - 1] ?? 0;
  if (word < lowest) return -1;
  let low = count;
  let high = count;
  if (word <= highest) {
    const bucket = bucketOf(word, sharedLead(lowest, highest), directory);
    low = directory[bucket] ?? 0;
    high = Math.min(directory[bucket + 1] ?? 0, count);
  }
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (startsAtOrBelow(starts, count, middle, address)) low = middle + 1;
    else high = middle;
  }
  const at = low - 1;
  if (at < 0 || at >= count) return -1;
  return startsAtOrBelow(starts, count, at, address) && endsAtOrAbove(ends, at * 4, address)
    ? (expiries[at] ?? -1)
    : -1;
}

function startsAtOrBelow(starts: Uint32Array, count: number, at: number, address: Words6): boolean {
  const word = starts[at] ?? 0;
  if (word !== address[0]) return word < address[0];
  const second = starts[count + at] ?? 0;
  if (second !== address[1]) return second < address[1];
  const third = starts[2 * count + at] ?? 0;
  if (third !== address[2]) return third < address[2];
  return (starts[3 * count + at] ?? 0) <= address[3];
}

function endsAtOrAbove(ends: Uint32Array, at: number, address: Words6): boolean {
  const word = ends[at] ?? 0;
  if (word !== address[0]) return word > address[0];
  const second = ends[at + 1] ?? 0;
  if (second !== address[1]) return second > address[1];
  const third = ends[at + 2] ?? 0;
  if (third !== address[2]) return third > address[2];
  return (ends[at + 3] ?? 0) >= address[3];
}
