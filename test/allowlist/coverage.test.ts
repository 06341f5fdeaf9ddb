import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coveredFamily } from "../../src/address/entry/public-space.ts";
import { type AddressRange, firstAddress, lastAddress, rangeCovers } from "../../src/address/range.ts";
import { createCoverFinder } from "../../src/allowlist/coverage.ts";
import { createEntries } from "../../src/storage/entries/entries.ts";
import { rangeText } from "../../src/storage/entries/entry-records.ts";
import { range } from "../support/arbitrary-range.ts";
import { anAccount, anEntry, changeOf, NOW, random, unwrap } from "../support/storage.ts";

const covers = (outer: AddressRange, inner: AddressRange): boolean =>
  rangeCovers(outer, firstAddress(inner)) && rangeCovers(outer, lastAddress(inner));

const distinct = fc.uniqueArray(range, { selector: rangeText, minLength: 1, maxLength: 20 });

describe("a range that covers another", () => {
  test("is found exactly when there is one", () => {
    fc.assert(
      fc.property(distinct, range, (ranges, asked) => {
        const key = rangeText(asked);
        const others = ranges.filter((each) => rangeText(each) !== key);
        const found = createCoverFinder(others.map((each) => ({ key: rangeText(each), each })))(key);
        expect(found !== null).toBe(others.some((each) => covers(each, asked)));
        if (found !== null) expect(covers(found.each, asked)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test("is found by D1 for each entry of a page, when it is live", async () => {
    const entries = createEntries(env.DB, random);
    const state = fc.constantFrom({}, { enabled: false }, { expiresAt: NOW }, { expiresAt: NOW + 1 });
    await fc.assert(
      fc.asyncProperty(distinct, fc.array(state, { minLength: 20, maxLength: 20 }), async (ranges, states) => {
        const account = await anAccount();
        const list = ranges.map((each, i) => ({ ...anEntry("192.0.2.1"), range: each, ...states[i] }));
        const { added } = unwrap(await entries.add(changeOf(account), list));
        const page = ranges.map((each, i) => ({ id: added[i] ?? "", range: each }));
        const found = await entries.coveringEach(account.id, page, { now: NOW, limit: 50 });
        for (const { id, range: inner } of page) {
          const wanted = page.filter(({ id: other, range: outer }, i) => {
            const { enabled, expiresAt } = list[i] ?? { enabled: false, expiresAt: null };
            return other !== id && enabled && (expiresAt === null || expiresAt > NOW) && covers(outer, inner);
          });
          expect(new Set(found.get(id))).toEqual(new Set(wanted.map(({ id: other }) => other)));
        }
      }),
      { numRuns: 40 },
    );
  });

  test("is named from the narrowest to the widest, up to the limit", async () => {
    const entries = createEntries(env.DB, random);
    const account = await anAccount();
    const list = ["10.0.0.0/8", "10.1.0.0/16", "10.1.1.0/24", "10.1.1.1"].map((value) => anEntry(value));
    const { added } = unwrap(await entries.add(changeOf(account), list));
    const page = [{ id: added[3] ?? "", range: anEntry("10.1.1.1").range }];
    const found = await entries.coveringEach(account.id, page, { now: NOW, limit: 2 });
    expect(found.get(added[3] ?? "")).toEqual([added[2], added[1]]);
  });
});

describe("ranges that leave no public address out", () => {
  const ranges = (...values: readonly string[]) => values.map((value) => anEntry(value).range);

  test.each([
    [["0.0.0.0/1", "128.0.0.0/1"], 4],
    [["128.0.0.0/1", "0.0.0.0/1", "10.0.0.0/8"], 4],
    [["1.0.0.0-100.0.0.0", "100.0.0.1-223.255.255.255"], 4],
    [["1.0.0.0-100.0.0.0", "99.0.0.0-150.0.0.0", "150.0.0.1-224.0.0.0"], 4],
    [["1.0.0.0-100.0.0.0", "100.0.0.2-223.255.255.255"], null],
    [["1.0.0.0-100.0.0.0", "100.0.0.1-223.255.255.254"], null],
    [["0.0.0.0/1"], null],
    [["2000::/4", "3000::/4"], 6],
    [["2000::/4", "3000::-3fff:ffff:ffff:ffff:ffff:ffff:ffff:fffe"], null],
    [["2000::/4", "3000::-3fff::", "3fff::1-4000::"], 6],
    [[], null],
  ] as const)("%j: IPv%s", (values, family) => {
    expect(coveredFamily(ranges(...values))).toBe(family);
  });

  test("are found however the space is cut, and not when one address is missing", () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 0x0100_0001, max: 0xdfff_ffff }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(cuts, fc.nat(), (points, which) => {
        const starts = [0x0100_0000, ...points.toSorted((a, b) => a - b)];
        const parts = starts.map(
          (first, i): AddressRange => ({
            family: 4,
            first,
            last: (starts[i + 1] ?? 0xe000_0000) - 1,
          }),
        );
        const shuffled = [...parts.slice(which % parts.length), ...parts.slice(0, which % parts.length)];
        expect(coveredFamily(shuffled)).toBe(4);
        expect(coveredFamily(shuffled.slice(1))).toBeNull();
      }),
    );
  });
});
