import { expect, test } from "vitest";
import * as z from "zod";
import { validate } from "../../src/input/validation.ts";

test.each<[unknown, z.ZodType, string]>([
  ["", z.string().min(1), "At least 1 character."],
  ["", z.string().min(2), "At least 2 characters."],
  ["ab", z.string().max(1), "At most 1 character."],
  ["a", z.string().max(0), "At most 0 characters."],
  [[], z.array(z.string()).min(1), "At least 1 item."],
  [["a", "b", "c"], z.array(z.string()).max(2), "At most 2 items."],
  [0, z.number().min(1), "At least 1."],
  [9, z.number().max(2), "At most 2."],
])("%j is out of bounds, and the fix names the bound in good English", (input, schema, fix) => {
  expect(validate(input, schema, "body")).toMatchObject({ ok: false, error: { errors: [{ fix }] } });
});
