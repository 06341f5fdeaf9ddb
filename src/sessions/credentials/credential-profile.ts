import type { SessionCookieNames } from "../../config/profile.ts";
import { type CookiePart, joinCookieParts, readCookieHeader } from "./cookie-header.ts";
import { type CookieRule, createCookieRule } from "./cookie-names.ts";
import { createTokenHeaders, type TokenHeaders } from "./token-headers.ts";

/** Says where requests carry the product's credentials; made once from its profile. */
export interface CredentialProfile {
  readonly rule: CookieRule;
  readonly tokens: TokenHeaders;
}

export const createCredentialProfile = (config: {
  readonly sessionCookies: SessionCookieNames;
  /** In lower case; null: none, not even Authorization. */
  readonly tokenHeaders: readonly string[] | null;
}): CredentialProfile => ({
  rule: createCookieRule(config.sessionCookies),
  tokens: createTokenHeaders(config.tokenHeaders ?? []),
});

/** Removes every session cookie, every API token and every cookie of Gatehouse from a request. */
export function removeAllCredentials(headers: Headers, { rule, tokens }: CredentialProfile): void {
  tokens.removeAll(headers);
  const header = headers.get("Cookie");
  if (header === null) return;
  const isKept = ({ kind }: CookiePart): boolean => kind === "other";
  setCookieHeader(headers, joinCookieParts(readCookieHeader(header, rule).filter(isKept)));
}

export function hasSessionCookie(headers: Headers, { rule }: CredentialProfile): boolean {
  const header = headers.get("Cookie");
  return header !== null && readCookieHeader(header, rule).some(({ kind }) => kind === "candidate");
}

/** Replaces the Cookie header of a request; null: removes it. */
export function setCookieHeader(headers: Headers, cookie: string | null): void {
  if (cookie === null) headers.delete("Cookie");
  else if (cookie !== headers.get("Cookie")) headers.set("Cookie", cookie);
}
