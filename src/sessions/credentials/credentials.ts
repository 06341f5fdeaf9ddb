import { MAX_CANDIDATES } from "./candidate.ts";
import { createSessionCookies, type SessionCookies } from "./cookies.ts";
import { createTokenHeaders, type TokenHeaders } from "./tokens.ts";

/** Where the product's credentials are, compiled once from its profile. */
export interface CredentialProfile {
  readonly cookies: SessionCookies;
  readonly tokens: TokenHeaders;
}

export interface CredentialNames {
  /** Names of the cookies that can log in by themselves. */
  readonly sessionCookies: readonly string[];
  /** Lower-case names of the headers that carry API tokens. */
  readonly tokenHeaders: readonly string[];
}

export const createCredentialProfile = ({ sessionCookies, tokenHeaders }: CredentialNames): CredentialProfile => ({
  cookies: createSessionCookies(sessionCookies),
  tokens: createTokenHeaders(tokenHeaders),
});

export type CredentialKind = "cookie" | "token";

/** What one part of a request's headers may prove to an origin. Plain text: lives no longer than the visit. */
export interface Credential {
  readonly kind: CredentialKind;
  /** The cookie's name as the profile spells it; the token header's in lower case. */
  readonly name: string;
  /**
   * Every origin's reading of it, in normal form, the reading of most origins first. The credential is ended when any of
   * them is; one that goes on record goes with all of them, so that no respelling of it is another credential.
   */
  readonly values: readonly string[];
  /** Further values that end it when they are ended, but do not stand for it. */
  readonly hints: readonly string[];
  /** Whether it may go on record: not when it is too short to be a secret, or changes with each request. */
  readonly isRecordable: boolean;
}

export interface FoundCredentials {
  readonly credentials: readonly Credential[];
  /** More candidates than any client sends: not all are listed, and none of the request's may reach the origin. */
  readonly tooMany: boolean;
}

/** Below this a value is a flag (`1`, `deleted`), not a secret: ending it would end whoever else has it. */
export const CREDENTIAL_MIN_LENGTH = 8;

/** ASP.NET splits a long cookie into parts and keeps only their number under the cookie's own name. */
const PLACEHOLDER = /^(?:chunks[-:]\d+|undefined|\[object Object\])$/i;

export const isSecret = (value: string): boolean => value.length >= CREDENTIAL_MIN_LENGTH && !PLACEHOLDER.test(value);

/** Every credential of a request as origins find them; a value that occurs twice is listed twice, judged alike. */
export function findCredentials(headers: Headers, profile: CredentialProfile): FoundCredentials {
  const cookie = headers.get("Cookie");
  return joinFound([
    ...(cookie === null ? [] : [findCookieCredentials(cookie, profile)]),
    ...profile.tokens.present(headers).map(({ name, text }) => findTokenCredentials(name, text, profile)),
  ]);
}

export function findCookieCredentials(header: string, { cookies }: CredentialProfile): FoundCredentials {
  const candidates = cookies.find(header, MAX_CANDIDATES + 1);
  const credentials = candidates
    .filter(({ readings }) => readings.length > 0)
    .map(({ name, readings }) => cookieCredential(name, valuesOf(readings)));
  return { credentials, tooMany: candidates.length > MAX_CANDIDATES };
}

export const cookieCredential = (name: string, values: readonly string[]): Credential => ({
  kind: "cookie",
  name,
  values,
  hints: [],
  isRecordable: isSecret(values[0] ?? ""),
});

export function findTokenCredentials(name: string, text: string, { tokens }: CredentialProfile): FoundCredentials {
  const candidates = tokens.findIn(name, text);
  const credentials = (candidates ?? [])
    .filter(({ readings }) => readings.length > 0)
    .map(({ name, readings, hints, isLasting }): Credential => {
      const values = valuesOf(readings);
      return { kind: "token", name, values, hints, isRecordable: isLasting && isSecret(values[0] ?? "") };
    });
  return { credentials, tooMany: candidates === null };
}

export const joinFound = (found: readonly FoundCredentials[]): FoundCredentials => ({
  credentials: found.flatMap(({ credentials }) => credentials),
  tooMany: found.some(({ tooMany }) => tooMany),
});

const valuesOf = (readings: readonly { readonly value: string }[]): readonly string[] =>
  readings.map(({ value }) => value);

/**
 * Takes these values (normal forms) off a request, under every name and in every spelling that an origin may read them
 * from; other credentials stay, and every other byte as it came. (Bytes that are no UTF-8 become U+FFFD in a Cookie header
 * that is cut: Workers see no others.)
 */
export function removeCredentials(headers: Headers, values: ReadonlySet<string>, profile: CredentialProfile): void {
  if (values.size === 0) return;
  profile.tokens.removeFrom(headers, values);
  removeCookies(headers, profile, values);
}

/** Takes every session cookie and API token off a request. */
export function removeAllCredentials(headers: Headers, profile: CredentialProfile): void {
  profile.tokens.removeFrom(headers);
  removeCookies(headers, profile);
}

function removeCookies(headers: Headers, { cookies }: CredentialProfile, values?: ReadonlySet<string>): void {
  const header = headers.get("Cookie");
  if (header === null) return;
  const rest = cookies.without(header, values);
  if (rest === null) headers.delete("Cookie");
  else if (rest !== header) headers.set("Cookie", rest);
}
