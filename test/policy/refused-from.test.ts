import fc from "fast-check";
import { expect, test } from "vitest";
import type { Address } from "../../src/address/address.ts";
import type { AddressRange } from "../../src/address/range.ts";
import { createRangeSetBuilder } from "../../src/address/set/range-set-builder.ts";
import { decide, type Rules, refusedFrom } from "../../src/policy/decide.ts";
import { MODES } from "../../src/policy/policy.ts";
import { address } from "../support/arbitrary-address.ts";
import { range } from "../support/arbitrary-range.ts";

const NOW = 1_800_000_000;

const expiry = fc.oneof(fc.constantFrom(0, NOW - 1, NOW, NOW + 1), fc.integer({ min: NOW - 5, max: NOW + 40 }));
const entry = fc.record({ range, expiresAt: expiry });
const rules: fc.Arbitrary<{ readonly rules: Rules; readonly ranges: readonly AddressRange[] }> = fc
  .record({
    mode: fc.constantFrom("enforce", "enforce", ...MODES),
    blockApiRequests: fc.boolean(),
    entries: fc.array(entry, { maxLength: 8 }),
  })
  .map(({ entries, ...policy }) => {
    const builder = createRangeSetBuilder();
    for (const { range: of, expiresAt } of entries) builder.add(of, expiresAt);
    return { rules: { ...policy, ranges: builder.build() }, ranges: entries.map((one) => one.range) };
  });

const firstOf = (of: AddressRange): Address =>
  of.family === 4 ? { family: 4, v4: of.first } : { family: 6, v6: of.first };

test("the answer is what the gate decides as the clock moves on", () => {
  const cases = rules.chain(({ rules: of, ranges }) =>
    fc.record({
      rules: fc.constant(of),
      // An address of the list as often as any other.
      from: ranges.length === 0 ? address : fc.oneof(address, fc.constantFrom(...ranges.map(firstOf))),
      later: fc.nat(60),
    }),
  );
  fc.assert(
    fc.property(cases, ({ rules: of, from, later }) => {
      const isRefusedAt = (seconds: number): boolean =>
        decide({ address: from, surface: "dashboard", workerRequest: false }, of, seconds).blocked;
      const answer = refusedFrom(of, from, NOW);
      switch (answer.kind) {
        case "now":
          expect(isRefusedAt(NOW)).toBe(true);
          expect(isRefusedAt(NOW + later)).toBe(true);
          break;
        case "later":
          expect(answer.at).toBeGreaterThan(NOW);
          expect(isRefusedAt(answer.at - 1)).toBe(false);
          expect(isRefusedAt(answer.at)).toBe(true);
          expect(isRefusedAt(NOW + later)).toBe(NOW + later >= answer.at);
          break;
        case "never":
          expect(isRefusedAt(NOW + later)).toBe(false);
          expect(isRefusedAt(2 ** 32 - 1)).toBe(false);
          break;
        default:
          answer satisfies never;
      }
    }),
    { numRuns: 2_000 },
  );
});
