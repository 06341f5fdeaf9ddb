import { exactText } from "./cookie-header.ts";
import type { CookieMatch, CookieRule } from "./cookie-names.ts";
import { formsOf } from "./value-forms.ts";

/** A session cookie that an answer sets or deletes in the visitor's browser. */
export interface SetSessionCookie {
  /** The line as it came. */
  readonly line: string;
  /** `name=value`, to the byte. */
  readonly text: string;
  readonly name: string;
  readonly match: CookieMatch;
  /** Empty value, Max-Age of 0 or less, or a past Expires (RFC 6265 section 5.3: Max-Age wins). */
  readonly isDeleted: boolean;
  /** From the first `;` on, as text. */
  readonly attributes: string;
  /** Number of labels of Domain; 0: of this host alone. */
  readonly labels: number;
  /** Whether a cookie with these attributes may have the `__Host-` prefix (RFC 6265bis section 4.1.3.2). */
  readonly isHostOnly: boolean;
  /** Every form of its value by which it is recognised, its own first; empty: it has no value. */
  readonly forms: readonly string[];
}

/** The session cookies of an answer, by the same rule as those of requests, in the answer's order. */
export function readSetSessionCookies(headers: Headers, rule: CookieRule, nowMs: number): readonly SetSessionCookie[] {
  if (rule.size === 0 || !headers.has("Set-Cookie")) return [];
  return headers.getSetCookie().flatMap((line) => readLine(line, rule, nowMs) ?? []);
}

/** The name of the cookie that a Set-Cookie line sets. */
export const nameOfLine = (line: string): string => exactText(line.split(";", 1)[0] ?? "").name;

function readLine(line: string, rule: CookieRule, nowMs: number): SetSessionCookie | null {
  const semicolon = line.indexOf(";");
  const pair = semicolon === -1 ? line : line.slice(0, semicolon);
  const match = rule.match(pair);
  // A product does not name a session inside another cookie's value: the text may be a visitor's, given back.
  if (match === null || match.fit === "inside") return null;
  const attributes = semicolon === -1 ? "" : line.slice(semicolon);
  const { text, name, value } = exactText(pair);
  const { domain, path, isSecure, isExpired } = readAttributes(attributes, nowMs);
  const forms = formsOf(value);
  return {
    line,
    text,
    name,
    match,
    isDeleted: forms.length === 0 || isExpired,
    attributes,
    labels: domain === "" ? 0 : domain.split(".").length,
    isHostOnly: isSecure && path === "/" && domain === "",
    forms,
  };
}

interface Attributes {
  readonly domain: string;
  readonly path: string;
  readonly isSecure: boolean;
  readonly isExpired: boolean;
}

/** When an attribute comes twice, the last one counts (RFC 6265 section 5.3). */
function readAttributes(text: string, nowMs: number): Attributes {
  const found = new Map<string, string>();
  for (const attribute of text.split(";")) {
    const { name, value } = exactText(attribute);
    if (attribute.trim() !== "") found.set((name === "" ? value : name).toLowerCase(), name === "" ? "" : value);
  }
  const maxAge = found.get("max-age") ?? "";
  const expires = found.get("expires");
  const isExpired = /^-?\d+$/.test(maxAge)
    ? Number(maxAge) <= 0
    : expires !== undefined && Date.parse(expires) <= nowMs; // NaN: not a date, and ignored
  return {
    domain: (found.get("domain") ?? "").replace(/^\.+|\.+$/g, "").toLowerCase(),
    path: found.get("path") ?? "",
    isSecure: found.has("secure"),
    isExpired,
  };
}

/** The line of a seal beside its cookie's: the same attributes, as text, and HttpOnly. */
export function sealLine(cookie: SetSessionCookie, sealName: string, value: string): string {
  const httpOnly = /;[ \t]*httponly[ \t]*(?:;|$)/i.test(cookie.attributes) ? "" : "; HttpOnly";
  return `${sealName}=${value}${cookie.attributes}${httpOnly}`;
}
