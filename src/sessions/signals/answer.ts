import type { SessionProfile } from "../../config.ts";
import type { PathList } from "../../policy/path-list.ts";
import { normalisePath } from "../../policy/surface.ts";

/** What of a request an answer is judged by. */
export interface Asked {
  readonly method: string;
  /** The URL parser's serialisation. */
  readonly pathname: string;
}

/**
 * Whether a cache gave the answer instead of the origin: Cloudflare's own by CF-Cache-Status, any other by Age (RFC 9111
 * section 5.1; caches that pass an answer through fresh may say 0). Such an answer says nothing of this request.
 */
export function isFromCache(headers: Headers): boolean {
  const status = headers.get("CF-Cache-Status");
  if (status !== null && /^(?:hit|stale|updating|revalidated)$/i.test(status)) return true;
  const age = headers.get("Age");
  return age !== null && age.trim() !== "0";
}

/** A 2xx on an authenticated path, which nobody gets without a live credential. A preflight is answered to everybody. */
export function isProof(profile: SessionProfile, { method, pathname }: Asked, { status, headers }: Response): boolean {
  return (
    status >= 200 &&
    status < 300 &&
    method !== "OPTIONS" &&
    isAmong(profile.authenticatedPaths, pathname) &&
    !isFromCache(headers)
  );
}

/** A form or a call was sent there: a cookie that the answer sets is a new login, whoever was logged in before. */
export const isLogin = (profile: SessionProfile, { method, pathname }: Asked): boolean =>
  !READS.has(method) && isAmong(profile.loginPaths, pathname);

/**
 * The origin's yes to a logout. To GET as well, which many products' links use; but there a plain 200 is as likely the
 * page that asks "really?", so that it takes a redirect, or a session cookie that is deleted.
 */
export function isLogout(
  profile: SessionProfile,
  { method, pathname }: Asked,
  { status, headers }: Response,
  deletesCookie: () => boolean,
): boolean {
  if (status < 200 || status >= 400 || status === 304 || !isAmong(profile.logoutPaths, pathname)) return false;
  if (isFromCache(headers)) return false;
  if (method === "GET") return status >= 300 || deletesCookie();
  return !READS.has(method);
}

const READS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/** A path that servers read differently is on no list: what it answers proves nothing. */
export function isAmong(paths: PathList, pathname: string): boolean {
  if (paths(pathname) === -1) return false;
  const path = normalisePath(pathname);
  return path !== null && paths(path) !== -1;
}
