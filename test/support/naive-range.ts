import type { Address } from "../../src/address/address.ts";
import type { AddressRange } from "../../src/address/range.ts";
import type { Words6 } from "../../src/address/words6.ts";

/** An address of either family on one line of numbers: IPv4 below 2^32, IPv6 from 2^128 on. */
export const positionOf = (address: Address): bigint =>
  address.family === 4 ? BigInt(address.v4) : 2n ** 128n + big(address.v6);

export const big = (words: Words6): bigint => words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n);

export const words = (value: bigint): Words6 => {
  const word = (shift: bigint) => Number((value >> shift) & 0xffff_ffffn);
  return [word(96n), word(64n), word(32n), word(0n)];
};

export const boundsOf = (range: AddressRange): readonly [bigint, bigint] =>
  range.family === 4
    ? [positionOf({ family: 4, v4: range.first }), positionOf({ family: 4, v4: range.last })]
    : [positionOf({ family: 6, v6: range.first }), positionOf({ family: 6, v6: range.last })];

export interface Expiring {
  readonly range: AddressRange;
  readonly expiresAt: number;
}

/** The latest expiry of all ranges that cover the address, one by one; 0 (never) is the latest; -1 when none does. */
export function naiveExpiry(list: readonly Expiring[], address: Address): number {
  const position = positionOf(address);
  const covering = list.filter(({ range }) => {
    const [first, last] = boundsOf(range);
    return first <= position && position <= last;
  });
  if (covering.length === 0) return -1;
  return covering.some(({ expiresAt }) => expiresAt === 0)
    ? 0
    : Math.max(...covering.map(({ expiresAt }) => expiresAt));
}

/** The addresses at a range's ends and right outside them: where a search goes wrong if it does. */
export function edgesOf(range: AddressRange): Address[] {
  if (range.family === 4) {
    return [range.first - 1, range.first, range.last, range.last + 1]
      .filter((v4) => v4 >= 0 && v4 < 2 ** 32)
      .map((v4) => ({ family: 4, v4 }));
  }
  return [big(range.first) - 1n, big(range.first), big(range.last), big(range.last) + 1n]
    .filter((value) => value >= 0n && value < 2n ** 128n)
    .map((value) => ({ family: 6, v6: words(value) }));
}
