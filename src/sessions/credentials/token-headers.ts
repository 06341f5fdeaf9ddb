import { distinctValues } from "./cookie-values.ts";
import { normalForm, trimInvisible } from "./normal-form.ts";
import { decodeLeniently, otherForms, readJose } from "./value-forms.ts";

/** What a token header of a request holds. */
export type TokenReading =
  /** `values`: what servers read there, in normal form, the whole first. `hints`: further texts that deny when ended. */
  | {
      readonly kind: "token";
      readonly values: readonly string[];
      readonly hints: readonly string[];
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
  present(headers: Headers): readonly PresentToken[];
  /** Removes one of them, under every spelling of its name. */
  remove(headers: Headers, name: string): void;
  removeAll(headers: Headers): void;
}

/** @param names of headers, in lower case. */
export function createTokenHeaders(names: readonly string[]): TokenHeaders {
  const spellings = names.map((name) => ({ name, all: spellingsOf(name) }));
  const removeSpellings = (headers: Headers, all: readonly string[]): void => {
    for (const spelling of all) headers.delete(spelling);
  };
  return {
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
      removeSpellings(headers, spellings.find((known) => known.name === name)?.all ?? []);
    },
    removeAll(headers) {
      for (const { all } of spellings) removeSpellings(headers, all);
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

/** Schemes that sign each request, or that carry no lasting token. */
const SIGNING_SCHEME =
  /^(?:digest|mutual|hawk|mac|oauth|signature|ntlm|negotiate|vapid|scram-.*|aws.*|goog.*|sharedkey.*|.*hmac.*)$/i;

/** `name=value` after a comma is a parameter of the same credential (RFC 9110 section 11.4). */
const PARAMETER = /^\s*[!#$%&'*+.^_`|~\w-]+\s*=\s*(?:"|[^\s,=])/;

/**
 * Any scheme counts, and which one does not matter: `Bearer x`, `token x` and `x` alone are one credential to a server
 * that looks at the last word, and an ended token must not come back under another scheme.
 */
export function readToken(text: string): TokenReading {
  const piece = trimInvisible(text);
  const [, scheme = "", rest = ""] = /^([!#$%&'*+.^_`|~\w-]+)[^!-~]+([\s\S]+)$/.exec(piece) ?? [];
  const isSigning = SIGNING_SCHEME.test(scheme);
  const [, ...others] = piece.split(",");
  if (!isSigning && !others.every((part) => PARAMETER.test(part))) return { kind: "refused", reason: "several_values" };
  if (scheme.toLowerCase() === "basic") return readBasic(rest);

  const token = scheme === "" ? piece : rest;
  // Servers take all after the scheme, or the first word of it, or the last; the second word whatever the first one is;
  // Rails `Token token="x"; …`.
  const words = token.split(/[^!-~]+/);
  const [, second = ""] = piece.split(/[^!-~]+/, 2);
  const [parameter = ""] = token.split(/[^!-~]|[;,]/, 1);
  const partial = [words[0] ?? "", second, words.at(-1) ?? "", parameter, parameter.replace(/^[A-Za-z_-]+=/, "")];
  const values = distinctValues(normalForm(token), partial.map(normalForm));
  if ([token, ...values].some((text) => readJose(text).kind === "malformed"))
    return { kind: "refused", reason: "malformed" };
  if (values.length === 0) return { kind: "empty" };
  return { kind: "token", values, hints: values.flatMap(otherForms), isLasting: !isSigning, isBasic: false };
}

/**
 * `user:password`, decoded as leniently as the most lenient server does: `Basic` has many spellings of one pair. When
 * one half is empty, the other half is the token. An ended half also denies by itself: some products take the token as
 * the password, with any user name.
 */
function readBasic(text: string): TokenReading {
  const pair = decodeLeniently(text);
  const colon = pair.indexOf(":");
  const halves = (colon === -1 ? [pair] : [pair.slice(0, colon), pair.slice(colon + 1)]).filter((half) => half !== "");
  const [only, ...more] = halves;
  if (only === undefined) return { kind: "empty" };
  const hints = halves.flatMap((half) => [half, ...otherForms(half)]);
  return more.length === 0
    ? { kind: "token", values: [only], hints: otherForms(only), isLasting: true, isBasic: false }
    : { kind: "token", values: [pair], hints, isLasting: true, isBasic: true };
}
