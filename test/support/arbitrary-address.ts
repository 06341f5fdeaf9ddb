import fc from "fast-check";
import type { Address, Words6 } from "../../src/address/address.ts";

/** u32, with the edges more often than chance would have them. */
const word = fc.oneof(
  { arbitrary: fc.nat(0xffff_ffff), weight: 2 },
  { arbitrary: fc.constantFrom(0, 1, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff), weight: 3 },
);

export const words6: fc.Arbitrary<Words6> = fc.tuple(word, word, word, word);

/** Any address as the product holds it: a mapped one is IPv4. */
export const address: fc.Arbitrary<Address> = fc.oneof(
  word.map((v4): Address => ({ family: 4, v4 })),
  words6.filter(([a, b, c]) => a !== 0 || b !== 0 || c !== 0xffff).map((v6): Address => ({ family: 6, v6 })),
);

/** The 128 bits of an address as IPv6 has them, IPv4 mapped. */
const bits = (of: Address): Words6 => (of.family === 4 ? [0, 0, 0xffff, of.v4] : of.v6);

const dotted = (v4: number): string => [v4 >>> 24, (v4 >>> 16) & 255, (v4 >>> 8) & 255, v4 & 255].join(".");

/** One of the many ways to write the address as IPv6 (RFC 4291 §2.2): case, leading zeros, `::` for any zeros, dotted end. */
export function spelling6(of: Address): fc.Arbitrary<string> {
  return fc
    .record({
      width: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 8, maxLength: 8 }),
      isUpper: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
      isDotted: fc.boolean(),
      gapAt: fc.nat(7),
      gapLength: fc.nat(8),
    })
    .map(({ width, isUpper, isDotted, gapAt, gapLength }) => {
      const words = bits(of);
      const parts = words
        .flatMap((value) => [value >>> 16, value & 0xffff])
        .map((group, i) => {
          const hex = group.toString(16).padStart(width[i] ?? 1, "0");
          return isUpper[i] ? hex.toUpperCase() : hex;
        });
      if (isDotted) parts.splice(6, 2, dotted(words[3]));
      let gap = 0;
      while (gap < gapLength && /^0+$/.test(parts[gapAt + gap] ?? "")) gap++;
      if (gap === 0) return parts.join(":");
      return `${parts.slice(0, gapAt).join(":")}::${parts.slice(gapAt + gap).join(":")}`;
    });
}

/** Any strict way to write it. */
export const spelling = (of: Address): fc.Arbitrary<string> =>
  of.family === 4 ? fc.oneof(fc.constant(dotted(of.v4)), spelling6(of)) : spelling6(of);

/** A valid address with a few edits: mostly wrong, and always nearly right. */
export const nearlyAddress: fc.Arbitrary<string> = fc
  .tuple(
    address.chain(spelling),
    fc.array(
      fc.record({
        at: fc.nat(45),
        remove: fc.nat(3),
        insert: fc.string({ unit: fc.constantFrom(..."0123456789afAFgx.::/%+- \u0000\u00a0１．："), maxLength: 3 }),
      }),
      { maxLength: 3 },
    ),
  )
  .map(([text, edits]) =>
    edits.reduce((edited, { at, remove, insert }) => edited.slice(0, at) + insert + edited.slice(at + remove), text),
  );

/** Short strings of the letters that addresses are made of. */
export const addressLetters: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."01259."), maxLength: 16 }),
  fc.string({ unit: fc.constantFrom(..."01fF::."), maxLength: 24 }),
);
