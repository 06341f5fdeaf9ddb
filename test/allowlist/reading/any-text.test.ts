import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseEntry } from "../../../src/address/entry/entry.ts";
import { readAnyText } from "../../../src/allowlist/reading/any-text/read-any-text.ts";
import { MAX_CANDIDATES, MAX_LEFT_OUT } from "../../../src/allowlist/reading/any-text/reading.ts";
import { SNIPPETS } from "./any-text-corpus.ts";

const foundIn = (text: string) => readAnyText(text).list.entries.map(({ value, label = null }) => [value, label]);

describe("texts as people have them", () => {
  test("are at least sixty", () => {
    expect(new Set(SNIPPETS.map(({ name }) => name)).size).toBeGreaterThanOrEqual(60);
  });

  test.each(SNIPPETS)("$name", ({ text, found, leftOut = [] }) => {
    const reading = readAnyText(text);
    expect(reading.list.entries.map(({ value, label = null }) => [value, label])).toEqual(found);
    expect(reading.leftOut.map(({ text: written, code }) => [written, code])).toEqual(leftOut);
    expect(foundIn(text.replaceAll("\n", "\r\n"))).toEqual(found);
  });
});

describe("any text", () => {
  const word = fc.constantFrom(
    ...["203.0.113.7", "10.0.0.0/8", "2001:db8::1", "/24", "255.255.255.0", "-", "to", "until 2031-01-01", "off", "#"],
    ...["\n", "\r\n", "\t", ";", ",", ":", '"', "{", "}", "[", "]", "<td>", "deny", "-s", "Office", "é", "\u0000", " "],
  );

  test("is read without a failure, and every proposal is an entry with a label that the API takes", () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        const { list, leftOutCount, leftOut } = readAnyText(words.join(""));
        expect(leftOutCount).toBe(leftOut.length);
        for (const { value, label, range } of list.entries) {
          expect(parseEntry(value)).toMatchObject({ ok: true, value: { range } });
          if (typeof label === "string") expect(label).toMatch(/^(?=\S)[^\p{Cc}\u2028\u2029]{1,200}(?<=\S)$/u);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe("a large text", () => {
  const MIB = 1 << 20;

  test.each([
    ...[
      "1",
      ".",
      "1.1.1.1",
      "1.1.1.1-",
      "::",
      "a:",
      "-s ",
      "deny ",
      "comment=",
      "# ",
      "\n",
      "\t",
      "<td>",
      "[.]",
      '"',
      "{",
      "[",
    ],
    ...[
      "1.1.1.1 to ",
      "203.0.113.300 ",
      "x 1.2.3.4 ",
      "until ",
      "Berlin: ",
      "&nbsp;",
      "| ",
      "255.255.255.0 ",
      "! ",
      "é",
    ],
  ])("of 1 MiB of %j is no burden", (sign) => {
    const { leftOut } = readAnyText(sign.repeat(MIB / sign.length));
    expect(leftOut.length).toBeLessThanOrEqual(MAX_LEFT_OUT);
  });

  test("of one line is read whole", () => {
    const all = Array.from({ length: 20_000 }, (_, i) => `198.${18 + (i >> 14)}.${(i >> 8) & 63}.${i & 255}`);
    for (const separator of [", ", ";", "\t", " ", " | "]) {
      expect(readAnyText(all.join(separator)).list.entries.map(({ value }) => value)).toEqual(all);
    }
  });

  test("of more texts that look like entries than are looked at is cut", () => {
    const { leftOutCount, leftOut, isCut } = readAnyText("203.0.113.300\n".repeat(MAX_CANDIDATES + 10));
    expect([leftOut.length, leftOutCount, isCut]).toEqual([MAX_LEFT_OUT, MAX_CANDIDATES, true]);
  });

  test("of more entries than an account may have is cut, and says so", () => {
    const lines = Array.from({ length: 250_002 }, (_, i) => `IP ${11 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}.1;`);
    const { list, isCut } = readAnyText(lines.join("\n"));
    expect([list.entries.length, isCut]).toEqual([250_000, true]);
  });
});
