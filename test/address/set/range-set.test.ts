import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { Address } from "../../../src/address/address.ts";
import { parseEntry } from "../../../src/address/entry/entry.ts";
import { parseAddress } from "../../../src/address/entry/parse-address.ts";
import { rangeKey } from "../../../src/address/range.ts";
import { findExpiry, type RangeSet } from "../../../src/address/set/range-set.ts";
import { createRangeSetBuilder } from "../../../src/address/set/range-set-builder.ts";
import { address } from "../../support/arbitrary-address.ts";
import { range } from "../../support/arbitrary-range.ts";
import { big, type Expiring, edgesOf, naiveExpiry, words } from "../../support/naive-range.ts";

const NEVER = 0;

function build(list: readonly Expiring[]): RangeSet {
  const builder = createRangeSetBuilder();
  for (const { range, expiresAt } of list) builder.add(range, expiresAt);
  return builder.build();
}

const expiring = (text: string, expiresAt = NEVER): Expiring => {
  const entry = parseEntry(text);
  if (!entry.ok) throw new Error(entry.error.detail);
  return { range: entry.value.range, expiresAt };
};

const at = (text: string): Address => {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(parsed.error.detail);
  return parsed.value;
};

/** The ranges of a set as [first, last, expiry], IPv4 and IPv6 each on their own. */
function pieces({ v4, v6 }: RangeSet): { v4: [bigint, bigint, number][]; v6: [bigint, bigint, number][] } {
  const start6 = (i: number) => big(words(0n).map((_, word) => v6.starts[word * v6.count + i] ?? 0) as never);
  const end6 = (i: number) => big(Array.from(v6.ends.subarray(i * 4, i * 4 + 4)) as never);
  return {
    v4: Array.from(v4.expiries, (expiry, i) => [BigInt(v4.starts[i] ?? 0), BigInt(v4.ends[i] ?? 0), expiry]),
    v6: Array.from(v6.expiries, (expiry, i) => [start6(i), end6(i), expiry]),
  };
}

const expiries = fc.constantFrom(NEVER, NEVER, 100, 100, 200, 4_294_967_295);
const lists = fc.array(fc.record({ range, expiresAt: expiries }), { maxLength: 40 });

describe("any list, against a walk through all its ranges", () => {
  test("gives each address the latest expiry of the ranges that cover it", () => {
    fc.assert(
      fc.property(lists, fc.array(address, { maxLength: 10 }), (list, others) => {
        const set = build(list);
        for (const probe of [...list.flatMap(({ range }) => edgesOf(range)), ...others]) {
          expect(findExpiry(set, probe)).toBe(naiveExpiry(list, probe));
        }
      }),
      { numRuns: 1500 },
    );
  });

  test("is held as sorted, disjoint ranges, as few as there can be", () => {
    fc.assert(
      fc.property(lists, (list) => {
        const set = build(list);
        for (const family of Object.values(pieces(set))) {
          for (const [i, [first, last, expiry]] of family.entries()) {
            expect(first <= last).toBe(true);
            const [, lastBefore, expiryBefore] = family[i - 1] ?? [0n, -2n, -1];
            const isJoinable = lastBefore + 1n === first && expiryBefore === expiry;
            expect(lastBefore < first && !isJoinable).toBe(true);
          }
        }
        expect(set.v4.count).toBe(set.v4.starts.length);
        expect(set.v6.count * 4).toBe(set.v6.starts.length);
      }),
    );
  });

  test("is the same in whatever order, and from D1's keys", () => {
    fc.assert(
      fc.property(lists, (list) => {
        const builder = createRangeSetBuilder();
        for (const { range, expiresAt } of list.toReversed()) {
          const { family, first, last } = rangeKey(range);
          builder.addKey(family, first, last, expiresAt);
        }
        expect(builder.build()).toEqual(build(list));
      }),
    );
  });
});

describe("overlaps and neighbours", () => {
  test("a temporary entry inside a permanent one changes nothing", () => {
    expect(build([expiring("10.0.0.0/8"), expiring("10.1.0.0/16", 500)])).toEqual(build([expiring("10.0.0.0/8")]));
  });

  test("a permanent entry inside a temporary one outlives it", () => {
    const set = build([expiring("10.0.0.0/8", 500), expiring("10.1.0.0/16")]);
    expect(findExpiry(set, at("10.0.255.255"))).toBe(500);
    expect(findExpiry(set, at("10.1.0.0"))).toBe(NEVER);
    expect(findExpiry(set, at("10.1.255.255"))).toBe(NEVER);
    expect(findExpiry(set, at("10.2.0.0"))).toBe(500);
    expect(set.v4.count).toBe(3);
  });

  test("halves of a network become the network", () => {
    const set = build([expiring("203.0.113.128/25"), expiring("203.0.113.0/25"), expiring("203.0.113.0/24")]);
    expect(set.v4.count).toBe(1);
  });

  test("the first and the last address of each family are addresses like others", () => {
    const last6 = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
    const set = build(["0.0.0.0", "255.255.255.255", "::", last6].map((text) => expiring(text)));
    for (const text of ["0.0.0.0", "255.255.255.255", "::", last6]) expect(findExpiry(set, at(text))).toBe(NEVER);
    for (const text of ["0.0.0.1", "255.255.255.254", "::1"]) expect(findExpiry(set, at(text))).toBe(-1);
  });

  test("a family without an entry covers nothing of that family (threat 7)", () => {
    const only4 = build([expiring("0.0.0.0/1"), expiring("128.0.0.0/1")]);
    const only6 = build(["::/3", "2000::/4", "3000::/4", "4000::/2", "8000::/1"].map((text) => expiring(text)));
    fc.assert(
      fc.property(address, (probe) => {
        expect(findExpiry(only4, probe)).toBe(probe.family === 4 ? NEVER : -1);
        expect(findExpiry(only6, probe)).toBe(probe.family === 6 ? NEVER : -1);
      }),
    );
  });

  test("an IPv6 range around ::ffff:0:0/96 covers no IPv4 address", () => {
    const set = build([expiring("::/64")]);
    expect(findExpiry(set, at("::ffff:1.2.3.4"))).toBe(-1);
    expect(findExpiry(set, at("::fffe:1.2.3.4"))).toBe(NEVER);
  });

  test("nothing covers anything in an empty set", () => {
    const set = build([]);
    expect(findExpiry(set, at("0.0.0.0"))).toBe(-1);
    expect(findExpiry(set, at("::"))).toBe(-1);
  });
});

describe("expiry", () => {
  test.each([
    [1_700_000_000, 1_700_000_000],
    [1_700_000_000.9, 1_700_000_000],
    [NEVER, NEVER],
    [0.4, 1],
    [-5, 1],
    [2 ** 40, 0xffff_ffff],
    [Number.POSITIVE_INFINITY, 0xffff_ffff],
  ])("%d is held as %d: what lies outside u32 does not turn into never", (expiresAt, held) => {
    expect(findExpiry(build([expiring("203.0.113.7", expiresAt)]), at("203.0.113.7"))).toBe(held);
  });
});

describe("what only a bug can add", () => {
  it.each([
    ["0a00000", "0a000001"],
    ["0A000001", "0a000001"],
    ["0a00000g", "0a000001"],
    ["0a000002", "0a000001"],
    ["", ""],
    ["0a000001", "20010db8000000000000000000000000"],
  ])("is refused: %j to %j", (first, last) => {
    expect(() => createRangeSetBuilder().addKey(4, first, last, NEVER)).toThrow(RangeError);
  });

  it("does not stay behind in the builder", () => {
    const builder = createRangeSetBuilder();
    expect(() => builder.addKey(4, "0a000002", "0a000001", NEVER)).toThrow(RangeError);
    expect(() => builder.add({ family: 4, first: 1, last: 1 }, Number.NaN)).toThrow(RangeError);
    expect(builder.build()).toEqual(build([]));
  });
});

test("250,000 overlapping ranges merge", () => {
  const builder = createRangeSetBuilder();
  let seed = 1;
  const random = () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0);
  for (let i = 0; i < 125_000; i++) {
    const first = random();
    builder.add({ family: 4, first, last: Math.min(first + (random() >>> 12), 0xffff_ffff) }, i % 7);
    const high = random();
    builder.add({ family: 6, first: [high, random(), 0, 0], last: [high, 0xffff_ffff, random(), 0] }, i % 5);
  }
  const set = builder.build();
  const covering = Array.from(set.v4.starts.subarray(0, 100));
  for (const v4 of covering) expect(findExpiry(set, { family: 4, v4 })).toBeGreaterThanOrEqual(0);
  expect(set.v6.count).toBeGreaterThan(100_000);
});
