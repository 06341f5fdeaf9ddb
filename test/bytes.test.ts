import fc from "fast-check";
import { expect, test } from "vitest";
import { fromBase64Url, sha256Hex, toBase64Url, toHex } from "../src/bytes.ts";

const bytes = fc.uint8Array({ maxLength: 100 });

test("hexadecimal has two lower-case digits for each byte", () => {
  expect(toHex(Uint8Array.of(0, 1, 15, 16, 171, 255))).toBe("00010f10abff");
  expect(toHex(new ArrayBuffer(0))).toBe("");
});

test("base64url has no padding and nothing that a URL or cookie must encode, and is read back", () => {
  fc.assert(
    fc.property(bytes, (input) => {
      const text = toBase64Url(input);
      expect(text).toMatch(/^[\w-]*$/);
      expect(fromBase64Url(text)).toEqual(input);
    }),
  );
});

test.each(["=", "a", "a b!", "é", "ab=c"])("%j is not base64url", (text) => {
  expect(fromBase64Url(text)).toBeNull();
});

test("SHA-256 of a text is that of its UTF-8 bytes (FIPS 180-4, appendix B.1)", async () => {
  expect(await sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(await sha256Hex("é")).toBe(await sha256Hex(new TextDecoder().decode(Uint8Array.of(0xc3, 0xa9))));
});
