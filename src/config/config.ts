import type { HostPattern } from "../policy/host-pattern.ts";
import { compilePathList } from "../policy/path-list.ts";
import type { SurfaceProfile } from "../policy/surface.ts";
import { err, ok, type Result } from "../result.ts";
import { DAY_SECONDS } from "../time.ts";
import { type CredentialKey, readSecret } from "./keys.ts";
import {
  BIND_SESSIONS,
  type BindSessions,
  readHostPattern,
  readHosts,
  readPaths,
  readResolverPath,
  readSessionCookies,
  readSessionProfile,
  readTokenHeaders,
  type SessionCookieNames,
  type SessionProfile,
} from "./profile.ts";
import {
  type ConfigProblem,
  createVars,
  readBasePath,
  readContact,
  readOriginUrl,
  readPageUrl,
  wholeNumber,
} from "./values.ts";

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
  /** How long an account's revisions can be read and restored. */
  readonly revisionRetentionDays: number;
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

/** A little more than a year: what happened is still there when the yearly review asks. */
const RETENTION_DEFAULT_DAYS = 400;
const RETENTION_MAX_DAYS = 3650;
const RETENTION = wholeNumber(1, RETENTION_MAX_DAYS, "days");

/** Vars and bindings → Config, or everything that is wrong with them. Pure; cheap enough for an isolate's first request. */
export function readConfig(env: Readonly<Record<string, unknown>>): Result<Config, readonly ConfigProblem[]> {
  const vars = createVars(env);
  const { read, choose } = vars;
  const missing: ConfigProblem[] = [];

  for (const [key, purpose] of [
    ["DB", "a D1 database ([[d1_databases]] in wrangler.toml)"],
    ["LISTS", "a KV namespace ([[kv_namespaces]] in wrangler.toml)"],
    ["ATTEMPTS", "a rate limit ([[ratelimits]] in wrangler.toml)"],
  ] as const) {
    if (typeof env[key] !== "object" || env[key] === null) {
      missing.push({ key, detail: "is not bound", fix: `bind ${purpose} under this name` });
    }
  }

  const operatorToken = read("OPERATOR_TOKEN", readSecret, "");
  if (!env.OPERATOR_TOKEN) {
    missing.push({ key: "OPERATOR_TOKEN", detail: "is not set", fix: "run `wrangler secret put OPERATOR_TOKEN`" });
  }

  const sessionCookies = read("SESSION_COOKIES", readSessionCookies, { names: [], exceptions: [], unbound: [] });
  const sessions = readSessionProfile(vars);
  // Names of cookies, or paths where tokens prove themselves: either is enough to know sessions by.
  const knowsSessions = Boolean(env.SESSION_COOKIES || env.AUTHENTICATED_PATHS || env.ACCOUNT_RESOLVER);
  if (knowsSessions && !env.CREDENTIAL_KEY) {
    missing.push({
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
    bindSessions: choose("BIND_SESSIONS", BIND_SESSIONS, "strict"),
    sessions: knowsSessions ? sessions : null,
    originUrl: read<URL | null>("ORIGIN_URL", readOriginUrl, null),
    basePath: read("BASE_PATH", readBasePath, DEFAULT_BASE_PATH),
    unknownHost: choose("UNKNOWN_HOST", ["refuse", "pass"], "refuse"),
    hostPattern: read<HostPattern | null>("HOST_PATTERN", readHostPattern, null),
    accountResolver: read<string | null>("ACCOUNT_RESOLVER", readResolverPath, null),
    failMode: choose("FAIL_MODE", ["closed", "open"], "closed"),
    workerRequests: choose("WORKER_REQUESTS", ["deny", "judge"], "deny"),
    staleSnapshotMaxSeconds: read("STALE_SNAPSHOT_MAX_SECONDS", wholeNumber(60, 30 * DAY_SECONDS), DAY_SECONDS),
    auditRetentionDays: read("AUDIT_RETENTION_DAYS", RETENTION, RETENTION_DEFAULT_DAYS),
    revisionRetentionDays: read("REVISION_RETENTION_DAYS", RETENTION, RETENTION_DEFAULT_DAYS),
    contact: read<string | null>("CONTACT", readContact, null),
    passwordUrl: read<string | null>("PASSWORD_URL", readPageUrl, null),
    operatorToken,
    warnings: knowsSessions ? warningsOf(env, sessions.credentialKeys) : [],
  };
  const all = [...missing, ...vars.problems];
  return all.length === 0 ? ok(config) : err(all);
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
