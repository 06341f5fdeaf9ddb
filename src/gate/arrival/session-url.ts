import type { CookieRule } from "../../sessions/credentials/cookie-names.ts";
import type { Gate } from "../gate.ts";
import type { ClientVisit } from "./arrive.ts";
import type { VisitUrl } from "./visit-url.ts";

/** ASP.NET's session, forms and anonymous ids in the path: `/(S(abc))/`. */
const ASPNET_ID = /\/(?:(?:\(|%28)[SFA](?:\(|%28)(?:(?!%2[89])[^()/])*(?:\)|%29){2})+(?=\/|$)/gi;

/**
 * Servers take a session id from the URL as well (`;jsessionid=` in the path, `?PHPSESSID=`), where no seal can stand.
 * A GET or HEAD with a session id in its URL is redirected to the URL without it; any other method is refused. Null:
 * the URL has none.
 */
export function urlWithoutSession(visit: ClientVisit, gate: Gate): Response | null {
  const { config, credentials } = gate;
  if (config.bindSessions !== "strict" || credentials.rule.size === 0) return null;
  const target = withoutSessionIds(visit.url, credentials.rule);
  if (target === null) return null;
  visit.log("info", "session_in_url");
  const { method } = visit.request;
  if (method !== "GET" && method !== "HEAD") return visit.refuse({ kind: "session_in_url" }, "dashboard");
  return new Response(null, { status: 302, headers: { Location: target, "Cache-Control": "private, no-store" } });
}

/** Path and query without session ids; null: there are none in it. */
export function withoutSessionIds(
  { pathname, search }: Pick<VisitUrl, "pathname" | "search">,
  rule: CookieRule,
): string | null {
  if (search === "" && !/[;(]|%3b|%28/i.test(pathname)) return null;
  const segments = pathname.split(/(?=[;/]|%3b)/i);
  const kept = segments.filter(
    (part) => !(/^(?:;|%3b)/i.test(part) && isSessionName(part.replace(/^(?:;|%3b)/i, ""), rule)),
  );
  const path = kept.join("").replace(ASPNET_ID, "") || "/";
  // Some servers separate the pairs by semicolons too.
  const pairs = search.slice(1).split(/(?=[&;])/);
  const keptPairs = pairs.filter((pair) => !isSessionName(pair.replace(/^[&;]/, ""), rule));
  if (path === pathname && keptPairs.length === pairs.length) return null;
  const query = keptPairs.join("").replace(/^[&;]/, "");
  // `//host` would redirect to another host.
  return path.replace(/^\/+/, "/") + (query === "" ? "" : `?${query}`);
}

const isSessionName = (pair: string, rule: CookieRule): boolean => rule.isName(pair.split("=", 1)[0] ?? "");
