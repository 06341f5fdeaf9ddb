import type { Family } from "../address.ts";
import { type AddressRange, rangeKey } from "../range.ts";
import { PUBLIC_SPACE } from "./special-ranges.ts";

/**
 * The family of which these ranges together leave no public address out, as `0.0.0.0/1` and `128.0.0.0/1` do; null: there
 * is none. They are sorted only when their sizes could be enough.
 */
export function coveredFamily(ranges: readonly AddressRange[]): Family | null {
  const space = PUBLIC_SPACE.find(({ family }) => shareOf(ranges, family) >= 1);
  const covered = PUBLIC_SPACE.find((each) => space !== undefined && isCovered(each, ranges));
  return covered?.family ?? null;
}

/** How much of a family's public space the ranges could cover together: the sum of their sizes, 1 and more is all of it. */
export function shareOf(ranges: readonly AddressRange[], family: Family): number {
  const space = PUBLIC_SPACE.find((each) => each.family === family);
  let sum = 0;
  for (const range of ranges) if (range.family === family) sum += sizeOf(range);
  return space === undefined ? 0 : sum / sizeOf(space);
}

/** Addresses of IPv4; of IPv6 the /32 networks that it touches. */
const sizeOf = (range: AddressRange): number =>
  range.family === 4 ? range.last - range.first + 1 : range.last[0] - range.first[0] + 1;

function isCovered(space: AddressRange, ranges: readonly AddressRange[]): boolean {
  const keys = ranges.filter(({ family }) => family === space.family).map(rangeKey);
  const sorted = keys.toSorted((a, b) => (a.first < b.first ? -1 : 1));
  const end = rangeKey(space).last;
  // The lowest address that is not known to be covered.
  let next = rangeKey(space).first;
  for (const { first, last } of sorted) {
    if (first > next) return false;
    if (last < next) continue;
    if (last >= end) return true;
    next = successor(last);
  }
  return false;
}

/** The next address in hexadecimal; the last one of all has none, and is never asked for. */
function successor(digits: string): string {
  const end = digits.search(/[^f]f*$/);
  const digit = (Number.parseInt(digits.charAt(end), 16) + 1).toString(16);
  return (digits.slice(0, end) + digit).padEnd(digits.length, "0");
}
