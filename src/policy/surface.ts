import type { PathList } from "./path-list.ts";

/**
 * The part of the product that a request asks for. `public` paths are never restricted: incoming webhooks, ACME,
 * health.
 */
export type Surface = "dashboard" | "api" | "public";

/** The settings of the product's profile that decide about the surface. */
export interface SurfaceProfile {
  readonly apiPaths: PathList;
  readonly publicPaths: PathList;
  /** Hosts (canonical) where every path that is not public is `api`. */
  readonly apiHosts: ReadonlySet<string>;
}

export interface SurfaceFacts {
  readonly hostname: string;
  /** The path as the URL parser writes it. The origin gets the same text. */
  readonly pathname: string;
  /** Called only when the result depends on it. */
  readonly hasSessionCookie: () => boolean;
}

/**
 * The surface of a request. The stricter surface wins. A path that two servers could read differently is `dashboard`.
 * So is an api path with a session cookie of the dashboard: otherwise a stolen cookie could be used through the API.
 * When both lists match, the longer path decides (`/api/health` may be public below `/api/`); when both are equally long,
 * the path is not public.
 */
export function classifySurface(profile: SurfaceProfile, facts: SurfaceFacts): Surface {
  const path = normalisePath(facts.pathname);
  if (path === null) return "dashboard";
  // Some servers route by the path as it came, some by the decoded path, and many serve `/webhooks` (which may be a page
  // of the dashboard) also at `/webhooks/`. A path matches only when all of these match.
  const matchOf = (list: PathList): number => {
    const match = list(path);
    return match === -1 ? -1 : Math.min(match, list(facts.pathname), list(withoutEndSlash(path)));
  };
  const isPublic = matchOf(profile.publicPaths);
  const isApi = matchOf(profile.apiPaths);
  if (isPublic > isApi) return "public";
  if (isApi === -1 && !profile.apiHosts.has(facts.hostname)) return "dashboard";
  return facts.hasSessionCookie() ? "dashboard" : "api";
}

const PLAIN_PATH = /^(?:\/[A-Za-z0-9_.~!$&'()*+,=:@-]+)*\/?$/;

/** A plain path that does not match this has nothing that `hasDotSegment` looks for. */
const MAYBE_DOTS = /\/[.+]|\.[.+]/;

/**
 * The path as every server reads it. Null when servers read it differently: encoded slash, backslash or dot segments,
 * empty segments, control characters, `;params`, double or broken encoding, and characters that some servers replace by
 * one of these. It is for classification only: the result is never forwarded.
 */
export function normalisePath(pathname: string): string | null {
  if (PLAIN_PATH.test(pathname)) return MAYBE_DOTS.test(pathname) && hasDotSegment(pathname) ? null : pathname;
  if (!pathname.startsWith("/")) return null;
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null; // a broken escape, or bytes that are not UTF-8 (for example overlong forms)
  }
  // For some servers, an escape that decodes to a separator or to another escape changes the structure of the path.
  if (/%(?:2f|5c|25|3b|3f|23)/i.test(pathname) || hasControlOrTrick(decoded)) return null;
  // Some servers replace compatibility characters (full-width solidus, one-dot leader …) by the plain ones. Others remove
  // characters without width.
  const folded = decoded.normalize("NFKC").replace(/\p{Default_Ignorable_Code_Point}+/gu, "");
  if (hasControlOrTrick(folded) || countSlashes(folded) !== countSlashes(decoded)) return null;
  return decoded;
}

/**
 * Control characters and the separators of paths and URLs. The last five characters are not slashes, but the code pages of
 * Windows turn them into `/` or `\` ("best fit"): fraction slash, division slash, set minus, yen sign and won sign.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const TRICK = /[\u0000-\u001f\u007f-\u009f\\;%?#\u2044\u2215\u2216\u00a5\u20a9]|\/\//;

const hasControlOrTrick = (path: string): boolean => TRICK.test(path) || hasDotSegment(path);

/**
 * True when some server finds a dot segment in the path. The URL parser has resolved the usual ones. Others remain: dots
 * with white space around them, which some servers trim (some also read `+` as a space); and dots at the end of a segment:
 * nginx with an alias without a slash (`/files` served from `/store/`) turns `/files../x` into `/store/../x`.
 * A segment of white space only also counts: a server that trims it sees an empty segment.
 */
function hasDotSegment(path: string): boolean {
  return path.split("/").some((segment) => {
    const bare = segment.replace(/[\s+]+/g, "");
    return bare.endsWith("..") || bare === "." || (bare === "" && segment !== "");
  });
}

const countSlashes = (path: string): number => path.split("/").length - 1;

const withoutEndSlash = (path: string): string => (path.endsWith("/") ? path.slice(0, -1) : path);
