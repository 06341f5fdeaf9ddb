import type { Address } from "./address.ts";
import type { Words6 } from "./words6.ts";

export { createRangeSetBuilder, type RangeSetBuilder } from "./range-set-builder.ts";

/** Disjoint IPv4 ranges, ascending. Element i of each array but the directory belongs to range i. */
export interface RangeSet4 {
  readonly count: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** Unix seconds, 0 = never. */
  readonly expiries: Uint32Array;
  /** See ipv4-directory.ts. */
  readonly directory: Uint32Array;
}

/** Disjoint IPv6 ranges, ascending. Four words an address, the most significant first. */
export interface RangeSet6 {
  readonly count: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** Unix seconds, 0 = never. */
  readonly expiries: Uint32Array;
}

/** The addresses of a list, ready for lookup; in typed arrays that may lie in a snapshot's own bytes. */
export interface RangeSet {
  readonly v4: RangeSet4;
  readonly v6: RangeSet6;
}

/**
 * The expiry of the range that covers the address (unix seconds, 0 = never), or -1 when none does. Allocates nothing.
 * Total: over arrays with damaged content it still ends, reads nothing outside them, and finds only a range whose own
 * start and end enclose the address.
 */
export function findExpiry(set: RangeSet, address: Address): number {
  return address.family === 4 ? findExpiry4(set.v4, address.v4) : findExpiry6(set.v6, address.v6);
}

function findExpiry4({ count, starts, ends, expiries, directory }: RangeSet4, address: number): number {
  const bucket = address >>> (Math.clz32(directory.length - 1) + 1); // the directory has 2^bits + 1 elements
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

function findExpiry6({ count, starts, ends, expiries }: RangeSet6, address: Words6): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareWordsAt(starts, middle * 4, address) <= 0) low = middle + 1;
    else high = middle;
  }
  const at = low - 1;
  if (at < 0 || compareWordsAt(starts, at * 4, address) > 0) return -1;
  return compareWordsAt(ends, at * 4, address) >= 0 ? (expiries[at] ?? -1) : -1;
}

function compareWordsAt(words: Uint32Array, at: number, address: Words6): number {
  return (
    (words[at] ?? 0) - address[0] ||
    (words[at + 1] ?? 0) - address[1] ||
    (words[at + 2] ?? 0) - address[2] ||
    (words[at + 3] ?? 0) - address[3]
  );
}
