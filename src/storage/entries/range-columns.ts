import type { Address } from "../../address/address.ts";
import { type RangeKey, rangeKey, singleAddressRange } from "../../address/range.ts";

/** Hexadecimal digits of a bound; each is four bits. */
const digitsOf = (family: 4 | 6): number => (family === 4 ? 8 : 32);

/**
 * How many low bits differ between the two ends of a range (the host bits, for a CIDR network). The two ends, and every
 * address between them, share all higher bits. So a range with n varying bits that covers an address starts at or after
 * that address with its n low bits cleared. This makes "which entries cover it" a few short index seeks.
 */
export function varyingBits({ first, last }: RangeKey): number {
  if (first === last) return 0;
  let at = 0;
  while (first.charCodeAt(at) === last.charCodeAt(at)) at++;
  const difference = Number.parseInt(first.charAt(at), 16) ^ Number.parseInt(last.charAt(at), 16);
  return (first.length - at - 1) * 4 + (32 - Math.clz32(difference));
}

/** An address as a bound, and for each number of varying bits the lowest bound that a covering range can start at. */
export interface CoverBounds {
  readonly family: 4 | 6;
  readonly address: string;
  readonly lowest: readonly string[];
}

export function coverBounds(address: Address): CoverBounds {
  const { family, first } = rangeKey(singleAddressRange(address));
  const bits = digitsOf(family) * 4;
  return { family, address: first, lowest: Array.from({ length: bits + 1 }, (_, n) => clearLowBits(first, n)) };
}

function clearLowBits(digits: string, bits: number): string {
  const cut = digits.length - Math.ceil(bits / 4);
  const kept = digits.slice(0, cut);
  const partial = bits % 4;
  if (partial === 0) return kept.padEnd(digits.length, "0");
  const digit = Number.parseInt(digits.charAt(cut), 16) & (15 << partial);
  return (kept + digit.toString(16)).padEnd(digits.length, "0");
}
