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

/** Removes Gatehouse's seals and stamps from a request. */
export function removeOwnCookies(headers: Headers, { rule }: CredentialProfile): void {
  const header = headers.get("Cookie");
  if (header === null || rule.size === 0) return;
  const parts = readCookieHeader(header, rule);
  const kept = parts.filter(({ kind }) => kind !== "own");
  if (kept.length < parts.length) setCookieHeader(headers, joinCookieParts(kept));
}

/** Replaces the Cookie header of a request; null: removes it. */
export function setCookieHeader(headers: Headers, cookie: string | null): void {
  if (cookie === null) headers.delete("Cookie");
  else if (cookie !== headers.get("Cookie")) headers.set("Cookie", cookie);
}
