import { type AddressRange, prefixLength } from "./range.ts";
import { subtract6 } from "./words6.ts";

/** The number of addresses in the range, for people: `65,536`; above 2^32 a power of two, rounded down: `2^96`. */
export function describeSize(range: AddressRange): string {
  if (range.family === 4) return grouped(range.last - range.first + 1);
  const prefix = prefixLength(range);
  if (prefix !== null) return prefix < 96 ? `2^${128 - prefix}` : grouped(2 ** (128 - prefix));
  const [a, b, c, d] = subtract6(range.last, range.first);
  if ((a | b | c) === 0) return grouped(d + 1);
  const bits = a ? 128 - Math.clz32(a) : b ? 96 - Math.clz32(b) : 64 - Math.clz32(c);
  return `more than 2^${bits - 1}`;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
