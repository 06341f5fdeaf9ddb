import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crc32, formatToken, isToken, TOKEN_RANDOM_BYTES } from "../../src/access/token-secret.ts";
import { hashSecret } from "../../src/storage/secret.ts";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const bytes = fc.uint8Array({ minLength: TOKEN_RANDOM_BYTES, maxLength: TOKEN_RANDOM_BYTES });

/** The random bits of a token, read back. */
const bitsOf = (token: string): bigint =>
  [...token.slice(4, -6)].reduce((sum, digit) => sum * 62n + BigInt(DIGITS.indexOf(digit)), 0n);

describe("a token", () => {
  test("holds all of its 256 random bits, and is one word", () => {
    fc.assert(
      fc.property(bytes, (random) => {
        const token = formatToken(random);
        expect(token).toMatch(/^gth_[0-9A-Za-z]{49}$/);
        expect(isToken(token)).toBe(true);
        expect(bitsOf(token)).toBe(random.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n));
      }),
    );
  });

  test("that was mistyped, cut or lengthened is known by its checksum", () => {
    fc.assert(
      fc.property(bytes, fc.nat(52), fc.constantFrom(...DIGITS), (random, place, digit) => {
        const token = formatToken(random);
        const mistyped = token.slice(0, place) + digit + token.slice(place + 1);
        expect(isToken(mistyped)).toBe(mistyped === token);
        expect(isToken(token.slice(0, place))).toBe(false);
        expect(isToken(token + digit)).toBe(false);
      }),
    );
  });

  test.each(["", "gth_", `gth_${"0".repeat(49)}`, `gth_${"é".repeat(49)}`, `\n${formatToken(new Uint8Array(32))}`])(
    "is not %j",
    (text) => {
      expect(isToken(text)).toBe(false);
    },
  );
});

test("the checksum is the CRC-32 that everybody computes", () => {
  expect(crc32("123456789")).toBe(0xcbf43926);
  expect(crc32("")).toBe(0);
});

test("what is stored is the SHA-256 of the whole token", async () => {
  expect(await hashSecret("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
