import type { TokenHeaders } from "../../sessions/credentials/token-headers.ts";
import type { VisitUrl } from "../arrival/visit-url.ts";
import { withoutConsoleCookie } from "./own-cookie.ts";

/** Where a visit is forwarded to: a service binding, another server, or the route's own origin. */
export interface Origin {
  /** Another server's address, in place of the visit's own scheme, host and port. */
  readonly url: URL | null;
  readonly fetch: (request: Request) => Promise<Response>;
}

/** Who gets the request, and the headers in which it takes tokens. */
export interface Receiver {
  readonly origin: Origin;
  readonly tokens: TokenHeaders;
}

/** What Gatehouse tells the origin about each visit. Headers of the request with such a name are removed first. */
export interface OriginHeaders {
  readonly "Gatehouse-Request-Id": string;
  readonly "Gatehouse-Address": string;
}

/**
 * The request as the origin gets it: method, body and headers as they came, the URL in the URL parser's serialisation,
 * Gatehouse's own headers set last. Redirects are for the visitor's browser: to follow one here would send credentials
 * to its target.
 */
export function createOriginRequest(
  request: Request,
  url: VisitUrl,
  { origin, tokens }: Receiver,
  own: OriginHeaders,
): Request {
  const target = origin.url === null ? url.href : origin.url.origin + url.pathname + url.search;
  // A copy with another URL costs more; nearly always the URL is the visit's own.
  const copy = target === request.url ? new Request(request) : new Request(target, request);
  const outbound = copy.redirect === "manual" ? copy : new Request(copy, { redirect: "manual" });
  const { headers } = outbound;
  cleanse(headers, tokens);
  headers.set("Gatehouse-Request-Id", own["Gatehouse-Request-Id"]);
  headers.set("Gatehouse-Address", own["Gatehouse-Address"]);
  if (origin.url !== null) {
    // The origin sees another Host: X-Forwarded-Host names the one that the visitor asked for, as with other proxies.
    headers.set("X-Forwarded-Host", url.host);
    headers.set("X-Forwarded-Proto", url.protocol.slice(0, -1));
  }
  return outbound;
}

/** Removes headers that only Gatehouse may send to the origin, and those that the origin must not see. */
function cleanse(headers: Headers, tokens: TokenHeaders): void {
  const names = [...headers.keys()];
  for (const name of names) if (isOwnName(name) || tokens.isMisspelt(name)) headers.delete(name);
  if (names.includes("connection")) rewrite(headers, "Connection", withoutOwnNames);
  if (names.includes("cookie")) rewrite(headers, "Cookie", withoutConsoleCookie);
}

/**
 * @param change returns null to remove the header.
 */
function rewrite(headers: Headers, name: string, change: (text: string) => string | null): void {
  const text = headers.get(name) ?? "";
  const changed = change(text);
  if (changed === null) headers.delete(name);
  else if (changed !== text) headers.set(name, changed);
}

/** CGI-like servers read `-` and other characters in a header's name as `_`, and ignore case. */
const isOwnName = (name: string): boolean => /^gatehouse[^a-z0-9]/i.test(name);

/** A next hop drops what Connection names (RFC 9110 section 7.6.1): it must not name ours. */
function withoutOwnNames(connection: string): string | null {
  if (!/gatehouse/i.test(connection)) return connection;
  const kept = connection.split(",").filter((name) => !isOwnName(name.trim()));
  return kept.length === 0 ? null : kept.join(",");
}

/** Headers by which some servers (IIS' URL Rewrite, older Symfony and Zend) route in place of the path. */
const DETOUR = /^x[^a-z0-9](?:original|rewrite)[^a-z0-9]url$/i;

/** Whether a header may lead the request to another path. */
export const hasDetour = (headers: Headers): boolean => [...headers.keys()].some((name) => DETOUR.test(name));

/** For a visit that passes because of its path: no header may lead it to another path. */
export function removeDetours(headers: Headers): void {
  for (const name of [...headers.keys()]) if (DETOUR.test(name)) headers.delete(name);
}
