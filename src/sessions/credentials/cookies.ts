import { type Candidate, distinctReadings, MAX_CANDIDATES, type Reading } from "./candidate.ts";
import { createCookieNames } from "./cookie-names.ts";
import { cutSpans, type Span } from "./cut-spans.ts";
import { isInvisible, normalForm } from "./normal-form.ts";

/**
 * Finds session cookies in a Cookie header as origins find them, not as RFC 6265 alone says: whatever any common server
 * would read as a session cookie is a candidate. Parsers differ in where a cookie begins (after `;`; for some also after
 * white space, `,` or a closing quote), in its name (cookie-names.ts), and in where its value ends.
 */
export interface SessionCookies {
  /** Whether any part of the header may be read as a session cookie. */
  isIn(header: string | null): boolean;
  /** Every candidate, in the header's order, at most `max`. One that has no value has no readings. */
  find(header: string, max?: number): readonly Candidate[];
  /**
   * The header without every candidate, or without those that some origin reads as one of `values` (normal forms);
   * every other byte as it came. Null when nothing is left, or when there are more than MAX_CANDIDATES.
   */
  without(header: string, values?: ReadonlySet<string>): string | null;
}

/** What is left after a cut is read again; a header that still has something to cut then is hostile and goes as a whole. */
const MAX_CUTS = 8;

export function createSessionCookies(names: readonly string[]): SessionCookies {
  const known = createCookieNames(names);

  function find(header: string, max = Number.POSITIVE_INFINITY): Candidate[] {
    const candidates: Candidate[] = [];
    if (known.size === 0) return candidates;
    const add = (name: string, start: number, equals: number, semicolon: number): void => {
      candidates.push({ name, start, readings: readValue(header, equals + 1, semicolon) });
    };

    // Both positions only move forward: a hostile header costs no more than its length.
    let equals = header.indexOf("=");
    let from = 0;
    while (equals !== -1 && from < header.length) {
      let semicolon = header.indexOf(";", from);
      if (semicolon === -1) semicolon = header.length;
      let isFirst = true;
      while (equals !== -1 && equals < semicolon) {
        if (candidates.length >= max) return candidates;
        if (known.mayEndAt(header, equals)) {
          const start = nameStart(header, from, equals);
          const name = known.find(header.slice(start, equals));
          if (name !== undefined) add(name, start, equals, semicolon);
          else if (isFirst) {
            // A name with white space in it, which PHP folds.
            const wholeStart = skipInvisible(header, from, equals);
            const whole = start > wholeStart ? known.find(header.slice(wholeStart, equals)) : undefined;
            if (whole !== undefined) add(whole, wholeStart, equals, semicolon);
          }
        }
        isFirst = false;
        equals = header.indexOf("=", equals + 1);
      }
      from = semicolon + 1;
    }
    return candidates;
  }

  return {
    find,
    isIn: (header) => header !== null && find(header, 1).length > 0,
    without(header, values) {
      let rest = header;
      for (let cuts = 0; cuts < MAX_CUTS; cuts++) {
        const candidates = find(rest, MAX_CANDIDATES + 1);
        if (candidates.length > MAX_CANDIDATES) return null;
        const spans = candidates.flatMap((candidate) => spanOf(candidate, rest, values));
        if (spans.length === 0) return /[^;,\s]/.test(rest) ? rest : null;
        rest = cutSpans(rest, spans);
      }
      return null;
    },
  };
}

function spanOf({ start, readings }: Candidate, header: string, values: ReadonlySet<string> | undefined): Span[] {
  if (values === undefined) {
    const semicolon = header.indexOf(";", start);
    return [{ start, end: semicolon === -1 ? header.length : semicolon }];
  }
  const ended = readings.filter(({ value }) => values.has(value));
  return ended.length === 0 ? [] : [{ start, end: Math.max(...ended.map(({ end }) => end)) }];
}

/** Where the name before `=` begins for those who separate cookies by white space, commas or quotes too. */
function nameStart(header: string, from: number, equals: number): number {
  let end = equals;
  while (end > from && isInvisible(header.charCodeAt(end - 1))) end--;
  let start = end;
  while (start > from && !isBoundary(header.charCodeAt(start - 1))) start--;
  return start;
}

const COMMA = 0x2c;
const EQUALS = 0x3d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const isBoundary = (code: number): boolean => isInvisible(code) || code === COMMA || code === EQUALS || code === QUOTE;

function skipInvisible(header: string, from: number, to: number): number {
  let start = from;
  while (start < to && isInvisible(header.charCodeAt(start))) start++;
  return start;
}

/** What origins read as the value that begins at `from`; most read on to the semicolon. */
export function readValue(header: string, from: number, semicolon: number): readonly Reading[] {
  const start = skipInvisible(header, from, semicolon);
  const text = header.slice(start, semicolon);
  const whole = { value: normalForm(text), end: semicolon };
  if (!/[^!#-+\--:<-[\]-~]/.test(text)) return whole.value === "" ? [] : [whole]; // RFC 6265 cookie-octets alone

  const partial: Reading[] = [];
  const add = (from: number, to: number, end = to): void => {
    partial.push({ value: normalForm(header.slice(from, to)), end });
  };
  if (header.charCodeAt(start) === QUOTE) {
    const close = closingQuote(header, start);
    if (close !== -1) add(start, close + 1);
    // Express' cookie before 0.6 takes the last character for the closing quote, whatever it is.
    const trimmed = text.trimEnd();
    if (!trimmed.endsWith('"')) add(start, start + trimmed.length - 1, semicolon);
  } else {
    for (const ends of [/[^!-~]/, /,/, /[^!-~]|["\\,]/]) {
      const at = text.search(ends);
      if (at > 0) add(start, start + at);
    }
  }
  return distinctReadings(whole, ...partial);
}

/** A quoted string may hold semicolons (RFC 2109; Python). */
function closingQuote(header: string, open: number): number {
  for (let i = open + 1; i < header.length; i++) {
    const code = header.charCodeAt(i);
    if (code === BACKSLASH) i++;
    else if (code === QUOTE) return i;
  }
  return -1;
}
