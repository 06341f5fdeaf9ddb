import type { SessionProfile } from "../../config/profile.ts";
import type { PathList } from "../../policy/path-list.ts";
import { normalisePath } from "../../policy/surface.ts";

/** The facts of a request that are needed to judge its answer. */
export interface Asked {
  readonly method: string;
  /** The URL parser's serialisation. */
  readonly pathname: string;
}

/**
 * Whether a cache gave the answer instead of the origin: Cloudflare's own by CF-Cache-Status, any other cache by Age
 * (RFC 9111 section 5.1; a cache that has just fetched the answer may write 0). Such an answer says nothing of this
 * request.
 */
export function isFromCache(headers: Headers): boolean {
  const status = headers.get("CF-Cache-Status");
  if (status !== null && /^(?:hit|stale|updating|revalidated)$/i.test(status)) return true;
  const age = headers.get("Age");
  return age !== null && age.trim() !== "0";
}

/**
 * A 2xx on an authenticated path, which needs a live credential. An answer to a preflight proves nothing: it needs
 * none.
 */
export function isProof(profile: SessionProfile, { method, pathname }: Asked, { status, headers }: Response): boolean {
  return (
    status >= 200 &&
    status < 300 &&
    method !== "OPTIONS" &&
    isAmong(profile.authenticatedPaths, pathname) &&
    !isFromCache(headers)
  );
}

/**
 * A form or a call was sent to a login path: a cookie that the answer sets is a new login, also when another user was
 * logged in before.
 */
export const isLogin = (profile: SessionProfile, { method, pathname }: Asked): boolean =>
  !isRead(method) && isAmong(profile.loginPaths, pathname);

/**
 * Whether the origin confirms a logout. Many products log out by a link, so GET counts too; but a plain 200 to GET may
 * be a page that asks for confirmation, so GET needs a redirect or a deleted session cookie.
 */
export function isLogout(
  profile: SessionProfile,
  { method, pathname }: Asked,
  { status, headers }: Response,
  deletesCookie: () => boolean,
): boolean {
  if (status < 200 || status >= 400 || status === 304 || !isAmong(profile.logoutPaths, pathname)) return false;
  if (isFromCache(headers)) return false;
  if (method === "GET") return (status >= 300 && !addsSlash(pathname, headers)) || deletesCookie();
  return !isRead(method);
}

/** A redirect to the same path with a slash at its end leads to the page that asks for a confirmation. */
const addsSlash = (pathname: string, headers: Headers): boolean =>
  (headers.get("Location") ?? "").replace(/[?#].*$/, "").endsWith(`${pathname}/`);

const READS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/** Whether a method only reads (RFC 9110 section 9.2.1). */
export const isRead = (method: string): boolean => READS.has(method);

/** A path that servers may read in different ways is on no list: its answers prove nothing. */
export function isAmong(paths: PathList, pathname: string): boolean {
  if (paths(pathname) === -1) return false;
  const path = normalisePath(pathname);
  return path !== null && paths(path) !== -1;
}
