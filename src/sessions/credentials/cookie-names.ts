import type { SessionCookieNames } from "../../config/profile.ts";
import { decodePercent, isInvisible, trimInvisible } from "./normal-form.ts";

/** A session cookie's name as the product's profile spells it. */
export interface CookieMatch {
  readonly name: string;
  /** A script in the browser sets it, so it never has a seal. */
  readonly isUnbound: boolean;
  /**
   * `named`: the cookie has this name, or is a numbered part of it; `begins`: its name begins so; `inside`: the name stands
   * in its text alone, where most servers do not look.
   */
  readonly fit: "named" | "begins" | "inside";
  /** Where, in the cookie's text, the values begin that a server could read under this name. */
  readonly values: readonly number[];
  /** The same in the text after its percent escapes were decoded once: some servers do that before they split it. */
  readonly decodedValues: readonly number[];
}

/** The one rule by which a cookie counts as a session cookie, for Cookie and Set-Cookie alike. */
export interface CookieRule {
  readonly size: number;
  /**
   * @param text one cookie, `name=value`. Null: no server reads it as a session cookie.
   */
  match(text: string): CookieMatch | null;
  /** Whether a server could read a query key or path parameter, as it stands in the URL, as a session cookie's name. */
  isName(text: string): boolean;
}

/** A cookie that only begins with a session cookie's name, and is shorter, is a flag (`sid_seen=1`), not a secret. */
const SECRET_MIN_LENGTH = 16;

/** `.0`, `C1`, `_1`, `__1`, `[0]`: how libraries number the parts of a cookie that was too long for one. */
const CHUNK_SUFFIX = /^(?:(?:[.-]|_{1,2})?c?\d{1,3}|\[.*)$/i;

/** Libraries that join every cookie with a name that begins so (Auth.js' SessionStore, supabase's chunker). */
const JOINS_PREFIX = /^(?:authjs|next-auth)[._-]|^sb-.*auth-token/i;

const NAME_PREFIX = /^(?:__host-http-|__host-|__secure-|__http-)/;

export function createCookieRule({ names, exceptions, unbound }: SessionCookieNames): CookieRule {
  const known = names
    .map((name) => ({
      name,
      folded: fold(name),
      joinsPrefix: JOINS_PREFIX.test(name),
      isUnbound: unbound.includes(name),
    }))
    // The longest name first: `sid_admin` before `sid`.
    .sort((a, b) => b.folded.length - a.folded.length);
  const glance = known.length === 0 ? null : new RegExp(known.map(({ folded }) => patternOf(folded)).join("|"), "i");
  const excepted = new Set(exceptions);

  /** @param rest length of the text that may be its value. */
  function find(text: string, rest: number): (typeof known)[number] | null {
    const folded = fold(trimInvisible(text));
    for (const candidate of known) {
      if (!folded.startsWith(candidate.folded)) continue;
      const suffix = folded.slice(candidate.folded.length);
      if (suffix === "" || candidate.joinsPrefix || rest >= SECRET_MIN_LENGTH || isChunk(text, suffix))
        return candidate;
    }
    return null;
  }

  function scan(text: string): { readonly found: (typeof known)[number] | null; readonly values: readonly number[] } {
    let found: (typeof known)[number] | null = null;
    const values: number[] = [];
    let isFirst = true;
    for (let equals = text.indexOf("="); equals !== -1; equals = text.indexOf("=", equals + 1)) {
      const rest = text.length - equals - 1;
      const own = isFirst ? text.slice(0, equals) : null;
      isFirst = false;
      const isExcepted = own !== null && excepted.has(own.trim());
      const match =
        (own === null || isExcepted ? null : find(own, rest)) ??
        (isExcepted ? null : find(text.slice(nameStart(text, equals), equals), rest));
      if (match === null) continue;
      found ??= match;
      values.push(equals + 1);
    }
    return { found, values };
  }

  return {
    size: known.length,
    isName(text) {
      if (text === "") return false;
      const [beforeNul = ""] = decodePercent(text.replaceAll("+", " ")).split("\0", 1);
      const [beforeBracket = ""] = beforeNul.split("[", 1);
      const read = new Set([withoutDifferences(beforeNul), withoutDifferences(beforeBracket)]);
      return known.some(({ name, isUnbound }) => !isUnbound && read.has(withoutDifferences(name)));
    },
    match(text) {
      if (glance === null) return null;
      const decoded = text.includes("%") ? decodePercent(text) : text;
      if (!glance.test(text) && (decoded === text || !glance.test(decoded))) return null;
      const raw = scan(text);
      const undone = decoded === text ? { found: null, values: [] } : scan(decoded);
      const found = raw.found ?? undone.found;
      if (found === null) return null;
      const { name, isUnbound, folded } = found;
      return { name, isUnbound, fit: fitOf(text, folded), values: raw.values, decodedValues: undone.values };
    },
  };
}

function fitOf(text: string, known: string): CookieMatch["fit"] {
  const equals = text.indexOf("=");
  const name = trimInvisible(equals === -1 ? "" : text.slice(0, equals));
  const folded = fold(name);
  if (!folded.startsWith(known)) return "inside";
  const suffix = folded.slice(known.length);
  return suffix === "" || isChunk(name, suffix) ? "named" : "begins";
}

/** PHP reads `sid[x]` as an array; it folds to `sid_x]`, which counts as a part of `sid` whatever the brackets hold. */
const isChunk = (text: string, suffix: string): boolean =>
  CHUNK_SUFFIX.test(suffix) || (suffix.startsWith("_") && text.includes("["));

/** Where the name before `=` begins for servers that separate cookies by white space, commas or quotes too. */
function nameStart(text: string, equals: number): number {
  let end = equals;
  while (end > 0 && (isInvisible(text.charCodeAt(end - 1)) || text.charAt(end - 1) === '"')) end--;
  let start = end;
  while (start > 0 && !isBoundary(text.charCodeAt(start - 1))) start--;
  return start;
}

const BOUNDARIES: ReadonlySet<number> = new Set([...'=,;"'].map((character) => character.charCodeAt(0)));

const isBoundary = (code: number): boolean => isInvisible(code) || BOUNDARIES.has(code);

/** A cookie's name without the differences that servers ignore, and without prefixes that browsers give a meaning to. */
const fold = (name: string): string => withoutDifferences(name).replace(NAME_PREFIX, "");

/**
 * A name without the differences that servers ignore: case (ASP.NET), percent escapes, PHP's `_` for `.`, space, `[` and
 * `+`, the `$` of RFC 2965, and quotes around it.
 */
const withoutDifferences = (name: string): string =>
  decodePercent(name)
    .replaceAll('"', "")
    .trim()
    .replace(/^\$+/, "")
    .toLowerCase()
    .replace(/[. [+]/g, "_");

/** Finds a folded name in text that is not folded. */
const patternOf = (folded: string): string =>
  [...folded]
    .map((character) => (character === "_" ? "[_. [+]" : character.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")))
    .join("");
