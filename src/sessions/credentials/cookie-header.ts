import { isConsoleCookie } from "../../config/config.ts";
import type { CookieMatch, CookieRule } from "./cookie-names.ts";
import { readCookieValue } from "./cookie-values.ts";
import { decodePercent } from "./normal-form.ts";
import { HOST_PREFIX, SEAL_PREFIX } from "./seal.ts";

/** One cookie of a Cookie header. */
export interface CookiePart {
  /** As it stands in the header, with the white space before it. */
  readonly raw: string;
  /** `name=value`, spaces and tabs trimmed at both ends and around the first `=`: the text that a seal protects. */
  readonly text: string;
  /** The text before the first `=`; empty when there is none. */
  readonly name: string;
  readonly value: string;
  /** `own`: a seal or stamp; `console`: a console login. `candidate`: a server could read it as a session cookie. */
  readonly kind: "own" | "console" | "candidate" | "other";
  /** Of a candidate: the session cookie that a server could read in it. */
  readonly match: CookieMatch | null;
  /** Every value that a server could read from it, in normal form; none: it cannot be known by its value. */
  readonly values: readonly string[];
}

/**
 * Reads a Cookie header (RFC 6265 section 5.4). Where a proxy joined two Cookie lines by a comma, what stands after it is
 * a cookie of its own when it is one of Gatehouse's or begins with a session cookie's name.
 */
export function readCookieHeader(header: string, rule: CookieRule): readonly CookiePart[] {
  const parts: CookiePart[] = [];
  let candidates = 0;
  for (let start = 0; start <= header.length; ) {
    const semicolon = header.indexOf(";", start);
    const end = semicolon === -1 ? header.length : semicolon;
    for (const [from, to] of splitAtJoins(header, start, end, rule)) {
      if (!/[^ \t]/.test(header.slice(from, to))) continue;
      const part = readPart(header, from, to, rule, candidates < MAX_CANDIDATES);
      if (part.kind === "candidate") candidates++;
      parts.push(part);
    }
    start = end + 1;
  }
  return parts;
}

/** Spaces and tabs go at both ends and around the first `=`. */
export function exactText(raw: string): { readonly text: string; readonly name: string; readonly value: string } {
  const equals = raw.indexOf("=");
  if (equals === -1) {
    const text = trim(raw);
    return { text, name: "", value: text };
  }
  const name = trim(raw.slice(0, equals));
  const value = trim(raw.slice(equals + 1));
  return { text: `${name}=${value}`, name, value };
}

/**
 * Session cookies per header. Browsers send one per name, or a few after a rename. When there are more, none passes,
 * and their values are not read: each of them may reach to the end of the header.
 */
export const MAX_CANDIDATES = 32;

/**
 * Readings of one cookie; each may be as long as the whole header. A cookie with more possible readings does not pass.
 */
export const MAX_READINGS = 8;

/** Assumes a value as long as a secret: whether a short value makes it a flag is decided when the part is read. */
const LONG = 64;

/**
 * Without a regular expression: one that looks for white space at the end takes quadratic time on long runs inside the
 * text.
 */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;

/** The header with these parts alone; null: there are none. A part that stood after a comma stands after a semicolon. */
export function joinCookieParts(parts: readonly CookiePart[]): string | null {
  if (parts.length === 0) return null;
  return parts.map((part, index) => (index === 0 ? part.raw.replace(/^[ \t]+/, "") : part.raw)).join(";");
}

function readPart(header: string, from: number, to: number, rule: CookieRule, readsValues: boolean): CookiePart {
  const raw = header.slice(from, to);
  const exact = exactText(raw);
  const ours = isOwnName(exact.name) ? "own" : isConsoleCookie(exact.name) ? "console" : null;
  if (ours !== null) return { raw, ...exact, kind: ours, match: null, values: [] };
  const match = rule.match(raw);
  if (match === null) return { raw, ...exact, kind: "other", match, values: [] };
  const readings = match.values.length + match.decodedValues.length;
  if (!readsValues || readings > MAX_READINGS) return { raw, ...exact, kind: "candidate", match, values: [] };
  const decoded = match.decodedValues.length === 0 ? "" : decodePercent(raw);
  const values = new Set([
    ...match.values.flatMap((at) => readCookieValue(header, from + at)),
    ...match.decodedValues.flatMap((at) => readCookieValue(decoded, at)),
  ]);
  return { raw, ...exact, kind: "candidate", match, values: [...values] };
}

/** A seal or the stamp, in any case. */
export function isOwnName(name: string): boolean {
  const lower = name.toLowerCase();
  const prefix = HOST_PREFIX.toLowerCase();
  return (lower.startsWith(prefix) ? lower.slice(prefix.length) : lower).startsWith(SEAL_PREFIX);
}

/** A name and `=`, after blanks. */
const NAME = /[ \t]*([^\s;,="]+)=/y;

function splitAtJoins(header: string, start: number, end: number, rule: CookieRule): readonly [number, number][] {
  // Looks no further than the segment: otherwise a header of many semicolons would be read once per semicolon.
  const segment = header.slice(start, end);
  const pieces: [number, number][] = [];
  let from = 0;
  for (let comma = segment.indexOf(","); comma !== -1; comma = segment.indexOf(",", comma + 1)) {
    NAME.lastIndex = comma + 1;
    const name = NAME.exec(segment)?.[1] ?? "";
    const isCookie = isOwnName(name) || isConsoleCookie(name) || rule.match(`${name}=${"x".repeat(LONG)}`) !== null;
    if (name === "" || !isCookie) continue;
    pieces.push([start + from, start + comma]);
    from = comma + 1;
    // So many that no session cookie of the header passes.
    if (pieces.length > MAX_CANDIDATES + 1) break;
  }
  return [...pieces, [start + from, end]];
}
