import { compileHostPattern, type HostPattern } from "../policy/host-pattern.ts";
import { compilePathList, type PathList } from "../policy/path-list.ts";
import { err, ok } from "../result.ts";
import { DAY_SECONDS, HOUR_MS } from "../time.ts";
import { type CredentialKey, readCredentialKeys, readSecrets } from "./keys.ts";
import { type Reader, readDate, type Vars, wholeNumber, words } from "./values.ts";

/** SESSION_COOKIES. */
export interface SessionCookieNames {
  /** A cookie that begins with one of these, in any spelling that a server reads as this name, is a session cookie. */
  readonly names: readonly string[];
  /** Exact names that begin like this and are not session cookies: `!sidebar_open`. */
  readonly exceptions: readonly string[];
  /** Those of `names` that are known by hashes alone, since a script sets them: `name:unbound`. */
  readonly unbound: readonly string[];
}

export const BIND_SESSIONS = ["off", "enroll", "strict"] as const;
export type BindSessions = (typeof BIND_SESSIONS)[number];

/** The part of the product's profile that sessions are known and ended by. */
export interface SessionProfile {
  /** Only a logged-in caller gets a 2xx from these. */
  readonly authenticatedPaths: PathList;
  /** An answer from these that sets a session cookie is a login, not the same session with a new value. */
  readonly loginPaths: PathList;
  readonly logoutPaths: PathList;
  /** Secrets under which credentials are hashed and seals are made, the current one first; at least one. */
  readonly credentialKeys: readonly CredentialKey[];
  /** A sealed session that was not found live for longer than this is looked up in D1. */
  readonly sealMaxAgeMs: number;
  /** Until when a seal that was given to a cookie which came without one is accepted; null: no end. Unix milliseconds. */
  readonly enrolledUntil: number | null;
  /** Origins that call themselves through Gatehouse with the visitor's cookies need the seals: leave them in the request. */
  readonly passSeals: boolean;
  /** How long the ended set in memory serves while D1 fails; 0: no longer than the ordinary half minute. */
  readonly staleSessionsMaxSeconds: number;
}

const SEAL_DEFAULT_HOURS = 168;
/** The set of ended sessions covers ten days; a seal that is believed unseen stays below. */
const SEAL_MAX_HOURS = 216;
const STALE_SESSIONS_DEFAULT_SECONDS = 900;

/** Complete also when the deployment knows no sessions: what is wrong in one of these vars is told in any case. */
export function readSessionProfile({ read, choose }: Pick<Vars, "read" | "choose">): SessionProfile {
  const noPaths = compilePathList([]);
  return {
    authenticatedPaths: read("AUTHENTICATED_PATHS", readPaths, noPaths),
    loginPaths: read("LOGIN_PATHS", readPaths, noPaths),
    logoutPaths: read("LOGOUT_PATHS", readPaths, noPaths),
    credentialKeys: [
      ...read("CREDENTIAL_KEY", readCredentialKeys, []),
      ...read("CREDENTIAL_KEYS_OLD", readSecrets, []),
    ],
    sealMaxAgeMs: read("SESSION_SEAL_HOURS", wholeNumber(1, SEAL_MAX_HOURS, "hours"), SEAL_DEFAULT_HOURS) * HOUR_MS,
    enrolledUntil: read<number | null>("ENROLLED_UNTIL", readDate, null),
    passSeals: choose("PASS_SEALS", ["yes", "no"], "no") === "yes",
    staleSessionsMaxSeconds: read(
      "STALE_SESSIONS_MAX_SECONDS",
      wholeNumber(0, DAY_SECONDS),
      STALE_SESSIONS_DEFAULT_SECONDS,
    ),
  };
}

export const readPaths: Reader<PathList> = (text) => {
  const paths = words(text);
  const wrong = paths.filter(
    (path) => !/^\/(?!\/)[A-Za-z0-9/_.~!$&'()+,=:@-]*\*?$/.test(path) || /\/(?:\/|\.{1,2}(?:\/|$))/.test(path),
  );
  if (wrong.length === 0) return ok(compilePathList(paths));
  return err({
    detail: `has what is not a path: ${wrong.join(" ")}`,
    fix: "separate paths by spaces; each starts with / and may end in *, without escapes, `?`, `//` or dot segments",
  });
};

export const readHosts: Reader<ReadonlySet<string>> = (text) => {
  const hosts = words(text).map((host) => host.toLowerCase());
  const wrong = hosts.filter((host) => !/^(?!-)[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(host));
  if (wrong.length === 0) return ok(new Set(hosts));
  return err({
    detail: `has what is not a hostname: ${wrong.join(" ")}`,
    fix: "separate hostnames by spaces, without scheme, port or path; write international names in their xn-- form",
  });
};

/** Cookie and header names are tokens (RFC 9110 section 5.6.2). */
const COOKIE_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

const readNames: Reader<readonly string[]> = (text) => {
  const names = words(text);
  const wrong = names.filter((name) => !COOKIE_NAME.test(name));
  if (wrong.length === 0) return ok(names);
  return err({ detail: `has what is not a name: ${wrong.join(" ")}`, fix: "separate names by spaces, nothing else" });
};

export const readTokenHeaders: Reader<readonly string[] | null> = (text) => {
  if (text === "none") return ok(null);
  const names = readNames(text);
  return names.ok ? ok(names.value.map((name) => name.toLowerCase())) : names;
};

export const readSessionCookies: Reader<SessionCookieNames> = (text) => {
  const parts = words(text);
  const plain = parts.filter((part) => !part.startsWith("!"));
  const names = plain.map((part) => part.replace(/:unbound$/, ""));
  const exceptions = parts.filter((part) => part.startsWith("!")).map((part) => part.slice(1));
  const wrong = [...names, ...exceptions].filter((name) => !COOKIE_NAME.test(name));
  if (wrong.length > 0)
    return err({
      detail: `has what is not a name: ${wrong.join(" ")}`,
      fix: "separate names by spaces; write !name for one that is no session cookie, name:unbound for one that a script sets",
    });
  return ok({ names, exceptions, unbound: names.filter((_, index) => plain[index]?.endsWith(":unbound")) });
};

export const readHostPattern: Reader<HostPattern> = (text) => {
  const pattern = compileHostPattern(text.toLowerCase());
  return pattern === null
    ? err({
        detail: "is not a pattern of hosts",
        fix: "write {account} as one whole label, such as {account}.example.com",
      })
    : ok(pattern);
};

export const readResolverPath: Reader<string> = (text) =>
  /^\/(?!\/)[A-Za-z0-9/_.~!$&'()+,=:@-]*(?:\?[^#\s]*)?$/.test(text)
    ? ok(text)
    : err({ detail: "is not a path on the origin", fix: "write one path, such as /internal/whoami" });
