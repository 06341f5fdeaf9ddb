import { createHash } from "node:crypto";
import { decodeEscapes } from "./reader.ts";

/** A session cookie as its origin set it, and the seal that Gatehouse set beside it. */
export interface SealedCookie {
  readonly name: string;
  readonly value: string;
  /** `name=value` of the seal; null: this cookie never came through Gatehouse. */
  readonly seal: string | null;
}

/** `name=value`, to the byte. */
export const pairOf = ({ name, value }: SealedCookie): string => `${name}=${value}`;

/** The name of a cookie's seal, as DESIGN.md says it; with `isHostOnly` for a line that is Secure, Path=/ and without Domain. */
export function sealNameOf(name: string, isHostOnly = false): string {
  const digest = createHash("sha256").update(name, "latin1").digest("base64url");
  return `${isHostOnly ? "__Host-" : ""}gth1-${digest.slice(0, 8)}`;
}

/** Whether a segment of a Cookie header is one of Gatehouse's own cookies, which no origin sees. */
export const isGatehouseCookie = (segment: string): boolean => /^\s*(?:__Host-)?gth1-/i.test(segment);

export const segmentsOf = (header: string): readonly string[] =>
  header
    .split(";")
    .map((segment) => segment.trim())
    .filter((segment) => segment !== "");

/**
 * Whether a product that read `reading` may accept it as `value`: in base64url or base64, with whatever last character, with
 * padding, with junk that a lenient decoder skips, under one or two percent escapes, in quotes, or with text around it.
 */
export function holds(reading: string, value: string): boolean {
  // Without its last character, which has unused bits in most lengths.
  const sought = essenceOf(value).slice(0, -1);
  const once = decodeEscapes(reading);
  return [reading, once, decodeEscapes(once), unescapeQuoted(reading)].some((text) => essenceOf(text).includes(sought));
}

/** Without what base64 decoders skip, in one alphabet. */
const essenceOf = (text: string): string =>
  text
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .replace(/[^A-Za-z0-9+/]/g, "");

/** RFC 2109's quoted-pair, and Python's octal escapes. */
const unescapeQuoted = (text: string): string =>
  text.replace(/\\([0-3][0-7]{2}|.)/gs, (_, escaped: string) =>
    escaped.length === 3 ? String.fromCharCode(Number.parseInt(escaped, 8)) : escaped,
  );
