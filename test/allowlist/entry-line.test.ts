import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatAddress } from "../../src/address/address.ts";
import { parseEntry } from "../../src/address/entry/entry.ts";
import { bareRange, entryLine, type LineParts } from "../../src/allowlist/entry-line.ts";
import { readEntriesText } from "../../src/allowlist/reading/entries-text.ts";
import { address } from "../support/arbitrary-address.ts";
import { anEntry } from "../support/storage.ts";

/** A label as the API accepts it: one line, trimmed, not empty. */
const label = fc
  .oneof(
    fc.string({ unit: "grapheme", maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom("#", ",", " ", "until", "off", "\u200b", "\ufeff", "2026-12-01", "a", "1.1.1.1"),
    }),
  )
  .map((text) => text.trim())
  .filter((text) => text.length <= 200 && !/[\p{Cc}\u2028\u2029]/u.test(text))
  .map((text) => (text === "" ? null : text));

const entry: fc.Arbitrary<LineParts> = fc.record({
  value: fc.oneof(
    address.map(formatAddress),
    fc.constantFrom("1.1.1.1 - 1.1.1.9", "2001:db8::1 – 2001:db8::9", "9.9.9.*", "49.37.165.0/16", "2001:db8::/48"),
  ),
  label,
  enabled: fc.boolean(),
  expiresAt: fc.option(fc.integer({ min: 1, max: 2 ** 32 - 1 }).map((seconds) => seconds * 1000)),
});

describe("an entry as a line of text", () => {
  test.each<[Partial<LineParts>, string]>([
    [{}, "203.0.113.7"],
    [
      { label: "Ann at home", expiresAt: Date.UTC(2026, 11, 1, 18) },
      "203.0.113.7 until 2026-12-01T18:00Z # Ann at home",
    ],
    [{ enabled: false, label: "#1" }, "203.0.113.7 off # #1"],
    [
      { value: "1.1.1.1\r\n-\t1.1.1.9", enabled: false, expiresAt: 7000 },
      "1.1.1.1 - 1.1.1.9 until 1970-01-01T00:00:07Z off",
    ],
  ])("%j is %j", (parts, line) => {
    expect(entryLine({ value: "203.0.113.7", label: null, enabled: true, expiresAt: null, ...parts })).toBe(line);
  });

  test("comes back whatever is in it", () => {
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: keyOf, minLength: 1, maxLength: 8 }), (entries) => {
        const read = readEntriesText(entries.map((each) => `${entryLine(each)}\n`).join(""));
        if (!read.ok) throw new Error(JSON.stringify(read.error));
        const got = read.value.entries.map(({ value, label: text = null, enabled = true, expiresAt = null }) => ({
          value,
          label: text,
          enabled,
          expiresAt,
        }));
        expect(got).toEqual(entries);
      }),
      { numRuns: 2000 },
    );
  });
});

const keyOf = ({ value }: LineParts): string => {
  const parsed = parseEntry(value);
  return parsed.ok ? JSON.stringify(parsed.value.range) : "";
};

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["203.0.113.*", "203.0.113.0/24"],
  ["49.37.165.0/16", "49.37.0.0/16"],
  ["2001:DB8::1", "2001:db8::1"],
  ["203.0.113.1 - 203.0.113.9", "203.0.113.1-203.0.113.9"],
])("%s is %s to a firewall", (value, bare) => {
  expect(bareRange(anEntry(value).range)).toBe(bare);
});
