import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type Address, formatAddress } from "../../src/address/address.ts";
import { readAddress } from "../../src/address/read-address.ts";
import { CANONICAL, REFUSED } from "../support/address-corpus.ts";
import { address, addressLetters, nearlyAddress, spelling, spelling6 } from "../support/arbitrary-address.ts";
import { readByHand } from "../support/hand-written-address.ts";
import { type NaiveAddress, naiveAddress } from "../support/naive-address.ts";

const naive = (of: Address | null): NaiveAddress | null => {
  if (of === null) return null;
  if (of.family === 4) return { family: 4, value: BigInt(of.v4) };
  return { family: 6, value: of.v6.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n) };
};

describe("the corpus (threats 5 and 6)", () => {
  it("has more than 500 strings", () => {
    expect(CANONICAL.length + REFUSED.length).toBeGreaterThan(500);
    expect(new Set([...CANONICAL.map(([text]) => text), ...REFUSED]).size).toBe(CANONICAL.length + REFUSED.length);
  });

  it.each(CANONICAL)("reads %j as %s", (text, canonical) => {
    const read = readAddress(text);
    expect(read && formatAddress(read)).toBe(canonical);
    expect(readByHand(text)).toEqual(read);
    expect(naiveAddress(text)).toEqual(naive(read));
  });

  it.each(REFUSED.map((text) => [text]))("refuses %j", (text) => {
    expect(readAddress(text)).toBeNull();
    expect(readByHand(text)).toBeNull();
    expect(naiveAddress(text)).toBeNull();
  });
});

describe("every spelling, one verdict", () => {
  const spelled = address.chain((of) => fc.tuple(fc.constant(of), spelling(of)));

  test("every spelling of an address is read as that address", () => {
    fc.assert(
      fc.property(spelled, ([of, text]) => {
        expect(readAddress(text)).toEqual(of);
        expect(readByHand(text)).toEqual(of);
      }),
      { numRuns: 3000 },
    );
  });

  test("IPv4-mapped IPv6 in any spelling is the IPv4 address", () => {
    const mapped = fc.nat(0xffff_ffff).chain((v4) => fc.tuple(fc.constant(v4), spelling6({ family: 4, v4 })));
    fc.assert(
      fc.property(mapped, ([v4, text]) => {
        expect(readAddress(text)).toEqual({ family: 4, v4 });
      }),
    );
  });

  test("the canonical text is read back, and is the same for all spellings", () => {
    fc.assert(
      fc.property(spelled, ([of, text]) => {
        const canonical = formatAddress(of);
        expect(readAddress(canonical)).toEqual(of);
        const read = readAddress(text);
        expect(read && formatAddress(read)).toBe(canonical);
      }),
    );
  });
});

describe("the parser and two others that share no line with it agree on every input", () => {
  test.each([
    ["nearly an address", nearlyAddress],
    ["letters of addresses", addressLetters],
    ["anything", fc.string({ unit: "binary", maxLength: 60 })],
  ])("%s", (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const read = readAddress(text);
        expect(readByHand(text)).toEqual(read);
        expect(naive(read)).toEqual(naiveAddress(text));
      }),
      { numRuns: 5000 },
    );
  });
});
