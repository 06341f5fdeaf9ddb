import { describe, expect, it, test } from "vitest";
import { MAX_LISTED_ENTRIES, MAX_LISTED_ERRORS, parseEntryList } from "../../../src/address/entry/entry-list.ts";

/** [line, value, label] of each entry. */
const listed = (text: string) => {
  const { entries, errors } = parseEntryList(text);
  expect(errors).toEqual([]);
  return entries.map(({ line, label, entry }) => [line, entry.value, label]);
};

describe("lines, commas and labels", () => {
  test.each<[string, string, [number, string, string | null][]]>([
    ["nothing", "", []],
    ["blank lines", "\n \n\t\n", []],
    [
      "one entry a line",
      "203.0.113.7\n203.0.113.8",
      [
        [1, "203.0.113.7", null],
        [2, "203.0.113.8", null],
      ],
    ],
    ["a last line break", "203.0.113.7\n", [[1, "203.0.113.7", null]]],
    [
      "CRLF",
      "203.0.113.7\r\n\r\n203.0.113.8\r\n",
      [
        [1, "203.0.113.7", null],
        [3, "203.0.113.8", null],
      ],
    ],
    [
      "lone CR",
      "203.0.113.7\r\r203.0.113.8",
      [
        [1, "203.0.113.7", null],
        [3, "203.0.113.8", null],
      ],
    ],
    [
      "all three",
      "1.1.1.1\n\r2.2.2.2\r\n3.3.3.3",
      [
        [1, "1.1.1.1", null],
        [3, "2.2.2.2", null],
        [4, "3.3.3.3", null],
      ],
    ],
    [
      "commas",
      "1.1.1.1,2.2.2.2 , 3.3.3.3",
      [
        [1, "1.1.1.1", null],
        [1, "2.2.2.2", null],
        [1, "3.3.3.3", null],
      ],
    ],
    ["empty items", ",,1.1.1.1, ,\n,", [[1, "1.1.1.1", null]]],
    ["a label", "1.1.1.1 # Berlin", [[1, "1.1.1.1", "Berlin"]]],
    [
      "a label for the whole line",
      "1.1.1.1, 2.2.2.2 # Berlin, 2nd floor # 4",
      [
        [1, "1.1.1.1", "Berlin, 2nd floor # 4"],
        [1, "2.2.2.2", "Berlin, 2nd floor # 4"],
      ],
    ],
    [
      "an empty label",
      "1.1.1.1 #\n2.2.2.2 # \u00a0",
      [
        [1, "1.1.1.1", null],
        [2, "2.2.2.2", null],
      ],
    ],
    ["a label without a blank", "1.1.1.1#Büro", [[1, "1.1.1.1", "Büro"]]],
    ["comments", "# 1.1.1.1\n  # 2.2.2.2\n3.3.3.3", [[3, "3.3.3.3", null]]],
    [
      "a byte order mark",
      "\ufeff1.1.1.1\n2.2.2.2",
      [
        [1, "1.1.1.1", null],
        [2, "2.2.2.2", null],
      ],
    ],
    ["a byte order mark before a comment", "\ufeff# list\n2.2.2.2", [[2, "2.2.2.2", null]]],
    [
      "Unicode blanks",
      "\u00a01.1.1.1\u2003,\u3000\t2.2.2.2\u200b",
      [
        [1, "1.1.1.1", null],
        [1, "2.2.2.2", null],
      ],
    ],
    [
      "all notations",
      "1.1.1.1 - 1.1.1.9, 2.2.2.*, 3.3.3.0/24, 2001:db8::/64",
      [
        [1, "1.1.1.1 - 1.1.1.9", null],
        [1, "2.2.2.*", null],
        [1, "3.3.3.0/24", null],
        [1, "2001:db8::/64", null],
      ],
    ],
  ])("%s", (_, text, expected) => {
    expect(listed(text)).toEqual(expected);
  });
});

describe("options", () => {
  const NOON = Date.UTC(2026, 11, 1, 12);
  const END = Date.UTC(2026, 11, 1, 23, 59, 59);

  test.each<[string, number | null | undefined, boolean | undefined, string | null]>([
    ["1.1.1.1", undefined, undefined, null],
    ["1.1.1.1 until 2026-12-01T12:00Z", NOON, undefined, null],
    ["1.1.1.1 until 2026-12-01T12:00:00Z # Ann until Friday", NOON, undefined, "Ann until Friday"],
    ["1.1.1.1 until 2026-12-01T13:00+01:00 off#x", NOON, false, "x"],
    ["1.1.1.1 off until 2026-12-01 12:00", NOON, false, null],
    ["1.1.1.1\tUNTIL\u00a02026-12-01   OFF ", END, false, null],
    ["1.1.1.1, until never, on", null, true, null],
    ["1.1.1.1 on until never # off", null, true, "off"],
    ["1.1.1.1 - 1.1.1.9 off", undefined, false, null],
    ["2001:db8::/48 off # Büro", undefined, false, "Büro"],
  ])("of %j", (line, expiresAt, enabled, label) => {
    const { entries, errors } = parseEntryList(line);
    expect(errors).toEqual([]);
    expect(entries).toMatchObject([{ expiresAt, enabled, label }]);
  });

  it("belong to every entry of their line, and to no other", () => {
    const { entries } = parseEntryList("1.1.1.1, 2.2.2.2 until 2026-12-01 off # both\n3.3.3.3");
    expect(entries.map(({ expiresAt, enabled, label }) => [expiresAt, enabled, label])).toEqual([
      [END, false, "both"],
      [END, false, "both"],
      [undefined, undefined, null],
    ]);
  });

  it("that a later line of the same range says fill in what the first left out", () => {
    const { entries } = parseEntryList("1.1.1.1 off\n1.1.1.1 on until 2026-12-01\n1.1.1.1 until never # x");
    expect(entries).toMatchObject([{ enabled: false, expiresAt: END, label: "x" }]);
  });

  test.each([
    ["1.1.1.1 until tomorrow", "invalid_time"],
    ["1.1.1.1 until 2026-02-30", "invalid_time"],
    ["1.1.1.1 until 2026-12-01T24:00Z", "invalid_time"],
    ["1.1.1.1 until 2106-12-01", "invalid_time"],
    ["1.1.1.1 until 1 December 2026", "misplaced_option"],
    ["1.1.1.1 until 2026-12-01, 2.2.2.2", "misplaced_option"],
    ["1.1.1.1 off, 2.2.2.2", "misplaced_option"],
    ["1.1.1.1 off on", "repeated_option"],
    ["1.1.1.1 until never until 2026-12-01", "repeated_option"],
    ["off # x", "misplaced_option"],
    ["until 2026-12-01", "misplaced_option"],
  ])("%j is an error of its line", (line, code) => {
    const { errors } = parseEntryList(`9.9.9.9\n${line}`);
    expect(errors.map((error) => [error.line, error.code])).toContainEqual([2, code]);
  });

  it.each(["until ", "off ", ",off", "on off ", "until 2026-12-01 ", "1.1.1.1 off,"])(
    "are no burden when the text is 1 MiB of %j",
    (words) => {
      expect(parseEntryList(words.repeat((1 << 20) / words.length)).errors).not.toEqual([]);
    },
  );
});

describe("a label with an address in it", () => {
  test.each([
    "Archer49.37.165.0/16",
    "Ann, 203.0.113.8",
    "203.0.113.8",
    "x203.0.113.8y",
    "home 2001:db8::7",
    "2001:db8::/48 too",
    "ends in 203.0.113.8.",
  ])("is a warning: %j", (label) => {
    const { entries, warnings } = parseEntryList(`1.1.1.1, 2.2.2.2 # ${label}`);
    expect(entries).toHaveLength(2);
    expect(warnings).toMatchObject([{ line: 1, value: "1.1.1.1", code: "label_has_address" }]);
  });

  test.each([
    "Floor 2, room 1.2.3",
    "12:30:45",
    "aa:bb:cc:dd:ee:ff",
    "Note:: call",
    "v999.1.1.1",
    "1.2.3.4.5",
    "::",
    "C::x",
  ])("is none in %j", (label) => {
    expect(parseEntryList(`1.1.1.1 # ${label}`).warnings).toEqual([]);
  });
});

describe("errors", () => {
  it("are all told, each with its line and value, and the other entries are read", () => {
    const { entries, errors } = parseEntryList("1.1.1.1\n127.1, 2.2.2.2, x y # office\n\n0.0.0.0/0\r3.3.3.3/40");
    expect(entries.map(({ entry }) => entry.value)).toEqual(["1.1.1.1", "2.2.2.2"]);
    expect(errors.map(({ line, value, code }) => [line, value, code])).toEqual([
      [2, "127.1", "short_ipv4"],
      [2, "x y", "unexpected_character"],
      [4, "0.0.0.0/0", "covers_everything"],
      [5, "3.3.3.3/40", "invalid_prefix"],
    ]);
    for (const { detail, fix } of errors) expect([detail, fix]).not.toContain("");
  });

  it("cut a value that is too long to show", () => {
    const [error] = parseEntryList("9".repeat(1_000_000)).errors;
    expect(error?.value).toBe(`${"9".repeat(100)}…`);
  });

  it("tell all of some thousands", () => {
    expect(parseEntryList("x\n".repeat(5_000)).errors.map(({ line }) => line)).toEqual(
      Array.from({ length: 5_000 }, (_, i) => i + 1),
    );
  });

  it("end the reading when the text is no list at all", () => {
    expect(parseEntryList("x,".repeat(100_000)).errors).toHaveLength(MAX_LISTED_ERRORS);
  });
});

describe("duplicates", () => {
  it("become one entry with a warning, whatever their spelling", () => {
    const { entries, warnings } = parseEntryList(
      "203.0.113.0/24\n203.0.113.*, ::ffff:203.0.113.0/120\n203.0.113.0-203.0.113.255",
    );
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ line: 1, entry: { value: "203.0.113.0/24" } });
    expect(warnings.map(({ line, value, code }) => [line, value, code])).toEqual([
      [2, "203.0.113.*", "duplicate"],
      [2, "::ffff:203.0.113.0/120", "duplicate"],
      [3, "203.0.113.0-203.0.113.255", "duplicate"],
    ]);
    expect(warnings[0]?.detail).toBe('This is the same as "203.0.113.0/24" in line 1. It is listed once.');
  });

  it("are told by their place among all entries, so that each of the text has its one", () => {
    const { entries, duplicates } = parseEntryList("1.1.1.1, 2.2.2.2, 1.1.1.1\n2.2.2.2/32, 3.3.3.3\n1.1.1.1");
    expect(entries.map(({ entry }) => entry.value)).toEqual(["1.1.1.1", "2.2.2.2", "3.3.3.3"]);
    expect(duplicates).toEqual([
      { item: 2, of: 0, line: 1, value: "1.1.1.1" },
      { item: 3, of: 1, line: 2, value: "2.2.2.2/32" },
      { item: 5, of: 0, line: 3, value: "1.1.1.1" },
    ]);
  });

  it("keep the first label that is not empty", () => {
    const { entries } = parseEntryList("1.1.1.1 #\n1.1.1.1 # first\n1.1.1.1 # second\n2.2.2.2 # own\n2.2.2.2 # other");
    expect(entries.map(({ label }) => label)).toEqual(["first", "own"]);
  });

  it("are not what merely overlaps", () => {
    expect(parseEntryList("203.0.113.0/24, 203.0.113.7, 203.0.113.0/25")).toMatchObject({
      entries: { length: 3 },
      warnings: [],
    });
  });
});

describe("warnings", () => {
  it("of the entries stand in the list too, in order of lines", () => {
    const { warnings } = parseEntryList("1.1.1.1\n49.37.165.0/16\n1.1.1.1\n192.168.0.1");
    expect(warnings.map(({ line, value, code }) => [line, value, code])).toEqual([
      [2, "49.37.165.0/16", "host_bits"],
      [3, "1.1.1.1", "duplicate"],
      [4, "192.168.0.1", "private_address"],
    ]);
  });
});

describe("size", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) => `${11 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}.1`).join("\n");

  it("may be 250,000 entries", () => {
    const { entries, errors } = parseEntryList(many(MAX_LISTED_ENTRIES));
    expect(entries).toHaveLength(MAX_LISTED_ENTRIES);
    expect(errors).toEqual([]);
  });

  it("may not be more: the rest is an error, not left out in silence", () => {
    const { entries, errors } = parseEntryList(many(MAX_LISTED_ENTRIES + 2));
    expect(entries).toHaveLength(MAX_LISTED_ENTRIES);
    expect(errors).toMatchObject([{ line: MAX_LISTED_ENTRIES + 1, code: "too_many_entries" }]);
  });

  it.each(["\n", ",", " ", "\r\n", "#", "\u00a0"])("is no burden when the text is 4 MiB of %j", (sign) => {
    const text = sign.repeat((4 << 20) / sign.length);
    expect(parseEntryList(`${text}1.1.1.1`).errors).toEqual([]);
  });
});
