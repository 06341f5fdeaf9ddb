import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Address } from "../../src/address/address.ts";
import { parseEntry } from "../../src/address/entry/entry.ts";
import { parseAddress } from "../../src/address/entry/parse-address.ts";
import type { RangeSet } from "../../src/address/set/range-set.ts";
import { createRangeSetBuilder } from "../../src/address/set/range-set-builder.ts";
import { decide, type Rules, refusedFrom, type VisitFacts } from "../../src/policy/decide.ts";
import { MODES } from "../../src/policy/policy.ts";
import type { Surface } from "../../src/policy/surface.ts";

const NOW = 1_800_000_000;

function address(text: string): Address {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(`not an address: ${text}`);
  return parsed.value;
}

function ranges(entries: Readonly<Record<string, number>>): RangeSet {
  const builder = createRangeSetBuilder();
  for (const [text, expiresAt] of Object.entries(entries)) {
    const parsed = parseEntry(text);
    if (!parsed.ok) throw new Error(`not an entry: ${text}`);
    builder.add(parsed.value.range, expiresAt);
  }
  return builder.build();
}

const LISTED = "49.14.176.91";
const UNLISTED = "203.0.113.9";
const EXPIRED = "198.51.100.7";
const enforced: Rules = {
  mode: "enforce",
  blockApiRequests: false,
  ranges: ranges({ [LISTED]: 0, "49.37.0.0/16": 0, [EXPIRED]: NOW, "2001:db8::/32": NOW + 1 }),
};
const visit = (facts: Partial<VisitFacts> & { from?: string } = {}): VisitFacts => ({
  address: address(facts.from ?? LISTED),
  surface: "dashboard",
  workerRequest: false,
  ...facts,
});

describe("an enforced list", () => {
  test.each<[string, Partial<VisitFacts> & { from: string }, Partial<Rules>, object]>([
    [
      "a listed address",
      { from: LISTED },
      {},
      { decision: "allow", reason: "address_listed", blocked: false, untrusted: false },
    ],
    ["an address of a listed range", { from: "49.37.9.9" }, {}, { decision: "allow", reason: "address_listed" }],
    [
      "any other address",
      { from: UNLISTED },
      {},
      { decision: "deny", reason: "address_not_listed", blocked: true, untrusted: true },
    ],
    ["an entry in its last second", { from: "2001:db8::1" }, {}, { decision: "allow", reason: "address_listed" }],
    [
      "an entry on the second it expires",
      { from: EXPIRED },
      {},
      { decision: "deny", reason: "entry_expired", blocked: true },
    ],
    [
      "the family that has no entry that covers it",
      { from: "2001:db9::1" },
      {},
      { decision: "deny", reason: "address_not_listed" },
    ],
    [
      "a mapped spelling of a listed address",
      { from: "::ffff:49.14.176.91" },
      {},
      { decision: "allow", reason: "address_listed" },
    ],
    [
      "the API, left open",
      { from: UNLISTED, surface: "api" },
      {},
      { decision: "allow", reason: "api_not_restricted", blocked: false, untrusted: true },
    ],
    [
      "the API, blocked",
      { from: UNLISTED, surface: "api" },
      { blockApiRequests: true },
      { decision: "deny", reason: "address_not_listed", blocked: true },
    ],
    [
      "a public path",
      { from: UNLISTED, surface: "public" },
      { blockApiRequests: true },
      { decision: "allow", reason: "public_path", blocked: false, untrusted: true },
    ],
    [
      "a public path from a listed address",
      { from: LISTED, surface: "public" },
      {},
      { decision: "allow", reason: "public_path", untrusted: false },
    ],
    [
      "another zone's Worker at a listed address",
      { from: LISTED, workerRequest: true },
      {},
      { decision: "deny", reason: "worker_request", blocked: true },
    ],
    [
      "another zone's Worker at the open API",
      { from: LISTED, surface: "api", workerRequest: true },
      {},
      { decision: "allow", reason: "api_not_restricted" },
    ],
    [
      "another zone's Worker at the blocked API",
      { from: LISTED, surface: "api", workerRequest: true },
      { blockApiRequests: true },
      { decision: "deny", reason: "worker_request" },
    ],
    [
      "a list with nothing on it",
      { from: LISTED },
      { ranges: ranges({}) },
      { decision: "deny", reason: "address_not_listed", blocked: true },
    ],
  ])("%s", (_name, facts, rules, ruling) => {
    expect(decide(visit(facts), { ...enforced, ...rules }, NOW)).toMatchObject(ruling);
  });
});

test.each(["off", "monitor"] as const)("mode %s says what it would do, and blocks nothing", (mode) => {
  const ruling = decide(visit({ from: UNLISTED }), { ...enforced, mode }, NOW);
  expect(ruling).toEqual({ decision: "deny", reason: "address_not_listed", blocked: false, untrusted: false });
});

test("a visit is blocked if and only if the list is enforced for its surface and does not cover its address now", () => {
  const anyAddress = fc.constantFrom(LISTED, UNLISTED, EXPIRED, "49.37.9.9", "2001:db8::1", "2001:db9::1");
  const surfaces: readonly Surface[] = ["dashboard", "api", "public"];
  fc.assert(
    fc.property(
      anyAddress,
      fc.constantFrom(...surfaces),
      fc.constantFrom(...MODES),
      fc.boolean(),
      fc.boolean(),
      fc.integer({ min: NOW - 3, max: NOW + 3 }),
      (from, surface, mode, blockApiRequests, workerRequest, now) => {
        const isRestricted = surface === "dashboard" || (surface === "api" && blockApiRequests);
        const isCovered =
          from === LISTED ||
          from === "49.37.9.9" ||
          (from === EXPIRED && now < NOW) ||
          (from === "2001:db8::1" && now < NOW + 1);
        const expected = mode === "enforce" && isRestricted && (workerRequest || !isCovered);
        expect(
          decide(visit({ from, surface, workerRequest }), { ...enforced, mode, blockApiRequests }, now).blocked,
        ).toBe(expected);
      },
    ),
  );
});

test("lockout is the dashboard's decision, asked in advance", () => {
  expect(refusedFrom(enforced, address(UNLISTED), NOW)).toEqual({ kind: "now" });
  expect(refusedFrom(enforced, address(LISTED), NOW)).toEqual({ kind: "never" });
  expect(refusedFrom(enforced, address(EXPIRED), NOW - 1)).toEqual({ kind: "later", at: NOW });
  expect(refusedFrom(enforced, address(EXPIRED), NOW)).toEqual({ kind: "now" });
  for (const from of [UNLISTED, LISTED, EXPIRED]) {
    expect(refusedFrom({ ...enforced, mode: "monitor" }, address(from), NOW - 1)).toEqual({ kind: "never" });
  }
});
