import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeLeniently, formsOf, otherForms, readJose } from "../../../src/sessions/credentials/value-forms.ts";

const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl";

describe("forms of a value", () => {
  test("are its own alone for what no decoder respells", () => {
    for (const value of ["abc", "e4d909c290d0fb1ca068ffaddf22cbd0", "s:abc.def"])
      expect(formsOf(value)).toEqual([value]);
    for (const nothing of ["", " ", '""', "%22%22"]) expect(formsOf(nothing)).toEqual([]);
  });

  test("of base64 from 32 characters on are one whatever its unused bits and padding are", () => {
    const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 24, maxLength: 50 }), fc.nat(15), fc.nat(2), (bytes, bits, padding) => {
        const text = btoa(String.fromCharCode(...bytes))
          .replaceAll("=", "")
          .replaceAll("+", "-")
          .replaceAll("/", "_");
        const unused = [0, 0, 15, 3][text.length % 4] ?? 0;
        const last = digits.indexOf(text.at(-1) ?? "");
        const respelled = text.slice(0, -1) + digits.charAt(last | (bits & unused)) + "=".repeat(padding);
        const [forms, others] = [formsOf(text), formsOf(respelled)];
        expect(others.some((form) => forms.includes(form))).toBe(true);
      }),
    );
    expect(otherForms(`${"A".repeat(29)}B`)).toEqual([]);
  });

  test("of a signed value respell its last run of base64 alone", () => {
    const signed = `s:${"a".repeat(32)}.${"b".repeat(41)}AB`;
    expect(otherForms(signed)).toEqual([`${signed.slice(0, -1)}A`]);
  });

  test("of a JOSE token are its text and its identity", () => {
    expect(formsOf(JWT)).toEqual([JWT, "jose eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9"]);
  });
});

describe("JOSE", () => {
  const jwe = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAA.AAAA.AAAA";
  test.each<[string, ReturnType<typeof readJose>["kind"]]>([
    [JWT, "jose"],
    [jwe, "jose"],
    [`${JWT}.`, "malformed"],
    [`${JWT}.AAAA`, "malformed"],
    [`${JWT}=`, "malformed"],
    [` ${JWT}`, "malformed"],
    [JWT.slice(0, JWT.lastIndexOf(".")), "malformed"],
    ["eyJhbGciOiJIUzI1NiJ9", "not_jose"],
    ["eyJ0eXAiOiJKV1QifQ.e30.AAAA", "not_jose"],
    ["v4.local.AAAA", "not_jose"],
    ["a.b.c", "not_jose"],
    ["", "not_jose"],
  ])("%s: %s", (text, kind) => {
    expect(readJose(text).kind).toBe(kind);
  });
});

test("a lenient decoder skips what is no digit, and takes both alphabets", () => {
  for (const text of ["aGk_", "aGk/", "a G.k/", "aGk/=", "aGk/A"])
    expect(decodeLeniently(text)).toBe(decodeLeniently("aGk/"));
  expect(["", "!", "A"].map(decodeLeniently)).toEqual(["", "", ""]);
});
