import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatAddress } from "../../src/address/address.ts";
import { parseEntry } from "../../src/address/entry/entry.ts";
import { parseAddress } from "../../src/address/entry/parse-address.ts";
import {
  endsOfAccess,
  isShortened,
  judgeAfter,
  LOCKOUT_AHEAD_MS,
  type NamedEffect,
  toRangeSet,
} from "../../src/allowlist/lockout.ts";
import { decide } from "../../src/policy/decide.ts";
import { NEW_ACCOUNT_POLICY } from "../../src/policy/policy.ts";
import { toSeconds } from "../../src/time.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ENFORCED = { ...NEW_ACCOUNT_POLICY, mode: "enforce" as const };

function addressOf(text: string) {
  const address = parseAddress(text);
  if (!address.ok) throw new Error(text);
  return address.value;
}

const [ME, OTHER] = [addressOf("203.0.113.7"), addressOf("2001:db8::7")];

/** `203.0.113.0/24` until so many milliseconds from now; null: for good. */
function entry(text: string, endsIn: number | null = null, more: Partial<NamedEffect> = {}): NamedEffect {
  const parsed = parseEntry(text);
  if (!parsed.ok) throw new Error(text);
  const expiresAt = endsIn === null ? null : NOW + endsIn;
  return { id: `ent_${text}`, range: parsed.value.range, enabled: true, expiresAt, label: null, ...more };
}

function judge(
  entries: readonly NamedEffect[],
  { addresses = [ME], isAcknowledged = false, nowMs = NOW, mode = "enforce" as "enforce" | "monitor" } = {},
) {
  const policy = { ...ENFORCED, mode };
  return judgeAfter({ policy, hasLiveEntry: true, entries }, { addresses, isAcknowledged }, nowMs);
}

const risk = (lockedOutAt: number, last: string | null, address = "203.0.113.7") => ({
  ok: false,
  error: {
    code: "lockout_risk",
    address,
    lockedOutAt,
    entry: last === null ? null : { id: `ent_${last}`, value: last, label: null },
  },
});

const warned = (endsIn: number, last: string) => ({
  ok: true,
  value: [{ address: ME, at: NOW + endsIn, entry: { id: `ent_${last}`, value: last, label: null } }],
});

const NOTHING = { ok: true, value: [] };

describe("the state after a change", () => {
  test.each<[string, readonly NamedEffect[], object]>([
    ["no entry covers the caller", [entry("192.0.2.1")], risk(NOW, null)],
    ["the caller's entry is off", [entry("203.0.113.7", null, { enabled: false })], risk(NOW, null)],
    ["the caller's entry is over", [entry("203.0.113.7", 0)], risk(NOW, null)],
    ["it ends in a second", [entry("203.0.113.7", 1_000)], risk(NOW + 1_000, "203.0.113.7")],
    ["it ends in exactly 24 hours", [entry("203.0.113.7", DAY)], risk(NOW + DAY, "203.0.113.7")],
    ["it ends a second later than that", [entry("203.0.113.7", DAY + 1_000)], warned(DAY + 1_000, "203.0.113.7")],
    ["it does not end", [entry("203.0.113.7")], NOTHING],
    [
      "the latest of those that overlap counts",
      [entry("203.0.113.7", HOUR), entry("203.0.113.0/24", 30 * DAY), entry("203.0.0.0/16", 2 * DAY)],
      warned(30 * DAY, "203.0.113.0/24"),
    ],
    ["one without an end is enough", [entry("203.0.113.7", HOUR), entry("203.0.113.0/24")], NOTHING],
    [
      "one that is off adds nothing",
      [entry("203.0.113.7", HOUR), entry("203.0.113.0/24", null, { enabled: false })],
      risk(NOW + HOUR, "203.0.113.7"),
    ],
    [
      "that of another address adds nothing",
      [entry("203.0.113.7", HOUR), entry("203.0.113.8")],
      risk(NOW + HOUR, "203.0.113.7"),
    ],
  ])("where %s", (_, entries, judged) => {
    expect(judge(entries)).toEqual(judged);
    expect(judge(entries.toReversed())).toEqual(judged);
    expect(judge(entries, { mode: "monitor" })).toEqual(NOTHING);
  });

  test("is judged to the second of the clock: a part of one makes no difference", () => {
    const entries = [entry("203.0.113.7", DAY + 1_000)];
    expect(judge(entries, { nowMs: NOW + 999 }).ok).toBe(true);
    expect(judge(entries, { nowMs: NOW + 1_000 }).ok).toBe(false);
  });

  test("can be acknowledged; what ends later is told all the same", () => {
    expect(judge([entry("203.0.113.7", HOUR)], { isAcknowledged: true })).toEqual(warned(HOUR, "203.0.113.7"));
    expect(judge([entry("192.0.2.1")], { isAcknowledged: true })).toEqual(NOTHING);
  });

  test("is judged for each of two addresses; the one that is locked out first is named", () => {
    const addresses = [ME, OTHER];
    const both = judge([entry("203.0.113.7", 3 * HOUR), entry("2001:db8::/64", 2 * HOUR)], { addresses });
    expect(both).toEqual(risk(NOW + 2 * HOUR, "2001:db8::/64", "2001:db8::7"));
    const one = judge([entry("203.0.113.7", 3 * DAY), entry("2001:db8::/64", HOUR)], { addresses });
    expect(one).toEqual(risk(NOW + HOUR, "2001:db8::/64", "2001:db8::7"));
    expect(judge([entry("203.0.113.7", 3 * DAY), entry("2001:db8::/64")], { addresses })).toEqual(
      warned(3 * DAY, "203.0.113.7"),
    );
  });

  test("names the entry that ends last with its label, also one that is new", () => {
    const judged = judge([entry("203.0.113.0-203.0.113.9", HOUR, { id: undefined, label: "Visitors" })]);
    expect(judged).toMatchObject({ error: { entry: { value: "203.0.113.0-203.0.113.9", label: "Visitors" } } });
  });

  test("of nobody's address is not judged", () => {
    expect(judge([entry("192.0.2.1")], { addresses: [] })).toEqual(NOTHING);
  });
});

test.each<[string, number | null, boolean, number | null, boolean, boolean]>([
  ["an end where there was none", null, true, 30 * DAY, true, true],
  ["an earlier end", 30 * DAY, true, 2 * DAY, true, true],
  ["a later end", 2 * DAY, true, 30 * DAY, true, false],
  ["no end any more", HOUR, true, null, true, false],
  ["switched off", null, true, null, false, true],
  ["switched on with an end", null, false, HOUR, true, false],
  ["what is over gets another end", -HOUR, true, HOUR, true, false],
  ["nothing", HOUR, true, HOUR, true, false],
])("%s takes something away: %s, %s to %s, %s: %s", (_, end, isOn, endAfter, isOnAfter, takes) => {
  const before = entry("203.0.113.7", end, { enabled: isOn });
  const after = entry("203.0.113.7", endAfter, { enabled: isOnAfter });
  expect(isShortened(before, after, NOW)).toBe(takes);
});

describe("of random lists, changes and times", () => {
  const RANGES = [
    "203.0.113.7",
    "203.0.113.0/24",
    "203.0.0.0/16",
    "203.0.113.8",
    "2001:db8::/64",
    "2001:db8::7",
    "2001::/16",
  ];
  const endsIn = fc.oneof(
    fc.constant(null),
    fc.constantFrom(-1_000, 0, 1_000, DAY - 1_000, DAY, DAY + 1_000),
    fc.integer({ min: -2, max: 40 * 24 }).map((hours) => hours * HOUR),
  );
  const anEntry = fc
    .record({ text: fc.constantFrom(...RANGES), endsIn, enabled: fc.boolean() })
    .map(({ text, endsIn: end, enabled }) => entry(text, end, { enabled }));

  interface Change {
    readonly at: number;
    readonly to: NamedEffect | null;
  }
  const change: fc.Arbitrary<Change> = fc.record({ at: fc.nat(7), to: fc.option(anEntry) });

  /** Removes or replaces an entry, or adds one. */
  function changed(list: readonly NamedEffect[], { at, to }: Change): readonly NamedEffect[] {
    const others = list.filter((_, i) => i !== at);
    return to === null ? others : [...others, to];
  }

  const list = fc.array(anEntry, { maxLength: 7 });
  const changes = fc.array(change, { maxLength: 4 });
  const who = fc.constantFrom(ME, OTHER);

  test("the judgement says when the gate will refuse, whatever was changed before", () => {
    fc.assert(
      fc.property(list, changes, who, fc.nat(999), fc.nat(50 * 24 * 60), (before, made, address, partMs, minutes) => {
        const entries = made.reduce(changed, before);
        const nowMs = NOW + partMs;
        const ranges = toRangeSet(entries, [ME, OTHER]);
        const isRefusedAt = (ms: number): boolean =>
          decide({ address, surface: "dashboard", workerRequest: false }, { ...ENFORCED, ranges }, toSeconds(ms))
            .blocked;

        const [end] = endsOfAccess({ policy: ENFORCED, entries }, [address], nowMs);
        const at = end === undefined ? Number.POSITIVE_INFINITY : end.at;
        expect(isRefusedAt(nowMs)).toBe(at <= nowMs);
        const moment = nowMs + minutes * 60_000;
        expect(isRefusedAt(moment)).toBe(toSeconds(at) <= toSeconds(moment));
        if (at > nowMs && end !== undefined) expect([isRefusedAt(at - 1), isRefusedAt(at)]).toEqual([false, true]);

        const judged = judge(entries, { addresses: [address], nowMs });
        const isSoon = isRefusedAt(nowMs + LOCKOUT_AHEAD_MS);
        if (!judged.ok) expect(judged.error).toMatchObject({ address: formatAddress(address), lockedOutAt: at });
        expect(judged.ok).toBe(!isSoon);
        if (judged.ok) expect(judged.value.map((one) => one.at)).toEqual(end === undefined ? [] : [at]);
      }),
      { numRuns: 1_000 },
    );
  });

  test("a change of one entry takes something away if the gate refuses at some moment what it admitted then", () => {
    fc.assert(
      fc.property(anEntry, anEntry, fc.integer({ min: 0, max: 41 * 24 * 60 }), (one, other, minutes) => {
        const before = { ...one, range: entry("203.0.113.7").range };
        const after = { ...other, range: before.range };
        const isRefusedAt = (state: NamedEffect, ms: number): boolean => {
          const rules = { ...ENFORCED, ranges: toRangeSet([state], [ME]) };
          return decide({ address: ME, surface: "dashboard", workerRequest: false }, rules, toSeconds(ms)).blocked;
        };
        const moment = NOW + minutes * 60_000;
        const isLost = !isRefusedAt(before, moment) && isRefusedAt(after, moment);
        if (isLost) expect(isShortened(before, after, NOW)).toBe(true);
        if (!isShortened(before, after, NOW)) expect(isLost).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
