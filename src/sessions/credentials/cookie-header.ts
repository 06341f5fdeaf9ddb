import { CONSOLE_COOKIE } from "../../config.ts";
import type { CookieMatch, CookieRule } from "./cookie-names.ts";
import { readCookieValue } from "./cookie-values.ts";
import { decodePercent } from "./normal-form.ts";
import { HOST_PREFIX, SEAL_PREFIX } from "./seal.ts";

/** One cookie of a Cookie header. */
export interface CookiePart {
  /** As it stands in the header, with the white space before it. */
  readonly raw: string;
  /** `name=value`, spaces and tabs trimmed at both ends and around the first `=`: what a seal is over. */
  readonly text: string;
  /** The text before the first `=`; empty when there is none. */
  readonly name: string;
  readonly value: string;
  /** `own`: a seal or stamp; `console`: a login in the console. `candidate`: a server could take it for a session cookie. */
  readonly kind: "own" | "console" | "candidate" | "other";
  /** Of a candidate: whose, and every value that a server could read from it, in normal form. */
  readonly match: CookieMatch | null;
  readonly values: readonly string[];
}

/**
 * Reads a Cookie header (RFC 6265 section 5.4). Where a proxy joined two Cookie lines by a comma, what stands after it is
 * a cookie of its own when it is one of Gatehouse's or begins with a session cookie's name.
 */
export function readCookieHeader(header: string, rule: CookieRule): readonly CookiePart[] {
  const parts: CookiePart[] = [];
  for (let start = 0; start <= header.length; ) {
    const semicolon = header.indexOf(";", start);
    const end = semicolon === -1 ? header.length : semicolon;
    for (const [from, to] of splitAtJoins(header, start, end, rule)) {
      if (/[^ \t]/.test(header.slice(from, to))) parts.push(readPart(header, from, to, rule));
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

/** As if a secret stood there: whether a short value makes it a flag is decided when the part is read. */
const LONG = 64;

const trim = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, "");

/** The header with these parts alone; null: there are none. A part that stood after a comma stands after a semicolon. */
export function joinCookieParts(parts: readonly CookiePart[]): string | null {
  if (parts.length === 0) return null;
  return parts.map((part, index) => (index === 0 ? part.raw.replace(/^[ \t]+/, "") : part.raw)).join(";");
}

function readPart(header: string, from: number, to: number, rule: CookieRule): CookiePart {
  const raw = header.slice(from, to);
  const exact = exactText(raw);
  const ours = isOwnName(exact.name) ? "own" : exact.name === CONSOLE_COOKIE ? "console" : null;
  if (ours !== null) return { raw, ...exact, kind: ours, match: null, values: [] };
  const match = rule.match(raw);
  if (match === null) return { raw, ...exact, kind: "other", match, values: [] };
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

function splitAtJoins(header: string, start: number, end: number, rule: CookieRule): readonly [number, number][] {
  const pieces: [number, number][] = [];
  let from = start;
  for (let comma = header.indexOf(",", start); comma !== -1 && comma < end; comma = header.indexOf(",", comma + 1)) {
    const [, name = ""] = /^[ \t]*([^\s;,="]+)=/.exec(header.slice(comma + 1, end)) ?? [];
    if (
      name === "" ||
      !(isOwnName(name) || name === CONSOLE_COOKIE || rule.match(`${name}=${"x".repeat(LONG)}`) !== null)
    )
      continue;
    pieces.push([from, comma]);
    from = comma + 1;
  }
  return [...pieces, [from, end]];
}
