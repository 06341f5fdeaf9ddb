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
  readonly hasSessionCookie: boolean;
}

/**
 * The stricter surface wins. A path that two servers could read differently is `dashboard`; so is an api path with a
 * dashboard session cookie (a stolen cookie does not get in through the API's door). Where both lists match, the longer
 * entry speaks (`/api/health` may be public below `/api/`), and of two equal ones the stricter.
 */
export function classifySurface(profile: SurfaceProfile, facts: SurfaceFacts): Surface {
  const path = normalisePath(facts.pathname);
  if (path === null) return "dashboard";
  // Some servers route on the path as it came, some on the decoded one: both must agree.
  const isPublic = Math.min(profile.publicPaths(path), profile.publicPaths(facts.pathname));
  const isApi = Math.min(profile.apiPaths(path), profile.apiPaths(facts.pathname));
  if (isPublic > isApi) return "public";
  if (isApi === -1 && !profile.apiHosts.has(facts.hostname)) return "dashboard";
  return facts.hasSessionCookie ? "dashboard" : "api";
}

const PLAIN_PATH = /^(?:\/[A-Za-z0-9_.~!$&'()*+,=:@-]+)*\/?$/;

/**
 * The path as every server reads it, or null when servers differ: encoded slash, backslash or dot segments, empty
 * segments, control characters, `;params`, double or broken encoding, and characters that fold to one of these.
 * For classification only; nothing that it returns is ever forwarded.
 */
export function normalisePath(pathname: string): string | null {
  if (PLAIN_PATH.test(pathname)) return hasDotSegment(pathname) ? null : pathname;
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
  const folded = decoded.normalize("NFKC");
  if (hasControlOrTrick(folded) || countSlashes(folded) !== countSlashes(decoded)) return null;
  return decoded;
}

function hasControlOrTrick(path: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return /[\u0000-\u001f\u007f-\u009f\\;%?#]|\/\//.test(path) || hasDotSegment(path);
}

/** The URL parser resolves dot segments; one that is still there was hidden from it. */
function hasDotSegment(path: string): boolean {
  return path.includes("/.") && path.split("/").some((segment) => /^\.+\s*$/.test(segment));
}

const countSlashes = (path: string): number => path.split("/").length - 1;
