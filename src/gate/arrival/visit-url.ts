import { LRUCache } from "lru-cache";

/** The parts of a visit's URL that are read, in the URL parser's serialisation. A `URL` has this type. */
export type VisitUrl = Authority & Pick<URL, "href" | "pathname" | "search">;

type Authority = Pick<URL, "protocol" | "origin" | "host" | "hostname">;

/**
 * Scheme and authority; a path and a query of characters that the URL parser (URL Standard section 4.4) leaves as they
 * are. Without `/.` (it may begin a dot segment), without a percent escape in the path (it may be one), without an
 * empty query.
 */
const PLAIN_URL = /^(https?:\/\/[\w.:[\]-]+)((?:\/(?!\.)[\w~!$&'()*+,;=:@.-]*)+)(\?[\w~!$&()*+,;=:@./?%-]+)?$/;

const MAX_AUTHORITIES = 500;

/**
 * Parses URLs as `new URL(text)` does, with the same result and the same exception. Nearly all URLs are plain: then
 * only the part before the path needs the parser, and an isolate sees few different ones.
 */
export function createUrlReader(): (text: string) => VisitUrl {
  const authorities = new LRUCache<string, Authority>({ max: MAX_AUTHORITIES });

  function readAuthority(text: string): Authority {
    const { protocol, origin, host, hostname } = new URL(text);
    const read = { protocol, origin, host, hostname };
    authorities.set(text, read);
    return read;
  }

  return (text) => {
    const [, authority, pathname, search = ""] = PLAIN_URL.exec(text) ?? [];
    if (authority === undefined || pathname === undefined) return new URL(text);
    const { protocol, origin, host, hostname } = authorities.get(authority) ?? readAuthority(authority);
    const href = origin === authority ? text : origin + pathname + search;
    return { href, protocol, origin, host, hostname, pathname, search };
  };
}

/**
 * Whether a path is Gatehouse's own: the base path or below it, exactly as written. Another spelling (`/%2egatehouse`)
 * belongs to the product and is judged as a visit.
 */
export function isOwnPath(pathname: string, basePath: string): boolean {
  return pathname.startsWith(basePath) && (pathname.length === basePath.length || pathname[basePath.length] === "/");
}
