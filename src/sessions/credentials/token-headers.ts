import { isSecret } from "./credential.ts";
import { normalForm, trimInvisible } from "./normal-form.ts";
import { decodeLeniently, readJose } from "./value-forms.ts";

/** What a token header of a request holds. */
export type TokenReading =
  | {
      readonly kind: "token";
      /** The whole credential without its scheme, in normal form: what goes on record. */
      readonly value: string;
      /** Every other text that a server could read there, in normal form: they only deny. */
      readonly words: readonly string[];
      /** False: its text differs in each request (signatures, Digest), so it names no session. */
      readonly isLasting: boolean;
      /** A user name and password: it may protect the whole product, and many people may share it. */
      readonly isBasic: boolean;
    }
  | { readonly kind: "empty" }
  /** Several values, or a value that no issuer writes in this way: it cannot be known which one a server reads. */
  | { readonly kind: "refused"; readonly reason: "several_values" | "malformed" };

/** A token header that a request has, under the profile's name for it. */
export interface PresentToken {
  /** In lower case. */
  readonly name: string;
  readonly text: string;
  /** It came under several spellings of its name (`X-Api-Key`, `X_Api_Key`): servers differ in which one they read. */
  readonly isDoubled: boolean;
}

/** The product's token headers. */
export interface TokenHeaders {
  /** The product takes tokens in other headers: Authorization is for what stands in front of it, and passes. */
  readonly passesAuthorization: boolean;
  present(headers: Headers): readonly PresentToken[];
  /** Removes one of them, under every spelling of its name. */
  remove(headers: Headers, name: string): void;
  removeAll(headers: Headers): void;
  /**
   * Some servers read this name (in lower case) as a token header, and `present` does not: CGI servers read every
   * character but letters and digits as `_` (`X.Api.Key`). No client writes it so, and it is never judged.
   */
  isMisspelt(name: string): boolean;
}

/** @param names of headers, in lower case. */
export function createTokenHeaders(names: readonly string[]): TokenHeaders {
  const spellings = names.map((name) => ({ name, all: spellingsOf(name) }));
  const folded = new Set(names.map(foldName));
  const known = new Set(spellings.flatMap(({ all }) => all));
  const removeSpellings = (headers: Headers, all: readonly string[]): void => {
    for (const spelling of all) headers.delete(spelling);
  };
  return {
    passesAuthorization: names.length > 0 && !names.includes("authorization"),
    present(headers) {
      const found: PresentToken[] = [];
      for (const { name, all } of spellings) {
        let text: string | null = null;
        let count = 0;
        for (const spelling of all) {
          const value = headers.get(spelling);
          if (value === null) continue;
          text ??= value;
          count++;
        }
        if (text !== null) found.push({ name, text, isDoubled: count > 1 });
      }
      return found;
    },
    remove(headers, name) {
      removeSpellings(headers, spellings.find((one) => one.name === name)?.all ?? [name]);
    },
    removeAll(headers) {
      for (const { all } of spellings) removeSpellings(headers, all);
    },
    isMisspelt: (name) => UNUSUAL.test(name) && !known.has(name) && folded.has(foldName(name)),
  };
}

/** Names without these characters have one reading. */
const UNUSUAL = /[^a-z0-9-]/;

const foldName = (name: string): string => name.replace(/[^a-z0-9]/g, "-");

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

/** Schemes that sign each request, or that carry no lasting token. */
const SIGNING_SCHEME =
  /^(?:digest|mutual|hawk|mac|oauth|signature|ntlm|negotiate|vapid|scram-.*|aws.*|goog.*|sharedkey.*|.*hmac.*)$/i;

/** `name=value` after a comma is a parameter of the same credential (RFC 9110 section 11.4). */
const PARAMETER = /^\s*[!#$%&'*+.^_`|~\w-]+\s*=\s*(?:"|[^\s,=])/;

/** Characters of a header; most servers take no longer one, and each word of it is read in several ways. */
const MAX_LENGTH = 16_384;

/**
 * Words per header that are long enough to be a secret. With more, it cannot be known which one a server reads, and each
 * costs a hash.
 */
const MAX_WORDS = 64;

/**
 * Any scheme counts, and which one does not matter: `Bearer x`, `token x` and `x` alone are one credential to a server
 * that looks at the last word, and an ended token must not come back under another scheme. Servers take all after the
 * scheme, or one of its words, or a parameter (Rails: `Token token="x"; …`): so every word denies, and none but the
 * whole goes on record.
 */
export function readToken(text: string): TokenReading {
  if (text.length > MAX_LENGTH) return { kind: "refused", reason: "malformed" };
  const piece = trimInvisible(text);
  const [, scheme = "", rest = ""] = /^([!#$%&'*+.^_`|~\w-]+)[^!-~]+([\s\S]+)$/.exec(piece) ?? [];
  const isSigning = SIGNING_SCHEME.test(scheme);
  const [, ...others] = piece.split(",");
  const [, ...furtherWords] = (scheme === "" ? piece : rest).split(/[^!-~]+/);
  const isOne = others.every((part) => PARAMETER.test(part)) && furtherWords.every((word) => /^$|[=,;]/.test(word));
  // Servers differ in which one they read.
  if (!isSigning && scheme.toLowerCase() !== "basic" && !isOne) return { kind: "refused", reason: "several_values" };

  const words = wordsOf(piece);
  if (words.length > MAX_WORDS) return { kind: "refused", reason: "several_values" };
  if (scheme.toLowerCase() === "basic") return readBasic(rest, words);

  const token = scheme === "" ? piece : rest;
  const value = normalForm(token);
  if ([token, value, ...words].some((text) => readJose(text).kind === "malformed"))
    return { kind: "refused", reason: "malformed" };
  if (value === "") return { kind: "empty" };
  return { kind: "token", value, words: without(value, words), isLasting: !isSigning, isBasic: false };
}

/** What separates words: all but visible ASCII, a comma, a semicolon. */
const SEPARATORS = /[^!-+\--:<-~]+/;

const PARAMETER_NAME = /^[!#$%&'*+.^_`|~\w-]+=/;

/** Every word of a header that is long enough to be a secret; of a parameter also its value; user names and passwords. */
function wordsOf(piece: string): readonly string[] {
  const raw = piece.split(SEPARATORS);
  const found = raw.flatMap((word, index) => {
    // A lenient decoder of base64 stops at the first `=`.
    const readings = [word, word.replace(PARAMETER_NAME, ""), word.split("=", 1)[0] ?? ""];
    const isPair = raw[index - 1]?.toLowerCase() === "basic";
    return isPair ? [...readings, ...readings.flatMap((reading) => halvesOf(decodeLeniently(reading)))] : readings;
  });
  return [...new Set(found.map(normalForm))].filter(isSecret);
}

const without = (value: string, words: readonly string[]): readonly string[] => words.filter((word) => word !== value);

/** A pair of user name and password with its two halves, as far as there are any. */
function halvesOf(pair: string): readonly string[] {
  const colon = pair.indexOf(":");
  const halves = colon === -1 ? [] : [pair.slice(0, colon), pair.slice(colon + 1)];
  return [pair, ...halves].filter((half) => half !== "");
}

/**
 * `user:password`, decoded as leniently as the most lenient server does: `Basic` has many spellings of one pair. When
 * one half is empty, the other half is the token. An ended half also denies by itself: some products take the token as
 * the password, with any user name.
 */
function readBasic(text: string, words: readonly string[]): TokenReading {
  const pair = decodeLeniently(text);
  const [, ...halves] = halvesOf(pair);
  const [only = pair, ...more] = halves;
  if (only === "" || only === ":") return { kind: "empty" };
  const isBasic = more.length > 0;
  const value = isBasic ? pair : only;
  return { kind: "token", value, words: without(value, [...new Set([...halves, ...words])]), isLasting: true, isBasic };
}
