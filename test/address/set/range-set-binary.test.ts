import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { findExpiry, type RangeSet } from "../../../src/address/set/range-set.ts";
import {
  rangeSetByteLength,
  rangeSetCounts,
  readRangeSet,
  writeRangeSet,
} from "../../../src/address/set/range-set-binary.ts";
import { createRangeSetBuilder } from "../../../src/address/set/range-set-builder.ts";
import { address } from "../../support/arbitrary-address.ts";
import { range } from "../../support/arbitrary-range.ts";

const sets: fc.Arbitrary<RangeSet> = fc
  .array(fc.tuple(range, fc.constantFrom(0, 100, 200)), { maxLength: 30 })
  .map((list) => {
    const builder = createRangeSetBuilder();
    for (const [of, expiresAt] of list) builder.add(of, expiresAt);
    return builder.build();
  });

const small = (): RangeSet => {
  const builder = createRangeSetBuilder();
  builder.add({ family: 4, first: 0x0102_0304, last: 0x0102_0305 }, 7);
  builder.add({ family: 6, first: [0x2001_0db8, 2, 3, 4], last: [0x2001_0db8, 2, 3, 5] }, 9);
  builder.add({ family: 6, first: [0x2001_0db9, 2, 3, 4], last: [0x2001_0db9, 2, 3, 5] }, 0);
  return builder.build();
};

const written = (set: RangeSet, byteOffset = 0): ArrayBuffer => {
  const buffer = new ArrayBuffer(byteOffset + rangeSetByteLength(rangeSetCounts(set)));
  expect(writeRangeSet(set, buffer, byteOffset)).toBe(buffer.byteLength);
  return buffer;
};

describe("a set in its binary form", () => {
  it("comes back as it was, at any aligned offset", () => {
    fc.assert(
      fc.property(sets, fc.nat(20), (set, words) => {
        const buffer = written(set, words * 4);
        const read = readRangeSet(buffer, words * 4, rangeSetCounts(set));
        expect(read).toEqual({ ok: true, value: set });
      }),
    );
  });

  it("is used in place", () => {
    const set = small();
    const buffer = written(set);
    const read = readRangeSet(buffer, 0, rangeSetCounts(set));
    if (!read.ok) throw new Error(read.error);
    const { v4, v6 } = read.value;
    for (const words of [
      v4.starts,
      v4.ends,
      v4.expiries,
      v4.directory,
      v6.starts,
      v6.ends,
      v6.expiries,
      v6.directory,
    ]) {
      expect(words.buffer).toBe(buffer);
    }
  });

  it("is little-endian words in the documented order", () => {
    const view = new DataView(written(small()));
    const words = Array.from({ length: view.byteLength / 4 }, (_, i) => view.getUint32(i * 4, true));
    const directory4 = Array.from({ length: 257 }, (_, bucket) => (bucket > 1 ? 1 : 0));
    // The two starts differ in the last bit of their first word: it comes first in the directory's bits.
    const directory6 = Array.from({ length: 257 }, (_, bucket) => (bucket > 128 ? 2 : bucket > 0 ? 1 : 0));
    expect(words).toEqual([
      ...[0x0102_0304, 0x0102_0305, 7],
      ...directory4,
      ...[0x2001_0db8, 0x2001_0db9, 2, 2, 3, 3, 4, 4],
      ...[0x2001_0db8, 2, 3, 5, 0x2001_0db9, 2, 3, 5],
      ...[9, 0],
      ...directory6,
    ]);
  });

  test.each([
    [{ v4: 0, v6: 0 }, 2 * 257 * 4],
    [{ v4: 256, v6: 0 }, (256 * 3 + 257 + 257) * 4],
    [{ v4: 257, v6: 0 }, (257 * 3 + 513 + 257) * 4],
    [{ v4: 100_000, v6: 0 }, (100_000 * 3 + 65_537 + 257) * 4],
    [{ v4: 0, v6: 40_000 }, (257 + 40_000 * 9 + 65_537) * 4],
  ])("takes for %j exactly %d bytes", (counts, bytes) => {
    expect(rangeSetByteLength(counts)).toBe(bytes);
  });
});

describe("hostile or damaged bytes", () => {
  const buffer = written(small());
  test.each([
    ["misaligned", 1, { v4: 1, v6: 2 }],
    ["misaligned", 2, { v4: 0, v6: 0 }],
    ["misaligned", -4, { v4: 0, v6: 0 }],
    ["misaligned", Number.NaN, { v4: 0, v6: 0 }],
    ["too_short", 4, { v4: 1, v6: 2 }],
    ["too_short", 0, { v4: 2, v6: 2 }],
    ["too_short", 0, { v4: 1, v6: 3 }],
    ["too_short", 0, { v4: 0xffff_ffff, v6: 0xffff_ffff }],
    ["too_short", 0xffff_fffc, { v4: 0, v6: 0 }],
    ["bad_count", 0, { v4: -1, v6: 0 }],
    ["bad_count", 0, { v4: 0, v6: 1.5 }],
    ["bad_count", 0, { v4: Number.NaN, v6: 0 }],
    ["bad_count", 0, { v4: 2 ** 32, v6: 0 }],
    ["bad_count", 0, { v4: 0, v6: Number.POSITIVE_INFINITY }],
  ] as const)("%s: offset %d, counts %j", (fault, byteOffset, counts) => {
    expect(readRangeSet(buffer, byteOffset, counts)).toEqual({ ok: false, error: fault });
  });

  it("never throws, whatever offset and counts", () => {
    const number = fc.oneof(fc.nat(40), fc.integer(), fc.double());
    fc.assert(
      fc.property(number, number, number, (byteOffset, v4, v6) => {
        const read = readRangeSet(buffer, byteOffset, { v4, v6 });
        if (!read.ok) return;
        expect(byteOffset + rangeSetByteLength({ v4, v6 })).toBeLessThanOrEqual(buffer.byteLength);
      }),
    );
  });

  it("finds only a range that encloses the address, in a bounded time, whatever the content", () => {
    const content = fc.array(fc.oneof(fc.nat(4), fc.nat(0xffff_ffff)), { minLength: 900, maxLength: 900 });
    fc.assert(
      fc.property(content, fc.nat(20), fc.nat(20), address, (words, count4, count6, probe) => {
        const read = readRangeSet(Uint32Array.from(words).buffer, 0, { v4: count4, v6: count6 });
        if (!read.ok) throw new Error(read.error);
        const { v4, v6 } = read.value;
        const expiry = findExpiry(read.value, probe);
        const enclosing =
          probe.family === 4
            ? [...v4.expiries].filter((_, i) => (v4.starts[i] ?? 0) <= probe.v4 && probe.v4 <= (v4.ends[i] ?? 0))
            : [...v6.expiries];
        expect([-1, ...enclosing]).toContain(expiry);
      }),
      { numRuns: 500 },
    );
  });
});
