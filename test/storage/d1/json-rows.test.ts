import { describe, expect, test } from "vitest";
import { jsonRows } from "../../../src/storage/d1/json-rows.ts";

/** D1 refuses a longer bound value. */
const D1_MAX_VALUE_BYTES = 2_000_000;

describe("rows as JSON", () => {
  test("are nothing for no rows, and one text for few", () => {
    expect(jsonRows([])).toEqual([]);
    expect(
      jsonRows([
        ["a", 1, null],
        ["b", 2, "x"],
      ]),
    ).toEqual(['[["a",1,null],["b",2,"x"]]']);
  });

  test.each([
    ["ASCII", "x".repeat(200)],
    ["three bytes a character", "東".repeat(200)],
    ["four bytes a character", "🏢".repeat(100)],
    ["escaped", "\u0000".repeat(200)],
  ])("are cut so that D1 accepts each text, and lose none: %s", (_, label) => {
    const rows = Array.from({ length: 20_000 }, (_, i) => [`ent_${i}`, label] as const);
    const texts = jsonRows(rows);
    const sizes = texts.map((text) => new TextEncoder().encode(text).length);
    expect(Math.max(...sizes)).toBeLessThan(D1_MAX_VALUE_BYTES);
    expect(texts.flatMap((text) => JSON.parse(text) as unknown[])).toEqual(rows);
  });
});
