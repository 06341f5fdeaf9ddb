import { fromBase64Url, withoutUnusedBits } from "../../bytes.ts";
import { normalForm } from "./normal-form.ts";

/** In characters. A shorter text is not the base64 of a secret, so its last character has no other spelling. */
const RESPELLED_MIN_LENGTH = 32;

/** A JSON Web Signature or Encryption in compact form (RFC 7515 section 3.1, RFC 7516 section 3.1). */
export type Jose =
  | { readonly kind: "not_jose" }
  /** It has the form of a JWT, but no issuer spells it like this. */
  | { readonly kind: "malformed" }
  /** All parts but the last one: a signature has other texts that verifiers take (unused bits; ES256's n − s). */
  | { readonly kind: "jose"; readonly identity: string };

/** It is one when its first part decodes to a JSON object with `alg`. */
export function readJose(text: string): Jose {
  const parts = text.split(".");
  const header = decodeLeniently(parts[0] ?? "");
  if (parts.length < 2 || !header.trimStart().startsWith("{") || !/"alg"\s*:/.test(header)) return { kind: "not_jose" };
  const isCanonical = (parts.length === 3 || parts.length === 5) && parts.every((part) => fromBase64Url(part) !== null);
  return isCanonical ? { kind: "jose", identity: parts.slice(0, -1).join(".") } : { kind: "malformed" };
}

/** As lenient decoders do: both alphabets; other characters are skipped. */
export function decodeLeniently(text: string): string {
  const digits = text
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .replace(/[^A-Za-z0-9+/]/g, "");
  const whole = digits.length % 4 === 1 ? digits.slice(0, -1) : digits;
  return whole === "" ? "" : new TextDecoder().decode(Uint8Array.from(atob(whole), (c) => c.charCodeAt(0)));
}

/**
 * Other texts by which a value is recognised when it has been ended: verifiers read them as the same credential. They
 * can only deny; only the value itself proves or names a session.
 *
 * @param value in normal form.
 */
export function otherForms(value: string): readonly string[] {
  const jose = readJose(value);
  if (jose.kind === "jose") return [`jose ${jose.identity}`];
  if (value.length < RESPELLED_MIN_LENGTH) return [];
  const end = startOfRun(value, value.length, /=/);
  const start = startOfRun(value, end, /[A-Za-z0-9_+/-]/);
  const respelled = value.slice(0, start) + withoutUnusedBits(value.slice(start, end));
  return respelled === value ? [] : [respelled];
}

/**
 * What lenient decoders of base64 leave of a token: they skip every character that is no digit (Python, Node, PHP), so
 * `ab!!cd` is `abcd`; decoders of the older alphabet skip `-` and `_` too. With one alphabet, and without the unused bits
 * of the last part. Like `otherForms`, they can only deny.
 *
 * @param value in normal form.
 */
export function skippingForms(value: string): readonly string[] {
  if (readJose(value).kind === "jose") return [];
  const digits = value.replaceAll("/", "_").replace(/[^\w.-]+/g, "");
  const older = value.replace(/[^A-Za-z0-9/.]+/g, "").replaceAll("/", "_");
  const forms = [digits, older].map((text) => {
    const start = text.lastIndexOf(".") + 1;
    return text.slice(0, start) + withoutUnusedBits(text.slice(start));
  });
  return [...new Set(forms)].filter((form) => form !== value && form.length >= RESPELLED_MIN_LENGTH);
}

/** Where the characters of a kind begin that end at `end`. In linear time, unlike a regular expression for this. */
function startOfRun(text: string, end: number, kind: RegExp): number {
  let start = end;
  while (start > 0 && kind.test(text.charAt(start - 1))) start--;
  return start;
}

/** Every form of a text that may be a credential, its own normal form first; empty when it has none. */
export function formsOf(text: string): readonly string[] {
  const value = normalForm(text);
  return value === "" ? [] : [value, ...otherForms(value)];
}
