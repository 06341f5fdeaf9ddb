/** Bytes as text and back: hexadecimal and base64url (RFC 4648 sections 5 and 8), always without padding. */

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Two lower-case digits a byte. */
export function toHex(bytes: ArrayBuffer | Uint8Array): string {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += HEX[byte];
  return text;
}

/** For short texts: all bytes become arguments of one call. */
export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

const BASE64URL = /^[A-Za-z0-9_-]*$/;

/** Null: not base64url, or a spelling of it that no encoder writes (padding, unused bits that are not zero). */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!BASE64URL.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return hasUnusedBits(text) ? null : bytes;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The last character of a group of two carries four unused bits, of a group of three two. */
function hasUnusedBits(text: string): boolean {
  const rest = text.length % 4;
  if (rest === 0) return false;
  const last = DIGITS.indexOf(text.charAt(text.length - 1));
  return (last & (rest === 2 ? 0b1111 : 0b11)) !== 0;
}

/** The same text with the unused bits of its last character zero, as if all of it were base64 or base64url. */
export function withoutUnusedBits(text: string): string {
  const rest = text.length % 4;
  if (rest !== 2 && rest !== 3) return text;
  const last = text
    .charAt(text.length - 1)
    .replace("+", "-")
    .replace("/", "_");
  const digit = DIGITS.indexOf(last);
  if (digit === -1) return text;
  const zeroed = DIGITS.charAt(digit & ~(rest === 2 ? 0b1111 : 0b11));
  return zeroed === last ? text : text.slice(0, -1) + zeroed;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/**
 * The same text as a string of its own. V8 makes a part of a string as a view of the whole one: a short text from a long
 * header, when it is remembered, would keep the header in memory.
 */
export const copyOfText = (text: string): string => decoder.decode(encoder.encode(text));

/** Compares two texts of one length in a time that does not tell where they differ. */
export function isEqualInConstantTime(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index++) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}

/** SHA-256 of a text in UTF-8, as hexadecimal. */
export const sha256Hex = async (text: string): Promise<string> =>
  toHex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
