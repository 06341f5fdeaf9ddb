import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CsvHandler, MAX_ROW_LENGTH, readCsv } from "../../../src/allowlist/reading/csv.ts";
import { guardFormula, unguardFormula } from "../../../src/allowlist/reading/csv-formula.ts";

type Read = readonly (readonly [line: number, cells: readonly string[]])[];

/** The rows, and the faults as [line, code]. */
function read(text: string): { readonly rows: Read; readonly faults: readonly (readonly [number, string])[] } {
  const rows: [number, readonly string[]][] = [];
  const faults: [number, string][] = [];
  const handler: CsvHandler = {
    row: (line, cells) => rows.push([line, cells]) > 0,
    fault: (line, code) => faults.push([line, code]) > 0,
  };
  readCsv(text, handler);
  return { rows, faults };
}

const trimmed = (rows: Read): Read => rows.map(([line, cells]) => [line, cells.map((cell) => cell.trim())]);

describe("rows", () => {
  test.each<[string, string, Read]>([
    ["nothing", "", []],
    ["LF", "a,b\n1,2\n", [[1, ["a", "b"]], [2, ["1", "2"]]]], // biome-ignore format: a row a row
    ["no end of the last line", "a,b\n1,2", [[1, ["a", "b"]], [2, ["1", "2"]]]], // biome-ignore format: a row a row
    ["CRLF", "a,b\r\n1,2\r\n", [[1, ["a", "b"]], [2, ["1", "2"]]]], // biome-ignore format: a row a row
    ["CR", "a,b\r1,2\r", [[1, ["a", "b"]], [2, ["1", "2"]]]], // biome-ignore format: a row a row
    ["CRLF and LF", "a,b\r\n1,2\n3,4\r\n", [[1, ["a", "b"]], [2, ["1", "2"]], [3, ["3", "4"]]]], // biome-ignore format: a row a row
    ["empty lines", "\n\na\n\r\n  \n1\n\n", [[3, ["a"]], [6, ["1"]]]], // biome-ignore format: a row a row
    ["rows of empty cells", "a,b\n,\n , \n1,\n", [[1, ["a", "b"]], [4, ["1", ""]]]], // biome-ignore format: a row a row
    ["quoted commas", '"a,b",c\n', [[1, ["a,b", "c"]]]],
    ["doubled quotes", '"say ""hi""",""""\n', [[1, ['say "hi"', '"']]]],
    ["empty quotes", '"","x"\n', [[1, ["", "x"]]]],
    ["quoted line ends", '"a\nb",c\n"d\r\n\r\ne",f\r\n1,2\n', [[1, ["a\nb", "c"]], [3, ["d\r\n\r\ne", "f"]], [6, ["1", "2"]]]], // biome-ignore format: a row a row
    ["a blank behind quotes", '"a" ,b\n"c"\t\r\n', [[1, ["a", "b"]], [2, ["c"]]]], // biome-ignore format: a row a row
    ["quotes at the very end", 'a,"b"', [[1, ["a", "b"]]]],
    ["a quoted cell that looks like rows", 'a\n"1,2\n3,4"\n5', [[1, ["a"]], [2, ["1,2\n3,4"]], [4, ["5"]]]], // biome-ignore format: a row a row
  ])("%s", (_name, text, rows) => {
    expect(read(text).faults).toEqual([]);
    expect(trimmed(read(text).rows)).toEqual(rows);
  });

  test("come back from what RFC 4180 writes of them, each on its line", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "é", ",", '"', "\n", "\r\n", " ", ";", "=", "#", "\t") });
    const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 20 });
    fc.assert(
      fc.property(table, (rows) => {
        const written = rows.map((cells) => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(","));
        let line = 1;
        const expected = rows.map((cells, i) => {
          const at = line;
          line += 1 + ((written[i] ?? "").match(/\n/g) ?? []).length;
          return [at, cells] as const;
        });
        const { rows: got, faults } = read(`${written.join("\r\n")}\r\n`);
        expect(faults).toEqual([]);
        expect(got).toEqual(expected.filter(([, cells]) => cells.some((text) => text.trim() !== "")));
      }),
    );
  });
});

describe("what RFC 4180 does not allow is told by its line, and the rest is read", () => {
  test.each<[string, string, (readonly [number, string])[], Read]>([
    [
      "a quote that is never closed",
      'a,b\n"1,2\n3,4\n',
      [[2, "unclosed_quote"]],
      [
        [1, ["a", "b"]],
        [3, ["3", "4"]],
      ],
    ],
    [
      "a quote that another cell's closes",
      'a,b\n"1,2\n3,4\n"5",6\n7,8\n',
      [[2, "text_after_quote"]],
      [
        [1, ["a", "b"]],
        [3, ["3", "4"]],
        [4, ["5", "6"]],
        [5, ["7", "8"]],
      ],
    ],
    [
      "quotes that are not doubled",
      'a\n"Bob "the" Builder",2\n3,4\n',
      [[2, "text_after_quote"]],
      [
        [1, ["a"]],
        [3, ["3", "4"]],
      ],
    ],
    [
      "a quote within a bare cell",
      'a\n1,5" disk\n 1,"2" \n3, "4"\n5\n',
      [
        [2, "quote_in_bare_cell"],
        [4, "quote_in_bare_cell"],
      ],
      [
        [1, ["a"]],
        [3, ["1", "2"]],
        [5, ["5"]],
      ],
    ],
    [
      "a fault behind a quoted line end",
      'a\n"x\ny","z"q\n3\n',
      [[2, "text_after_quote"]],
      [
        [1, ["a"]],
        [4, ["3"]],
      ],
    ],
    [
      "a row without an end",
      `a\n${"x,".repeat(MAX_ROW_LENGTH)}\n3\n`,
      [[2, "row_too_long"]],
      [
        [1, ["a"]],
        [3, ["3"]],
      ],
    ],
  ])("%s", (_name, text, faults, rows) => {
    const got = read(text);
    expect(got.faults).toEqual(faults);
    expect(trimmed(got.rows)).toEqual(rows);
  });

  test("and no text makes it throw, or tell of a line that there is not", () => {
    const text = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r\n", "\r", " "), maxLength: 80 });
    fc.assert(
      fc.property(text, (csv) => {
        const { rows, faults } = read(csv);
        const lines = [...rows, ...faults].map(([line]) => line);
        expect(Math.max(0, ...lines)).toBeLessThanOrEqual(csv.split(/\n|\r/).length);
        expect(rows.map(([line]) => line)).toEqual(rows.map(([line]) => line).toSorted((a, b) => a - b));
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['"', '""', '"a', 'a"', "x,", '"x",', "\n", '"\n', '"",\n', '"""\n', '"""x\n'])(
    "and 4 MiB of %j are no burden",
    (sign) => {
      const text = sign.repeat((4 << 20) / sign.length);
      let count = 0;
      readCsv(text, { row: () => ++count < 1e6, fault: () => ++count < 1e6 });
      expect(count).toBeGreaterThanOrEqual(0);
    },
  );
});

describe("a label in a spreadsheet", () => {
  test.each([
    ["=1+1", "'=1+1"],
    ["+49 30 1234", "'+49 30 1234"],
    ["-", "'-"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["＝1", "'＝1"],
    ["'=1", "''=1"],
    ["''@x", "'''@x"],
    ['"=1', `"'=1`],
    ["x;=cmd|' /C calc'!A0", "x;'=cmd|' /C calc'!A0"],
    ['x; "=1;+2', `x; "'=1;'+2`],
    ["'quoted'", "'quoted'"],
    ["a=b", "a=b"],
    ["Office-1", "Office-1"],
    ["O'Hare", "O'Hare"],
    ["", ""],
  ])("%j is written %j", (label, cell) => {
    expect(guardFormula(label)).toBe(cell);
    expect(unguardFormula(cell)).toBe(label);
  });

  test("comes back whatever it is, and never begins like a formula", () => {
    const label = fc.string({ unit: fc.constantFrom("=", "+", "-", "@", "＝", "'", '"', ";", " ", ",", "a") });
    fc.assert(
      fc.property(label, (text) => {
        expect(unguardFormula(guardFormula(text))).toBe(text);
        for (const part of guardFormula(text).split(";")) expect(part).not.toMatch(/^[ "]*[=+\-@＝＋－＠]/);
      }),
      { numRuns: 5000 },
    );
  });
});
