import { compareAt, type FlatRanges } from "./flat-ranges.ts";

/**
 * The indices of the ranges in ascending order of their starts. This is a radix sort by bytes, the least significant
 * first: a sort with a comparator calls it millions of times for a long list.
 */
export function orderByStart(ranges: FlatRanges): Uint32Array {
  const { width, count, starts } = ranges;
  let order = Uint32Array.from({ length: count }, (_, index) => index);
  if (isOrdered(ranges)) return order;
  let sorted = new Uint32Array(count);
  const positions = new Uint32Array(257);
  for (let digit = 0; digit < width * 4; digit++) {
    const word = width - 1 - (digit >>> 2);
    const shift = (digit & 3) * 8;
    positions.fill(0);
    for (let i = 0; i < count; i++) bump(positions, 1 + byteAt(starts, i * width + word, shift));
    if (positions.includes(count)) continue; // the byte is equal in all starts
    for (let byte = 1; byte <= 256; byte++) positions[byte] = (positions[byte] ?? 0) + (positions[byte - 1] ?? 0);
    for (let i = 0; i < count; i++) {
      const index = order[i] ?? 0;
      sorted[bump(positions, byteAt(starts, index * width + word, shift))] = index;
    }
    [order, sorted] = [sorted, order];
  }
  return order;
}

/** True when the ranges are in order already, as those from D1 are. */
function isOrdered({ width, count, starts }: FlatRanges): boolean {
  for (let i = 1; i < count; i++) if (compareAt(starts, i - 1, starts, i, width) > 0) return false;
  return true;
}

const byteAt = (words: Uint32Array, at: number, shift: number): number => ((words[at] ?? 0) >>> shift) & 0xff;

/** Adds one to an element and returns its value before. */
function bump(counters: Uint32Array, at: number): number {
  const before = counters[at] ?? 0;
  counters[at] = before + 1;
  return before;
}
