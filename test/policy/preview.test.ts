import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AddressRange, rangeCovers } from "../../src/address/range.ts";
import { createRangeSetBuilder } from "../../src/address/set/range-set-builder.ts";
import type { Rules, VisitFacts } from "../../src/policy/decide.ts";
import { MODES, type Mode } from "../../src/policy/policy.ts";
import { compareRules, createTally, wouldBlockApi } from "../../src/policy/preview.ts";
import { address } from "../support/arbitrary-address.ts";
import { range } from "../support/arbitrary-range.ts";

const NOW = 1_800_000_000;

interface Entry {
  readonly range: AddressRange;
  readonly expiresAt: number;
}

interface Plan {
  readonly mode: Mode;
  readonly blockApiRequests: boolean;
  readonly entries: readonly Entry[];
}

function rulesOf({ mode, blockApiRequests, entries }: Plan): Rules {
  const builder = createRangeSetBuilder();
  for (const { range: of, expiresAt } of entries) builder.add(of, expiresAt);
  return { mode, blockApiRequests, ranges: builder.build() };
}

const entry = fc.record({ range, expiresAt: fc.constantFrom(0, 0, NOW - 1, NOW, NOW + 1) });
const plan: fc.Arbitrary<Plan> = fc.record({
  mode: fc.constantFrom(...MODES),
  blockApiRequests: fc.boolean(),
  entries: fc.array(entry, { maxLength: 8 }),
});

/** An address of one of the plans as often as any other. */
const visitTo = (...plans: readonly Plan[]): fc.Arbitrary<VisitFacts> => {
  const known = plans.flatMap(({ entries }) => entries.map(({ range: of }) => firstOf(of)));
  return fc.record({
    address: known.length === 0 ? address : fc.oneof(address, fc.constantFrom(...known)),
    surface: fc.constantFrom("dashboard", "api", "public"),
    workerRequest: fc.boolean(),
  });
};

const firstOf = (of: AddressRange): VisitFacts["address"] =>
  of.family === 4 ? { family: 4, v4: of.first } : { family: 6, v6: of.first };

/** What a person would say who reads the list entry by entry. */
function isTurnedAway({ mode, blockApiRequests, entries }: Plan, { address: of, surface, workerRequest }: VisitFacts) {
  if (mode !== "enforce" || surface === "public" || (surface === "api" && !blockApiRequests)) return false;
  const lives = entries.some((one) => rangeCovers(one.range, of) && (one.expiresAt === 0 || NOW < one.expiresAt));
  return workerRequest || !lives;
}

describe("what other rules would mean for a visit", () => {
  test("is the difference between two decisions, each as a reader of the list would make it", () => {
    const cases = fc
      .tuple(plan, plan)
      .chain(([before, after]) => fc.tuple(fc.constant({ before, after }), visitTo(before, after)));
    fc.assert(
      fc.property(cases, ([{ before, after }, visit]) => {
        const found = compareRules(visit, rulesOf(before), rulesOf(after), NOW);
        const [was, is] = [isTurnedAway(before, visit), isTurnedAway(after, visit)];
        expect(found).toMatchObject({
          blockedBefore: was,
          blockedAfter: is,
          change: was === is ? "none" : is ? "turned_away" : "let_in",
        });
      }),
      { numRuns: 2_000 },
    );
  });

  test("is nothing when nothing changes, and the other way round when it is undone", () => {
    const undone = { turned_away: "let_in", let_in: "turned_away", none: "none" } as const;
    const cases = fc.tuple(plan, plan).chain(([a, b]) => fc.tuple(fc.constant([a, b] as const), visitTo(a, b)));
    fc.assert(
      fc.property(cases, ([[a, b], visit]) => {
        const [ofA, ofB] = [rulesOf(a), rulesOf(b)];
        expect(compareRules(visit, ofA, ofA, NOW).change).toBe("none");
        expect(compareRules(visit, ofB, ofA, NOW).change).toBe(undone[compareRules(visit, ofA, ofB, NOW).change]);
      }),
    );
  });

  test("is never that somebody is turned away, when entries are only added", () => {
    const cases = fc
      .tuple(plan, fc.array(entry, { maxLength: 4 }))
      .map(([before, more]) => ({ before, after: { ...before, entries: [...before.entries, ...more] } }))
      .chain(({ before, after }) => fc.tuple(fc.constant({ before, after }), visitTo(before, after)));
    fc.assert(
      fc.property(cases, ([{ before, after }, visit]) => {
        expect(compareRules(visit, rulesOf(before), rulesOf(after), NOW).change).not.toBe("turned_away");
      }),
    );
  });
});

test("blocking API requests would hit exactly the API requests of untrusted addresses, whatever the mode", () => {
  const cases = plan.chain((of) => fc.tuple(fc.constant(of), visitTo(of)));
  fc.assert(
    fc.property(cases, ([of, visit]) => {
      const blocking: Plan = { ...of, mode: "enforce", blockApiRequests: true };
      expect(wouldBlockApi(visit, rulesOf(of), NOW)).toBe(isTurnedAway(blocking, { ...visit, surface: "api" }));
    }),
  );
});

describe("a tally", () => {
  test("counts all and keeps the newest, in order", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), fc.integer({ min: 1, max: 10 }), (times, limit) => {
        const tally = createTally<number>(limit);
        for (const at of times) tally.add(at, at);
        expect(tally.count).toBe(times.length);
        expect(tally.newest()).toEqual(times.toSorted((a, b) => b - a).slice(0, limit));
      }),
    );
  });

  test("can be looked at in between", () => {
    const tally = createTally<string>(2);
    for (const [item, at] of [
      ["a", 1],
      ["b", 3],
    ] as const)
      tally.add(item, at);
    expect(tally.newest()).toEqual(["b", "a"]);
    tally.add("c", 2);
    expect(tally.newest()).toEqual(["b", "c"]);
    expect(tally.count).toBe(3);
  });
});
