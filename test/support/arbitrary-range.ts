import fc from "fast-check";
import { type AddressRange, compareRanges } from "../../src/address/range.ts";
import { compareWords6, type Words6 } from "../../src/address/words6.ts";
import { words6 } from "./arbitrary-address.ts";

const EDGES = [0, 1, 2, 0xff_ffff, 0x100_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];

/** Few values, close together and at the edges of words, so that ranges touch, overlap and enclose each other. */
const near4: fc.Arbitrary<number> = fc.oneof(
  fc.nat(40),
  fc.constantFrom(...EDGES),
  fc.nat(40).map((n) => 0x0a00_0000 + n),
  fc.nat(0xffff_ffff),
);

const near6: fc.Arbitrary<Words6> = fc.oneof(
  fc.tuple(fc.constant(0x2001_0db8), fc.constant(0), fc.constant(0), near4),
  fc.tuple(fc.constantFrom(0x2001_0db8, 0x2001_0db9), fc.constantFrom(...EDGES), fc.constantFrom(...EDGES), near4),
  words6,
);

const range4: fc.Arbitrary<AddressRange> = fc
  .tuple(near4, near4)
  .map(([a, b]) => ({ family: 4, first: Math.min(a, b), last: Math.max(a, b) }));

const range6: fc.Arbitrary<AddressRange> = fc
  .tuple(near6, near6)
  .map(([a, b]) => (compareWords6(a, b) <= 0 ? { family: 6, first: a, last: b } : { family: 6, first: b, last: a }));

export const range: fc.Arbitrary<AddressRange> = fc.oneof(range4, range6);

/** In the order of lists. */
export const sortedRanges: fc.Arbitrary<AddressRange[]> = fc
  .array(range, { maxLength: 20 })
  .map((ranges) => ranges.toSorted(compareRanges));
