import { readValue } from "./cookies.ts";
import { type Credential, cookieCredential } from "./credentials.ts";

/** What an answer does to a session cookie in the visitor's browser. */
export type SetSessionCookie =
  | { readonly kind: "set"; readonly credential: Credential }
  | { readonly kind: "deleted"; readonly name: string };

/**
 * The session cookies that an answer sets or deletes, in its order (the last one of a name holds). Names are exact: a
 * product writes its own as the profile has them. Deleted: an empty value, `Max-Age` of 0 or less, or a past `Expires`
 * (RFC 6265 section 5.3: Max-Age wins).
 */
export function findSetSessionCookies(
  headers: Headers,
  sessionCookies: readonly string[],
  nowMs: number,
): readonly SetSessionCookie[] {
  if (sessionCookies.length === 0 || !headers.has("Set-Cookie")) return [];
  return headers.getSetCookie().flatMap((line): SetSessionCookie[] => {
    const semicolon = line.indexOf(";");
    const pairEnd = semicolon === -1 ? line.length : semicolon;
    const equals = line.indexOf("=");
    if (equals === -1 || equals > pairEnd) return [];
    const name = line.slice(0, equals).trim();
    if (!sessionCookies.includes(name)) return [];
    const values = readValue(line, equals + 1, pairEnd).map(({ value }) => value);
    if (values.length === 0 || isExpired(line.slice(pairEnd), nowMs)) return [{ kind: "deleted", name }];
    return [{ kind: "set", credential: cookieCredential(name, values) }];
  });
}

function isExpired(attributes: string, nowMs: number): boolean {
  let maxAge: number | undefined;
  let expires: number | undefined;
  for (const attribute of attributes.split(";")) {
    const [, name = "", value = ""] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(attribute) ?? [];
    if (/^max-age$/i.test(name) && /^-?\d+$/.test(value)) maxAge = Number(value);
    else if (/^expires$/i.test(name)) expires = Date.parse(value);
  }
  if (maxAge !== undefined) return maxAge <= 0;
  return expires !== undefined && expires <= nowMs; // NaN: not a date, and ignored
}
