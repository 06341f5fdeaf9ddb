import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseEntry } from "../../../src/address/entry/entry.ts";
import { firstAddress, prefixLength, prefixRange, rangeCovers, rangesOverlap } from "../../../src/address/range.ts";
import { type Suggestion, suggestList } from "../../../src/allowlist/suggestions/suggest.ts";
import { rangeText } from "../../../src/storage/entries/entry-records.ts";
import type { Sighting } from "../../../src/storage/visits/sightings.ts";
import { address, NOW } from "../../support/storage.ts";

const seen = (text: string, more: Partial<Sighting> = {}): Sighting => ({
  address: text,
  user: "u-ann",
  name: "Ann",
  kind: "web",
  sessions: 1,
  lastSeenAt: NOW,
  ...more,
});

const none = () => false;
const valuesOf = (suggestions: readonly Suggestion[]) => suggestions.map(({ value }) => value);

describe("the suggested entries", () => {
  test.each([
    { of: ["203.0.113.7"], are: ["203.0.113.7"] },
    { of: ["203.0.113.7", "203.0.113.9"], are: ["203.0.113.7", "203.0.113.9"] },
    { of: ["203.0.113.7", "203.0.113.9", "203.0.113.200"], are: ["203.0.113.0/24"] },
    { of: ["203.0.113.7", "203.0.113.9", "203.0.112.9"], are: ["203.0.112.9", "203.0.113.7", "203.0.113.9"] },
    { of: ["2001:db8:0:1::7"], are: ["2001:db8:0:1::7"] },
    { of: ["2001:db8:0:1::7", "2001:db8:0:1:a:b:c:d"], are: ["2001:db8:0:1::/64"] },
    { of: ["2001:db8:0:1::7", "2001:db8:0:2::7"], are: ["2001:db8:0:1::7", "2001:db8:0:2::7"] },
  ])("of $of are $are", ({ of, are }) => {
    expect(
      valuesOf(
        suggestList(
          of.map((text) => seen(text)),
          none,
        ).suggestions,
      ),
    ).toEqual(are);
  });

  test("count an address once, however many people and sessions it has", () => {
    const sightings = ["a", "b", "c"].map((user) => seen("203.0.113.7", { user, name: null, sessions: 2 }));
    const { suggestions } = suggestList(sightings, none);
    expect(suggestions).toMatchObject([
      { value: "203.0.113.7", addresses: ["203.0.113.7"], sessions: { web: 6, api: 0 }, label: "a, b, c" },
    ]);
  });

  test("name each person once, who came last first, and tell the sessions of nobody", () => {
    const { suggestions } = suggestList(
      [
        seen("203.0.113.7", { lastSeenAt: NOW - 5, name: "Ann Old" }),
        seen("203.0.113.8", { user: "u-bob", name: "Bob", lastSeenAt: NOW - 1 }),
        seen("203.0.113.9", { name: null, kind: "api", sessions: 3 }),
        seen("203.0.113.9", { user: null, name: null, kind: "api", sessions: 4 }),
      ],
      none,
    );
    expect(suggestions).toMatchObject([
      {
        value: "203.0.113.0/24",
        people: [
          { user: "u-ann", name: "Ann Old", lastSeenAt: NOW },
          { user: "u-bob", name: "Bob", lastSeenAt: NOW - 1 },
        ],
        sessions: { web: 2, api: 7 },
        sessionsWithoutUser: 4,
        label: "Ann Old, Bob",
        lastSeenAt: NOW,
      },
    ]);
  });

  test("come first when the list lacks something of them, then by their sessions", () => {
    const { suggestions } = suggestList(
      [
        seen("198.51.100.1", { sessions: 9 }),
        seen("198.51.100.2", { sessions: 2 }),
        seen("192.0.2.1", { sessions: 3 }),
      ],
      (text) => text === "198.51.100.1",
    );
    expect(suggestions.map(({ value, missing }) => [value, missing.length])).toEqual([
      ["192.0.2.1", 1],
      ["198.51.100.2", 1],
      ["198.51.100.1", 0],
    ]);
  });

  test("carry the warnings that the list would give", () => {
    const [suggestion] = suggestList([seen("2001:db8:0:1:a:b:c:d")], none).suggestions;
    expect(suggestion?.warnings.map(({ code }) => code)).toEqual(["single_ipv6"]);
  });
});

test.each([
  ["10.1.2.3", "private_address"],
  ["192.168.1.20", "private_address"],
  ["100.64.0.1", "private_address"],
  ["fd00::1", "private_address"],
  ["::1", "private_address"],
  ["2a06:98c0:3600::103", "cloudflare_workers"],
  ["not an address", "unexpected_character"],
])("%s is left out, and the reason is told", (text, code) => {
  const { suggestions, leftOut } = suggestList([seen(text), seen("203.0.113.7")], none);
  expect(valuesOf(suggestions)).toEqual(["203.0.113.7"]);
  expect(leftOut).toMatchObject([{ address: text, reason: { code }, people: [{ user: "u-ann" }] }]);
});

describe("a label", () => {
  test.each([
    { people: [["u-1", null]], label: "u-1" },
    {
      people: [
        ["u-1", "Ann"],
        ["u-2", "Bob"],
        ["u-3", "Cy"],
        ["u-4", "Di"],
        ["u-5", "Ed"],
      ],
      label: "Ann, Bob, Cy +2",
    },
    {
      people: [
        ["u-1", "two\nlines"],
        ["u-2", "Bob"],
      ],
      label: "Bob +1",
    },
    { people: [["u-1", "\u0000"]], label: null },
    { people: [["u-1", "x".repeat(500)]], label: `${"x".repeat(39)}…` },
  ])("$label", ({ people, label }) => {
    const sightings = people.map(([user = "", name = null], i) =>
      seen("203.0.113.7", { user, name, lastSeenAt: NOW - i }),
    );
    expect(suggestList(sightings, none).suggestions[0]?.label).toBe(label);
  });
});

/** Addresses that often share a network, and some that no list should have. */
const anAddress = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 255 })).map(([c, d]) => `203.0.${c}.${d}`),
  fc
    .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 65_535 }))
    .map(([net, host]) => `2001:db8:0:${net + 1}::${host.toString(16)}`),
  fc.ipV4(),
  fc.ipV6(),
  fc.constantFrom("10.0.0.1", "192.168.0.9", "fe80::1", "2a06:98c0:3600::103"),
);
const someSightings = fc.array(
  fc.record({
    address: anAddress.map((text) => {
      const parsed = parseEntry(text);
      return parsed.ok ? text : "203.0.113.1";
    }),
    user: fc.option(fc.constantFrom("u-1", "u-2", "u-3")),
    name: fc.option(fc.constantFrom("Ann", "Bob")),
    kind: fc.constantFrom("web", "api"),
    sessions: fc.integer({ min: 1, max: 9 }),
    lastSeenAt: fc.integer({ min: 1, max: NOW }),
  }),
  { maxLength: 60 },
);

/** The fewest entries of the allowed kinds, found by trying for each network all entries against its /24 or /64. */
function fewest(texts: readonly string[]): number {
  const networks = Map.groupBy(new Set(texts), (text) => {
    const one = address(text);
    return rangeText(prefixRange(one, one.family === 4 ? 24 : 64));
  });
  return [...networks.values()].reduce((sum, members) => {
    const enough = address(members[0] ?? "").family === 4 ? 3 : 2;
    const distinct = new Set(members.map((text) => JSON.stringify(address(text)))).size;
    return sum + (distinct >= enough ? 1 : distinct);
  }, 0);
}

describe("for any sessions", () => {
  const check = (property: (sightings: readonly Sighting[]) => void) =>
    fc.assert(fc.property(someSightings as fc.Arbitrary<Sighting[]>, property), { numRuns: 500 });

  test("every address is covered by exactly one suggestion, or told as left out", () =>
    check((sightings) => {
      const { suggestions, leftOut } = suggestList(sightings, none);
      const out = new Set(leftOut.map((each) => each.address));
      for (const text of new Set(sightings.map((each) => each.address))) {
        const covering = suggestions.filter(({ range }) => rangeCovers(range, address(text)));
        expect(covering.length + Number(out.has(text)), text).toBe(1);
      }
    }));

  test("no suggestion is wider than a /24 or a /64, none overlaps another, and none covers nobody", () =>
    check((sightings) => {
      const { suggestions } = suggestList(sightings, none);
      for (const [i, { range, addresses }] of suggestions.entries()) {
        expect(prefixLength(range)).toSatisfy((length) =>
          addresses.length === 1
            ? length === (range.family === 4 ? 32 : 128)
            : length === (range.family === 4 ? 24 : 64),
        );
        expect(addresses.length).toSatisfy((n) => n === 1 || n >= (range.family === 4 ? 3 : 2));
        for (const text of addresses) expect(rangeCovers(range, address(text))).toBe(true);
        for (const other of suggestions.slice(i + 1)) expect(rangesOverlap(range, other.range)).toBe(false);
      }
    }));

  test("no shorter list of single addresses and such networks admits the same addresses", () =>
    check((sightings) => {
      const { suggestions, leftOut } = suggestList(sightings, none);
      const out = new Set(leftOut.map((each) => each.address));
      const texts = sightings.map((each) => each.address).filter((text) => !out.has(text));
      expect(suggestions).toHaveLength(fewest(texts));
    }));

  test("every session is counted once, and nobody is named who did not come", () =>
    check((sightings) => {
      const { suggestions, leftOut } = suggestList(sightings, none);
      const all = [...suggestions, ...leftOut];
      const count = all.reduce((sum, { sessions }) => sum + sessions.web + sessions.api, 0);
      expect(count).toBe(sightings.reduce((sum, { sessions }) => sum + sessions, 0));
      for (const { range, people } of suggestions) {
        const there = sightings.filter((each) => rangeCovers(range, address(each.address)));
        const users = new Set(there.flatMap(({ user }) => user ?? []));
        expect(new Set(people.map(({ user }) => user))).toEqual(users);
      }
    }));

  test("what the list has changes what is missing, and not what is suggested", () =>
    check((sightings) => {
      const isListed = (text: string) => text.length % 2 === 0;
      const { suggestions } = suggestList(sightings, isListed);
      expect(new Set(valuesOf(suggestions))).toEqual(new Set(valuesOf(suggestList(sightings, none).suggestions)));
      for (const { addresses, missing } of suggestions) {
        expect(missing).toEqual(addresses.filter((text) => !isListed(text)));
      }
    }));

  test("each suggestion is an entry that the list takes as it is", () =>
    check((sightings) => {
      for (const { value, range } of suggestList(sightings, none).suggestions) {
        const parsed = parseEntry(value);
        expect(parsed.ok && rangeText(parsed.value.range)).toBe(rangeText(range));
        expect(parsed.ok && firstAddress(parsed.value.range)).toEqual(firstAddress(range));
      }
    }));
});
