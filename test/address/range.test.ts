import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { parseEntry } from "../../src/address/entry/entry.ts";
import {
  type AddressRange,
  compareRanges,
  formatRange,
  prefixLength,
  prefixRange,
  rangeCovers,
  rangeFromKey,
  rangeKey,
  rangesOverlap,
} from "../../src/address/range.ts";
import { describeSize } from "../../src/address/range-size.ts";
import { address } from "../support/arbitrary-address.ts";
import { range } from "../support/arbitrary-range.ts";
import { boundsOf, edgesOf, positionOf } from "../support/naive-range.ts";

const read = (text: string): AddressRange => {
  const entry = parseEntry(text);
  if (!entry.ok) throw new Error(entry.error.detail);
  return entry.value.range;
};

describe("the text of a range", () => {
  test.each([
    ["203.0.113.7", { cidr: "203.0.113.7/32" }],
    ["2001:db8::7", { cidr: "2001:db8::7/128" }],
    ["49.37.165.0/16", { cidr: "49.37.0.0/16" }],
    ["203.0.113.*", { cidr: "203.0.113.0/24" }],
    ["10.0.0.0-10.255.255.255", { cidr: "10.0.0.0/8" }],
    ["0.0.0.0-127.255.255.255", { cidr: "0.0.0.0/1" }],
    ["10.0.0.1-10.0.0.2", { first: "10.0.0.1", last: "10.0.0.2" }],
    ["10.0.0.0-10.0.0.2", { first: "10.0.0.0", last: "10.0.0.2" }],
    ["2001:db8::-2001:db8::ffff", { cidr: "2001:db8::/112" }],
    ["2001:db8::-2001:db9:ffff:ffff:ffff:ffff:ffff:ffff", { cidr: "2001:db8::/31" }],
    ["2001:db8::1-2001:db8::ffff", { first: "2001:db8::1", last: "2001:db8::ffff" }],
  ])("%s", (text, expected) => {
    expect(formatRange(read(text))).toEqual(expected);
  });

  test("names the same range when it is read back", () => {
    fc.assert(
      fc.property(range, (of) => {
        const text = formatRange(of);
        const entry = parseEntry("cidr" in text ? text.cidr : `${text.first}-${text.last}`);
        if (entry.ok) expect(entry.value.range).toEqual(of);
        else expect(entry.error.code).toBe("covers_everything");
      }),
    );
  });

  test("is CIDR for every network, and only then", () => {
    fc.assert(
      fc.property(address, fc.nat(128), (of, length) => {
        const prefix = of.family === 4 ? length % 33 : length;
        const network = prefixRange(of, prefix);
        expect(prefixLength(network)).toBe(prefix);
        expect(rangeCovers(network, of)).toBe(true);
        const [first, last] = boundsOf(network);
        expect(last - first + 1n).toBe(2n ** BigInt((of.family === 4 ? 32 : 128) - prefix));
      }),
    );
  });
});

describe("against big numbers", () => {
  test("covers, overlaps, compares", () => {
    fc.assert(
      fc.property(range, range, (a, b) => {
        const [firstA, lastA] = boundsOf(a);
        const [firstB, lastB] = boundsOf(b);
        for (const edge of [...edgesOf(a), ...edgesOf(b)]) {
          expect(rangeCovers(a, edge)).toBe(firstA <= positionOf(edge) && positionOf(edge) <= lastA);
        }
        expect(rangesOverlap(a, b)).toBe(firstA <= lastB && firstB <= lastA);
        const difference = firstA - firstB || lastA - lastB;
        expect(Math.sign(compareRanges(a, b))).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("keys for D1", () => {
  it("are of fixed width", () => {
    expect(rangeKey(read("10.0.0.1-10.0.0.9"))).toEqual({ family: 4, first: "0a000001", last: "0a000009" });
    expect(rangeKey(read("2001:db8::/127"))).toEqual({
      family: 6,
      first: "20010db8000000000000000000000000",
      last: "20010db8000000000000000000000001",
    });
  });

  it("come back as the range, and sort as text like the ranges", () => {
    fc.assert(
      fc.property(range, range, (a, b) => {
        expect(rangeFromKey(rangeKey(a))).toEqual(a);
        const text = (of: AddressRange) => `${rangeKey(of).family}${rangeKey(of).first}${rangeKey(of).last}`;
        expect(Math.sign(compareRanges(a, b))).toBe(text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0);
      }),
    );
  });

  test.each([
    [{ family: 4, first: "0a00000", last: "0a000009" }],
    [{ family: 4, first: "0A000001", last: "0a000009" }],
    [{ family: 4, first: "0x000001", last: "0a000009" }],
    [{ family: 4, first: " a000001", last: "0a000009" }],
    [{ family: 4, first: "0a000009", last: "0a000001" }],
    [{ family: 6, first: "0a000001", last: "0a000009" }],
    [{ family: 4, first: "", last: "" }],
  ] as const)("%j is none: a bug or a damaged database", (key) => {
    expect(() => rangeFromKey(key)).toThrow(RangeError);
  });
});

describe("sizes for people", () => {
  test.each([
    ["203.0.113.7", "1"],
    ["49.37.0.0/16", "65,536"],
    ["10.0.0.0/8", "16,777,216"],
    ["128.0.0.0/1", "2,147,483,648"],
    ["10.0.0.1-10.0.4.0", "1,024"],
    ["2001:db8::7", "1"],
    ["2001:db8::/96", "4,294,967,296"],
    ["2001:db8::/64", "2^64"],
    ["2001:db8::/32", "2^96"],
    ["2001:db8::1-2001:db8::1000", "4,096"],
    ["2001:db8::ffff:ffff-2001:db8::1:0:0", "2"],
    ["2001:db8::1-2001:db8:0:1::", "more than 2^63"],
    ["2001:db8::1-2001:db8:0:1::1", "more than 2^64"],
    ["2001:db8::1-2001:db8::ffff:ffff:ffff:ffff", "more than 2^63"],
  ])("%s has %s", (text, size) => {
    expect(describeSize(read(text))).toBe(size);
  });
});
