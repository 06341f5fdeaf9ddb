import { LRUCache } from "lru-cache";

/** What of a visit's URL is looked at, in the URL parser's serialisation. A `URL` is one. */
export type VisitUrl = Authority & Pick<URL, "href" | "pathname" | "search">;

type Authority = Pick<URL, "protocol" | "origin" | "host" | "hostname">;

/**
 * Scheme and authority; a path and a query of characters that the URL parser (URL Standard section 4.4) leaves as they
 * are. Not `/.`, which may begin a dot segment, nor an escape in the path, which may be one; nor an empty query.
 */
const PLAIN_URL = /^(https?:\/\/[\w.:[\]-]+)((?:\/(?!\.)[\w~!$&'()*+,;=:@.-]*)+)(\?[\w~!$&()*+,;=:@./?%-]+)?$/;

const MAX_AUTHORITIES = 500;

/**
 * Parses URLs as `new URL(text)` does, with the same result and the same exception. Nearly all of them are plain: then only
 * what comes before the path needs the parser, and an isolate sees few of those.
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
