import type { Address, Family } from "./address.ts";
import type { AddressRange } from "./range.ts";

/** Disjoint IPv4 ranges, ascending. Element i of each array belongs to range i. */
export interface RangeSet4 {
  readonly count: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly expiries: Uint32Array;
  /** Where the ranges of each value of an address's leading bits begin; one more at the end. */
  readonly directory: Uint32Array;
}

/** Disjoint IPv6 ranges, ascending; four words an address, the most significant first. */
export interface RangeSet6 {
  readonly count: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly expiries: Uint32Array;
}

/** Sorted, disjoint ranges, with an expiry each: unix seconds, 0 = never. */
export interface RangeSet {
  readonly v4: RangeSet4;
  readonly v6: RangeSet6;
}

export interface RangeSetBuilder {
  /** `expiresAt`: unix seconds, 0 = never. Where ranges overlap, the latest expiry holds. */
  add(range: AddressRange, expiresAt: number): void;
  /** The same from D1's columns (`rangeKey`), without an object a range. A key that is none throws RangeError. */
  addKey(family: Family, firstHex: string, lastHex: string, expiresAt: number): void;
  build(): RangeSet;
}

export function createRangeSetBuilder(): RangeSetBuilder {
  throw new Error("not yet");
}

/** The expiry of the range that covers the address (unix seconds, 0 = never), or -1 when none does. Allocates nothing. */
export function findExpiry(_set: RangeSet, _address: Address): number {
  return -1;
}
