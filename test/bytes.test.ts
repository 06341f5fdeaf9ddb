import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  fromBase64Url,
  isEqualInConstantTime,
  sha256Hex,
  toBase64Url,
  toHex,
  withoutUnusedBits,
} from "../src/bytes.ts";

const bytes = fc.uint8Array({ maxLength: 70 });
/** The platform's own, which are another's work. */
const standard = (of: Uint8Array) => btoa(String.fromCharCode(...of));
const decoded = (text: string) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));

describe("base64url", () => {
  test("is base64 in the alphabet of URLs, without padding, and back", () => {
    fc.assert(
      fc.property(bytes, (of) => {
        const text = toBase64Url(of);
        expect(text).toMatch(/^[A-Za-z0-9_-]*$/);
        expect(text.replaceAll("-", "+").replaceAll("_", "/")).toBe(standard(of).replaceAll("=", ""));
        expect(fromBase64Url(text)).toEqual(of);
      }),
    );
  });

  test("has one spelling of each text: whatever decodes is what an encoder writes", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_+/=.-]{0,20}$/), (text) => {
        const of = fromBase64Url(text);
        if (of !== null) expect(toBase64Url(of)).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each(["A", "AAAAA", "AB", "AAB", "AA=", "AA==", "A A", "A+A", "A/A", "AA\n", "é", "AA%3D"])(
    "%j is none",
    (text) => {
      expect(fromBase64Url(text)).toBeNull();
    },
  );
});

test("unused bits become zero, and nothing else changes", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{2,40}$/), (text) => {
      const zeroed = withoutUnusedBits(text);
      expect(zeroed.slice(0, -1)).toBe(text.slice(0, -1));
      if (text.length % 4 === 1) expect(zeroed).toBe(text);
      else {
        expect(decoded(zeroed)).toEqual(decoded(text));
        expect(fromBase64Url(zeroed)).toEqual(decoded(text));
      }
      expect(withoutUnusedBits(zeroed)).toBe(zeroed);
    }),
  );
  expect(["QQ", "QR", "Q+", "QQ/", "Q!", ""].map(withoutUnusedBits)).toEqual(["QQ", "QQ", "Qw", "QQ8", "Q!", ""]);
});

test("hexadecimal is two lower-case digits a byte", () => {
  fc.assert(
    fc.property(bytes, (of) => {
      expect(toHex(of)).toBe([...of].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
    }),
  );
});

test("a comparison in constant time is equality", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 5 }), fc.string({ maxLength: 5 }), (a, b) => {
      expect(isEqualInConstantTime(a, b)).toBe(a === b);
      expect(isEqualInConstantTime(a, a)).toBe(true);
      expect(isEqualInConstantTime(`${a}x`, `${a}y`)).toBe(false);
    }),
  );
});

test("SHA-256 of a text is that of its UTF-8 bytes (FIPS 180-4, appendix B.1)", async () => {
  expect(await sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(await sha256Hex("é")).toBe(await sha256Hex(new TextDecoder().decode(Uint8Array.of(0xc3, 0xa9))));
});
