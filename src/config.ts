import { compileHostPattern, type HostPattern } from "./policy/host-pattern.ts";
import { compilePathList, type PathList } from "./policy/path-list.ts";
import type { SurfaceProfile } from "./policy/surface.ts";
import { err, ok, type Result } from "./result.ts";
import { DAY_SECONDS, HOUR_MS } from "./time.ts";

/** The settings of the deployment: the product's profile and the operator's choices, from `[vars]` and secrets. */
export interface Config {
  readonly surfaces: SurfaceProfile;
  /**
   * The cookies that can log in by themselves; no names: Gatehouse judges addresses only, and knows no sessions by
   * cookies.
   */
  readonly sessionCookies: SessionCookieNames;
  /** Lower-case names of the headers that carry API tokens; null: the product takes none, not even Authorization. */
  readonly tokenHeaders: readonly string[] | null;
  /**
   * Which session cookies pass: only those with a seal (strict), all that have not ended (off), or both while moving in
   * (enroll).
   */
  readonly bindSessions: BindSessions;
  /**
   * How sessions are recognised; null: the profile names no session cookies, no authenticated paths and no resolver.
   */
  readonly sessions: SessionProfile | null;
  /** Where the product's own server is; null: the route's own origin. A service binding `ORIGIN` wins over both. */
  readonly originUrl: URL | null;
  /** The path below which Gatehouse's own pages and API are, without a slash at the end. */
  readonly basePath: string;
  readonly unknownHost: "refuse" | "pass";
  /** Hosts that name their account: `{account}.example.com`. A registered host comes first. */
  readonly hostPattern: HostPattern | null;
  /** A path on the origin that says which account a credential belongs to; null: only signals say that. */
  readonly accountResolver: string | null;
  readonly failMode: "closed" | "open";
  /** Requests of other zones' Workers: judged like any address, or denied wherever the list is enforced. */
  readonly workerRequests: "deny" | "judge";
  readonly staleSnapshotMaxSeconds: number;
  /** How long the audit trail keeps an event. */
  readonly auditRetentionDays: number;
  /** Shown to refused visitors when their account names no contact. */
  readonly contact: string | null;
  /** Where people change their password in the product: a path of its hosts, or a URL; null: it is not set. */
  readonly passwordUrl: string | null;
  readonly operatorToken: string;
  /** Settings that still work but should be written in another way; for the log. */
  readonly warnings: readonly ConfigProblem[];
}

/** Where API and console stand on each host, unless the deployment's BASE_PATH says otherwise. */
export const DEFAULT_BASE_PATH = "/.gatehouse";

/**
 * The cookie of a login in the console of one account: this name, `-` and the account's id. So one browser holds logins of
 * several accounts at once. `__Host-`: of this host alone, Secure, and not to be set from a subdomain or for a path
 * (RFC 6265bis, section 4.1.3.2). So browsers send it to the product's own pages too: the gate takes it off.
 */
export const CONSOLE_COOKIE = "__Host-gatehouse";

/** The same name without an account was that of every login before. */
const CONSOLE_COOKIE_NAME = new RegExp(`^${CONSOLE_COOKIE}(?:-[a-z0-9-]{1,63})?$`);

export const isConsoleCookie = (name: string): boolean => CONSOLE_COOKIE_NAME.test(name);

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

/** A secret of CREDENTIAL_KEY. */
export interface CredentialKey {
  /** What seals name it by; null: the secret came without one, and its name is made from it. */
  readonly id: string | null;
  readonly secret: string;
  /** False: it leaked. What was ended under it stays ended, and no seal of it is believed. */
  readonly verifiesSeals: boolean;
}

/** One thing that is wrong with the configuration: which key, why, and what to write. Never the value: it may be a secret. */
export interface ConfigProblem {
  readonly key: string;
  readonly detail: string;
  readonly fix: string;
}

type Reader<T> = (text: string) => Result<T, { readonly detail: string; readonly fix: string }>;

const SECRET_MIN_LENGTH = 32;
const SEAL_DEFAULT_HOURS = 168;
/** The set of ended sessions covers ten days; a seal that is believed unseen stays below. */
const SEAL_MAX_HOURS = 216;
const STALE_SESSIONS_DEFAULT_SECONDS = 900;
/** A little more than a year: what happened is still there when the yearly review asks. */
const AUDIT_RETENTION_DEFAULT_DAYS = 400;
const AUDIT_RETENTION_MAX_DAYS = 3650;

/** Vars and bindings → Config, or everything that is wrong with them. Pure; cheap enough for an isolate's first request. */
export function readConfig(env: Readonly<Record<string, unknown>>): Result<Config, readonly ConfigProblem[]> {
  const problems: ConfigProblem[] = [];

  function read<T>(key: string, reader: Reader<T>, fallback: T): T {
    const raw = env[key];
    if (raw === undefined || raw === null || raw === "") return fallback;
    const result =
      typeof raw === "string" ? reader(raw.trim()) : err({ detail: "is not text", fix: "write it as a string" });
    if (result.ok) return result.value;
    problems.push({ key, ...result.error });
    return fallback;
  }

  for (const [key, purpose] of [
    ["DB", "a D1 database ([[d1_databases]] in wrangler.toml)"],
    ["LISTS", "a KV namespace ([[kv_namespaces]] in wrangler.toml)"],
    ["ATTEMPTS", "a rate limit ([[ratelimits]] in wrangler.toml)"],
  ] as const) {
    if (typeof env[key] !== "object" || env[key] === null) {
      problems.push({ key, detail: "is not bound", fix: `bind ${purpose} under this name` });
    }
  }

  const operatorToken = read("OPERATOR_TOKEN", readSecret, "");
  if (!env.OPERATOR_TOKEN) {
    problems.push({ key: "OPERATOR_TOKEN", detail: "is not set", fix: "run `wrangler secret put OPERATOR_TOKEN`" });
  }

  const noPaths = compilePathList([]);
  const sessionCookies = read("SESSION_COOKIES", readSessionCookies, { names: [], exceptions: [], unbound: [] });
  const authenticatedPaths = read<PathList | null>("AUTHENTICATED_PATHS", readPaths, null);
  const sessions: SessionProfile = {
    authenticatedPaths: authenticatedPaths ?? noPaths,
    loginPaths: read("LOGIN_PATHS", readPaths, noPaths),
    logoutPaths: read("LOGOUT_PATHS", readPaths, noPaths),
    credentialKeys: [
      ...read("CREDENTIAL_KEY", readCredentialKeys, []),
      ...read("CREDENTIAL_KEYS_OLD", readSecrets, []),
    ],
    sealMaxAgeMs: read("SESSION_SEAL_HOURS", wholeNumber(1, SEAL_MAX_HOURS, "hours"), SEAL_DEFAULT_HOURS) * HOUR_MS,
    enrolledUntil: read<number | null>("ENROLLED_UNTIL", readDate, null),
    passSeals: read("PASS_SEALS", oneOf("yes", "no"), "no") === "yes",
    staleSessionsMaxSeconds: read(
      "STALE_SESSIONS_MAX_SECONDS",
      wholeNumber(0, DAY_SECONDS),
      STALE_SESSIONS_DEFAULT_SECONDS,
    ),
  };
  // Names of cookies, or paths where tokens prove themselves: either is enough to know sessions by.
  const knowsSessions = Boolean(env.SESSION_COOKIES || env.AUTHENTICATED_PATHS || env.ACCOUNT_RESOLVER);
  if (knowsSessions && !env.CREDENTIAL_KEY) {
    problems.push({
      key: "CREDENTIAL_KEY",
      detail:
        "is not set, and sessions (SESSION_COOKIES, AUTHENTICATED_PATHS, ACCOUNT_RESOLVER) cannot be known without it",
      fix: "run `wrangler secret put CREDENTIAL_KEY` with a random value, such as `openssl rand -base64 32` prints",
    });
  }

  const config: Config = {
    surfaces: {
      apiPaths: read("API_PATHS", readPaths, compilePathList([])),
      publicPaths: read("PUBLIC_PATHS", readPaths, compilePathList([])),
      apiHosts: read("API_HOSTS", readHosts, new Set<string>()),
    },
    sessionCookies,
    tokenHeaders: read<readonly string[] | null>("TOKEN_HEADERS", readTokenHeaders, ["authorization"]),
    bindSessions: read("BIND_SESSIONS", oneOf(...BIND_SESSIONS), "strict"),
    sessions: knowsSessions ? sessions : null,
    originUrl: read<URL | null>("ORIGIN_URL", readOriginUrl, null),
    basePath: read("BASE_PATH", readBasePath, DEFAULT_BASE_PATH),
    unknownHost: read("UNKNOWN_HOST", oneOf("refuse", "pass"), "refuse"),
    hostPattern: read<HostPattern | null>("HOST_PATTERN", readHostPattern, null),
    accountResolver: read<string | null>("ACCOUNT_RESOLVER", readResolverPath, null),
    failMode: read("FAIL_MODE", oneOf("closed", "open"), "closed"),
    workerRequests: read("WORKER_REQUESTS", oneOf("deny", "judge"), "deny"),
    staleSnapshotMaxSeconds: read("STALE_SNAPSHOT_MAX_SECONDS", wholeNumber(60, 30 * DAY_SECONDS), DAY_SECONDS),
    auditRetentionDays: read(
      "AUDIT_RETENTION_DAYS",
      wholeNumber(1, AUDIT_RETENTION_MAX_DAYS, "days"),
      AUDIT_RETENTION_DEFAULT_DAYS,
    ),
    contact: read<string | null>("CONTACT", readContact, null),
    passwordUrl: read<string | null>("PASSWORD_URL", readPageUrl, null),
    operatorToken,
    warnings: knowsSessions ? warningsOf(env, sessions.credentialKeys) : [],
  };
  return problems.length === 0 ? ok(config) : err(problems);
}

/** Secrets without ids: a change of them takes two steps, in an order that must not be wrong. */
function warningsOf(env: Readonly<Record<string, unknown>>, keys: readonly CredentialKey[]): readonly ConfigProblem[] {
  if (!keys.some(({ id }) => id === null)) return [];
  const key = env.CREDENTIAL_KEYS_OLD ? "CREDENTIAL_KEYS_OLD" : "CREDENTIAL_KEY";
  const detail = "holds a secret without an id, so that a change takes more than one step";
  return [
    { key, detail, fix: "write all keys as one value, such as k2:NEW,k1:OLD (docs/runbooks/rotate-credential-key.md)" },
  ];
}

const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== "");

const readSecret: Reader<string> = (text) =>
  text.length >= SECRET_MIN_LENGTH
    ? ok(text)
    : err({
        detail: `is shorter than ${SECRET_MIN_LENGTH} characters`,
        fix: "use a random one, such as `openssl rand -base64 32` prints",
      });

/** `k2:secret,k1:secret`, the current one first; `!k1:secret` verifies no seal (it leaked); or one secret without an id. */
const readCredentialKeys: Reader<readonly CredentialKey[]> = (text) => {
  if (!/^!?[a-z0-9]{1,8}:/.test(text)) {
    const secret = readSecret(text);
    return secret.ok ? ok([{ id: null, secret: secret.value, verifiesSeals: true }]) : secret;
  }
  const keys: CredentialKey[] = [];
  for (const part of text.split(",")) {
    const [, leaked = "", id, secret = ""] = /^\s*(!?)([a-z0-9]{1,8}):(\S{32,})\s*$/.exec(part) ?? [];
    if (id === undefined || keys.some((key) => key.id === id)) {
      return err({
        detail: "is not a list of keys",
        fix: `write id:secret, separated by commas, the current key first: each id once, of 1 to 8 letters and digits; each secret of at least ${SECRET_MIN_LENGTH} characters`,
      });
    }
    keys.push({ id, secret, verifiesSeals: leaked === "" });
  }
  if (keys[0]?.verifiesSeals === true) return ok(keys);
  return err({ detail: "begins with a key that makes no seals", fix: "write a new key in front, without `!`" });
};

/** Several secrets, the newest first; none of them has white space in it. */
const readSecrets: Reader<readonly CredentialKey[]> = (text) => {
  const secrets = words(text);
  const short = secrets.find((secret) => secret.length < SECRET_MIN_LENGTH);
  if (short === undefined) return ok(secrets.map((secret) => ({ id: null, secret, verifiesSeals: true })));
  return err({
    detail: `has a secret that is shorter than ${SECRET_MIN_LENGTH} characters`,
    fix: "separate the former values of CREDENTIAL_KEY by spaces, each exactly as it was",
  });
};

const readPaths: Reader<PathList> = (text) => {
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

const readHosts: Reader<ReadonlySet<string>> = (text) => {
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

const readTokenHeaders: Reader<readonly string[] | null> = (text) => {
  if (text === "none") return ok(null);
  const names = readNames(text);
  return names.ok ? ok(names.value.map((name) => name.toLowerCase())) : names;
};

const readSessionCookies: Reader<SessionCookieNames> = (text) => {
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

const readDate: Reader<number> = (text) => {
  const at = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at)
    ? err({ detail: "is not a date", fix: "write a date in UTC, such as 2027-01-31 or 2027-01-31T12:00:00Z" })
    : ok(at);
};

const readHostPattern: Reader<HostPattern> = (text) => {
  const pattern = compileHostPattern(text.toLowerCase());
  return pattern === null
    ? err({
        detail: "is not a pattern of hosts",
        fix: "write {account} as one whole label, such as {account}.example.com",
      })
    : ok(pattern);
};

const readResolverPath: Reader<string> = (text) =>
  /^\/(?!\/)[A-Za-z0-9/_.~!$&'()+,=:@-]*(?:\?[^#\s]*)?$/.test(text)
    ? ok(text)
    : err({ detail: "is not a path on the origin", fix: "write one path, such as /internal/whoami" });

const readOriginUrl: Reader<URL> = (text) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && text.replace(/\/$/, "") === url.origin;
  if (url !== null && isOrigin) return ok(url);
  return err({
    detail: "is not the address of a server",
    fix: "write scheme, host and port alone, in lower case, such as https://origin.example.com or http://127.0.0.1:9000",
  });
};

const readBasePath: Reader<string> = (text) =>
  /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*|\/\.[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/.test(text)
    ? ok(text)
    : err({ detail: "is not a path", fix: "start with / and end without one, such as /.gatehouse" });

/** It becomes a link in the console: never a scheme that runs. */
const readPageUrl: Reader<string> = (text) => {
  const isPath = /^\/(?![/\\])[^\s\\]*$/.test(text);
  const isUrl = /^https?:\/\//.test(text) && URL.canParse(text) && !/\s/.test(text);
  if (text.length <= 2_000 && (isPath || isUrl)) return ok(text);
  return err({
    detail: "is not the address of a page",
    fix: "write a path such as /account/password, or an https URL",
  });
};

const readContact: Reader<string> = (text) =>
  text.length <= 500 && !/\p{Cc}/u.test(text)
    ? ok(text)
    : err({
        detail: "is longer than 500 characters or has control characters",
        fix: "write a URL, a mail address or a short text",
      });

function oneOf<const T extends string>(...choices: readonly T[]): Reader<T> {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text);
    return choice === undefined
      ? err({ detail: "is not an allowed value", fix: `write ${choices.map((c) => `"${c}"`).join(" or ")}` })
      : ok(choice);
  };
}

function wholeNumber(min: number, max: number, unit: "seconds" | "hours" | "days" = "seconds"): Reader<number> {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max
      ? ok(value)
      : err({ detail: "is not a whole number in its bounds", fix: `write a number of ${unit} from ${min} to ${max}` });
  };
}
