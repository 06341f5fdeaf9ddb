import { describe, expect, test } from "vitest";
import { createId, createIds, MAX_IDS } from "../../src/storage/ids.ts";
import { NOW, random } from "../support/storage.ts";

const zeros = (count: number) => new Uint8Array(count);

describe("ids", () => {
  test("are a prefix and digits that name neither time nor order in plain", () => {
    expect(createId("ent", NOW, zeros)).toMatch(/^ent_[0-9a-hjkmnp-tv-z]{21}$/);
  });

  test("sort as text in the order in which they were made", () => {
    const made = [NOW, NOW + 1, NOW + 31, NOW + 32, NOW + 86_400_000].flatMap((at) => createIds("ent", 40, at, zeros));
    expect(made.toSorted()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  test("of two calls in one millisecond differ", () => {
    const made = Array.from({ length: 1_000 }, () => createId("evt", NOW, random));
    expect(new Set(made).size).toBe(1_000);
  });

  test("are made for more entries than a list may have, and not for more than they can tell apart", () => {
    expect(new Set(createIds("ent", 250_000, NOW, zeros)).size).toBe(250_000);
    expect(() => createIds("ent", MAX_IDS + 1, NOW, zeros)).toThrow(RangeError);
  });
});
