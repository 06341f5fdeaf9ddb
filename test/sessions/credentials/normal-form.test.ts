import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalForm } from "../../../src/sessions/credentials/normal-form.ts";

const token = fc.stringMatching(/^[A-Za-z0-9._~:=/|!*'()@-]{1,60}$/);
const escapeAll = (text: string) =>
  [...text].map((character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`).join("");

describe("the normal form of a value", () => {
  test("is the value itself for what tokens are made of: no two of them become one", () => {
    fc.assert(
      fc.property(token, (value) => {
        expect(normalForm(value)).toBe(value);
      }),
    );
  });

  test("is the same for every spelling that some origin undoes", () => {
    fc.assert(
      fc.property(token, (value) => {
        for (const spelling of [
          encodeURIComponent(value),
          escapeAll(value),
          escapeAll(value).toUpperCase(),
          escapeAll(escapeAll(value)),
          `"${value}"`,
          `"${encodeURIComponent(value)}"`,
          `%22${value}%22`,
          ` ${value}\t`,
          `\u00a0${value}\ufeff`,
          `"${[...value].map((character) => `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`).join("")}"`,
        ]) {
          expect(normalForm(spelling)).toBe(value);
        }
      }),
    );
  });

  test.each([
    ["a+b", "a b"],
    ["a%2Bb", "a b"],
    ["a%20b", "a b"],
    ["x%C3%A9x", "xéx"],
    ["xéx", "xéx"],
    ["%zz%4", "%zz%4"],
    ["%", "%"],
    ["a\\", "a"],
    ['""', ""],
    ["\u0000\u001f \u007f", ""],
    ["", ""],
  ])("%j → %j", (text, form) => {
    expect(normalForm(text)).toBe(form);
  });

  test("is its own normal form", () => {
    const spelled = fc
      .array(fc.constantFrom("a", "%", "4", "1", "2", "5", "\\", '"', "+", " ", "é", "B"), { maxLength: 8 })
      .map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(spelled, (text) => {
        expect(normalForm(normalForm(text))).toBe(normalForm(text));
      }),
    );
  });
});
