import { type Address, type Family, formatAddress } from "./address.ts";
import { commonPrefix6, compareWords6, firstOfPrefix6, lastOfPrefix6, netmask, type Words6 } from "./words6.ts";

/** Consecutive addresses of one family, both ends included, `first` never above `last`. */
export type AddressRange =
  | { readonly family: 4; readonly first: number; readonly last: number }
  | { readonly family: 6; readonly first: Words6; readonly last: Words6 };

/**
 * The canonical text of a range: CIDR when it is one network (a single address is /32 or /128), else its first and last
 * address.
 */
export type RangeText = { readonly cidr: string } | { readonly first: string; readonly last: string };

/**
 * A range as D1 stores it: lower-case hexadecimal of fixed width (8 or 32 digits), so that text order is numeric order.
 */
export interface RangeKey {
  readonly family: Family;
  readonly first: string;
  readonly last: string;
}

export function singleAddressRange(address: Address): AddressRange {
  return address.family === 4
    ? { family: 4, first: address.v4, last: address.v4 }
    : { family: 6, first: address.v6, last: address.v6 };
}

/** The network with a prefix of `prefix` bits (0–32 or 0–128) that contains the address; host bits are dropped. */
export function prefixRange(address: Address, prefix: number): AddressRange {
  if (address.family === 6) {
    return { family: 6, first: firstOfPrefix6(address.v6, prefix), last: lastOfPrefix6(address.v6, prefix) };
  }
  const mask = netmask(prefix);
  return { family: 4, first: (address.v4 & mask) >>> 0, last: (address.v4 | ~mask) >>> 0 };
}

export const firstAddress = (range: AddressRange): Address =>
  range.family === 4 ? { family: 4, v4: range.first } : { family: 6, v6: range.first };

export const lastAddress = (range: AddressRange): Address =>
  range.family === 4 ? { family: 4, v4: range.last } : { family: 6, v6: range.last };

export function isSameAddress(a: Address, b: Address): boolean {
  if (a.family === 4) return b.family === 4 && a.v4 === b.v4;
  return b.family === 6 && compareWords6(a.v6, b.v6) === 0;
}

/** Prefix length of the range when it is exactly one CIDR network, else null. */
export function prefixLength(range: AddressRange): number | null {
  if (range.family === 4) {
    const prefix = Math.clz32(range.first ^ range.last);
    const host = ~netmask(prefix) >>> 0;
    return (range.first & host) === 0 && (range.last & host) >>> 0 === host ? prefix : null;
  }
  const prefix = commonPrefix6(range.first, range.last);
  const isNetwork =
    compareWords6(firstOfPrefix6(range.first, prefix), range.first) === 0 &&
    compareWords6(lastOfPrefix6(range.last, prefix), range.last) === 0;
  return isNetwork ? prefix : null;
}

export function formatRange(range: AddressRange): RangeText {
  const prefix = prefixLength(range);
  const first = formatAddress(firstAddress(range));
  return prefix === null ? { first, last: formatAddress(lastAddress(range)) } : { cidr: `${first}/${prefix}` };
}

export function rangeCovers(range: AddressRange, address: Address): boolean {
  if (range.family === 4) return address.family === 4 && range.first <= address.v4 && address.v4 <= range.last;
  if (address.family === 4) return false;
  return compareWords6(range.first, address.v6) <= 0 && compareWords6(address.v6, range.last) <= 0;
}

/** True when at least one address is in both ranges. */
export function rangesOverlap(a: AddressRange, b: AddressRange): boolean {
  if (a.family === 4) return b.family === 4 && a.first <= b.last && b.first <= a.last;
  if (b.family === 4) return false;
  return compareWords6(a.first, b.last) <= 0 && compareWords6(b.first, a.last) <= 0;
}

/** The order of lists: IPv4 before IPv6, then by first address, then by last address. */
export function compareRanges(a: AddressRange, b: AddressRange): number {
  if (a.family === 4) return b.family === 4 ? a.first - b.first || a.last - b.last : -1;
  if (b.family === 4) return 1;
  return compareWords6(a.first, b.first) || compareWords6(a.last, b.last);
}

export function rangeKey(range: AddressRange): RangeKey {
  if (range.family === 4) return { family: 4, first: hex(range.first), last: hex(range.last) };
  return { family: 6, first: range.first.map(hex).join(""), last: range.last.map(hex).join("") };
}

const hex = (word: number): string => word.toString(16).padStart(8, "0");

/** The range of a key that `rangeKey` made. Throws RangeError for any other key: that is a bug or a damaged database. */
export function rangeFromKey(key: RangeKey): AddressRange {
  const range: AddressRange =
    key.family === 4
      ? { family: 4, first: wordAt(checked(key.first, 8), 0), last: wordAt(checked(key.last, 8), 0) }
      : { family: 6, first: words6(checked(key.first, 32)), last: words6(checked(key.last, 32)) };
  if (key.first > key.last) throw new RangeError("range key: first is above last");
  return range;
}

const LOWER_HEX = /^[0-9a-f]+$/;

function checked(digits: string, length: number): string {
  if (digits.length !== length || !LOWER_HEX.test(digits))
    throw new RangeError("range key: not fixed-width hexadecimal");
  return digits;
}

const wordAt = (digits: string, at: number): number => Number.parseInt(digits.slice(at, at + 8), 16);
const words6 = (digits: string): Words6 => [
  wordAt(digits, 0),
  wordAt(digits, 8),
  wordAt(digits, 16),
  wordAt(digits, 24),
];
