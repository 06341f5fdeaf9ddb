import type { PathList } from "./path-list.ts";

/** What a request reaches for. `public` paths are never restricted: webhooks in, ACME, health. */
export type Surface = "dashboard" | "api" | "public";

/** The part of the product's profile that tells surfaces apart. */
export interface SurfaceProfile {
  readonly apiPaths: PathList;
  readonly publicPaths: PathList;
  /** Hosts (canonical) on which every path is `api`, but for the public ones. */
  readonly apiHosts: ReadonlySet<string>;
}

export interface SurfaceFacts {
  readonly hostname: string;
  /** The URL parser's serialisation of the path, which is also what the origin gets. */
  readonly pathname: string;
  /** Asked only where it decides. */
  readonly hasSessionCookie: () => boolean;
}

/**
 * The stricter surface wins. A path that two servers could read differently is `dashboard`; so is an api path with a
 * dashboard session cookie (a stolen cookie does not get in through the API's door). Where both lists match, the longer
 * entry speaks (`/api/health` may be public below `/api/`), and of two equal ones the stricter.
 */
export function classifySurface(profile: SurfaceProfile, facts: SurfaceFacts): Surface {
  const path = normalisePath(facts.pathname);
  if (path === null) return "dashboard";
  // Some servers route on the path as it came, some on the decoded one, and many serve `/webhooks` (a page of the
  // dashboard's, perhaps) at `/webhooks/` too: all of these must agree.
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

/** What a plain path holds when `hasDotSegment` has something to find in it. */
const MAYBE_DOTS = /\/[.+]|\.[.+]/;

/**
 * The path as every server reads it, or null when servers differ: encoded slash, backslash or dot segments, empty
 * segments, control characters, `;params`, double or broken encoding, and characters that fold to one of these.
 * For classification only; nothing that it returns is ever forwarded.
 */
export function normalisePath(pathname: string): string | null {
  if (PLAIN_PATH.test(pathname)) return MAYBE_DOTS.test(pathname) && hasDotSegment(pathname) ? null : pathname;
  if (!pathname.startsWith("/")) return null;
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null; // a broken escape, or bytes that are not UTF-8 (overlong forms among them)
  }
  // An escape that decodes to a separator or to another escape changes the structure of the path for some servers.
  if (/%(?:2f|5c|25|3b|3f|23)/i.test(pathname) || hasControlOrTrick(decoded)) return null;
  // Compatibility characters (full-width solidus, one-dot leader …) become the plain ones on servers that fold.
  // Characters without any width vanish on others.
  const folded = decoded.normalize("NFKC").replace(/\p{Default_Ignorable_Code_Point}+/gu, "");
  if (hasControlOrTrick(folded) || countSlashes(folded) !== countSlashes(decoded)) return null;
  return decoded;
}

/**
 * The last five are no slashes, but Windows' code pages turn them into `/` or `\` ("best fit"): fraction and division
 * slash, set minus, yen and won sign.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const TRICK = /[\u0000-\u001f\u007f-\u009f\\;%?#\u2044\u2215\u2216\u00a5\u20a9]|\/\//;

const hasControlOrTrick = (path: string): boolean => TRICK.test(path) || hasDotSegment(path);

/**
 * The URL parser resolves dot segments; one that is still there was hidden from it: between white space, which some
 * servers trim (`+` is a space to some), or at a segment's end: an alias without a slash (`/files` served from
 * `/store/`, nginx's classic) turns `/files../x` into `/store/../x`.
 */
function hasDotSegment(path: string): boolean {
  return path.split("/").some((segment) => {
    const bare = segment.replace(/[\s+]+/g, "");
    return bare.endsWith("..") || bare === "." || (bare === "" && segment !== "");
  });
}

const countSlashes = (path: string): number => path.split("/").length - 1;

const withoutEndSlash = (path: string): string => (path.endsWith("/") ? path.slice(0, -1) : path);
