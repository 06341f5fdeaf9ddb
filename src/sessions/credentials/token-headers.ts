import { type Candidate, distinctReadings, MAX_CANDIDATES, type Reading } from "./candidate.ts";
import { normalForm, trimInvisible } from "./normal-form.ts";

/** One value of a token header, as some origin reads it. */
export interface TokenCandidate extends Candidate {
  /** Values that say no more than a part of it: good to recognise an ended token by, never to go on record. */
  readonly hints: readonly string[];
  /** False: its text differs from request to request (signatures, Digest), so that it names no session. */
  readonly isLasting: boolean;
}

/** Finds API tokens in the profile's token headers. */
export interface TokenHeaders {
  /** The candidates of one header's text (lines of one name come joined by `, `); null: of more than MAX_CANDIDATES values. */
  findIn(name: string, text: string): readonly TokenCandidate[] | null;
  /** Every spelling of the headers that is there, with the profile's name for it. */
  present(headers: Headers): readonly { readonly name: string; readonly spelling: string; readonly text: string }[];
  /** Takes off every token, or those that some origin reads as one of `values` (normal forms); the others stay. */
  removeFrom(headers: Headers, values?: ReadonlySet<string>): void;
}

/** @param names of headers, in lower case. */
export function createTokenHeaders(names: readonly string[]): TokenHeaders {
  const spellings = names.flatMap((name) => spellingsOf(name).map((spelling) => ({ name, spelling })));

  const present: TokenHeaders["present"] = (headers) => {
    const found = [];
    for (const { name, spelling } of spellings) {
      const text = headers.get(spelling);
      if (text !== null) found.push({ name, spelling, text });
    }
    return found;
  };
  return {
    present,
    findIn: findTokens,
    removeFrom(headers, values) {
      for (const { name, spelling, text } of present(headers)) {
        const rest = values === undefined ? null : withoutTokens(name, text, values);
        if (rest === null) headers.delete(spelling);
        else if (rest !== text) headers.set(spelling, rest);
      }
    },
  };
}

/** A name with more hyphens than any header has is taken as it is. */
const MAX_HYPHENS = 4;

/** CGI-like servers read `_` and `-` in a header's name as the same character. */
function spellingsOf(name: string): readonly string[] {
  const [first = "", ...others] = name.split("-");
  if (others.length > MAX_HYPHENS) return [name];
  return others.reduce<readonly string[]>(
    (spellings, part) => spellings.flatMap((spelling) => [`${spelling}-${part}`, `${spelling}_${part}`]),
    [first],
  );
}

function findTokens(name: string, text: string): readonly TokenCandidate[] | null {
  const pieces = splitAtCommas(text);
  if (pieces.length > MAX_CANDIDATES) return null;
  if (pieces.length === 1) return [readToken(name, text, 0, text.length, true)];
  // A list of values, or one value with commas in it.
  const first = readToken(name, text, 0, pieces[0]?.end ?? text.length, true);
  return [
    ...pieces.map(({ start, end }) => readToken(name, text, start, end, first.isLasting)),
    readToken(name, text, 0, text.length, first.isLasting),
  ].filter(({ readings }) => readings.length > 0);
}

function splitAtCommas(text: string): readonly { readonly start: number; readonly end: number }[] {
  const pieces = [];
  for (let start = 0; start <= text.length; ) {
    const comma = text.indexOf(",", start);
    const end = comma === -1 ? text.length : comma;
    pieces.push({ start, end });
    start = end + 1;
  }
  return pieces;
}

/** Schemes that sign each request, or prove something else than a token that lasts. */
const SIGNING_SCHEME =
  /^(?:digest|mutual|hawk|mac|oauth|signature|ntlm|negotiate|vapid|scram-.*|aws.*|goog.*|sharedkey.*|.*hmac.*)$/i;

/**
 * Any scheme counts, and which one does not matter: `Bearer x`, `token x` and `x` alone are one credential to an origin
 * that looks at the last word, and an ended token must not come back under another scheme.
 */
function readToken(name: string, text: string, start: number, end: number, isLasting: boolean): TokenCandidate {
  const piece = trimInvisible(text.slice(start, end));
  const [, scheme = "", rest = ""] = /^([!#$%&'*+.^_`|~\w-]+)[^!-~]+([\s\S]+)$/.exec(piece) ?? [];
  const reading = (value: string): Reading => ({ value: normalForm(value), end });
  if (scheme.toLowerCase() === "basic") {
    const basic = decodeBasic(rest);
    if (basic !== null) return { name, start, ...basic, readings: [{ value: basic.value, end }], isLasting };
  }
  const token = scheme === "" ? piece : rest;
  // Origins take all after the scheme, or the first word of it, or the last; Rails `Token token="x"; …`.
  const words = token.split(/[^!-~]+/);
  const [parameter = ""] = token.split(/[^!-~]|;/, 1);
  const partial = [words[0] ?? "", words.at(-1) ?? "", parameter, parameter.replace(/^[A-Za-z_-]+=/, "")];
  return {
    name,
    start,
    readings: distinctReadings(reading(token), ...partial.map(reading)),
    hints: [],
    isLasting: isLasting && !SIGNING_SCHEME.test(scheme),
  };
}

/**
 * `user:password`, decoded as leniently as any server does: `Basic` has many spellings of one pair. With one half empty
 * it is the other half, which is a token then. Each half alone is a hint: where the token is the password, the user's name
 * may be anything.
 */
function decodeBasic(text: string): { readonly value: string; readonly hints: readonly string[] } | null {
  const digits = text
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .replace(/[^A-Za-z0-9+/]/g, "");
  const whole = digits.length % 4 === 1 ? digits.slice(0, -1) : digits;
  if (whole === "") return null;
  const pair = new TextDecoder().decode(Uint8Array.from(atob(whole), (character) => character.charCodeAt(0)));
  const colon = pair.indexOf(":");
  const halves = colon === -1 ? [pair] : [pair.slice(0, colon), pair.slice(colon + 1)];
  const [only, ...more] = halves.filter((half) => half !== "");
  if (only === undefined) return null;
  return more.length === 0 ? { value: only, hints: [] } : { value: pair, hints: halves };
}

function withoutTokens(name: string, text: string, values: ReadonlySet<string>): string | null {
  const isEnded = (start: number, end: number): boolean => {
    const { readings, hints } = readToken(name, text, start, end, true);
    return readings.some(({ value }) => values.has(value)) || hints.some((hint) => values.has(hint));
  };
  const pieces = splitAtCommas(text);
  if (pieces.length > MAX_CANDIDATES) return null;
  const kept = pieces.filter(({ start, end }) => !isEnded(start, end));
  if (kept.length === pieces.length) return isEnded(0, text.length) ? null : text;
  const rest = trimInvisible(kept.map(({ start, end }) => text.slice(start, end)).join(","));
  if (/^[\s,]*$/.test(rest)) return null;
  return withoutTokens(name, rest, values);
}
