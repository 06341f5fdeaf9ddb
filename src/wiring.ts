import { type Attempts, createAttempts } from "./access/attempts.ts";
import { type Config, readConfig } from "./config/config.ts";
import type { ConfigProblem } from "./config/values.ts";
import { createUrlReader, type VisitUrl } from "./gate/arrival/visit-url.ts";
import { createGate, type Gate } from "./gate/gate.ts";
import { askRecord } from "./gate/identity/account-record.ts";
import { createAccountResolver } from "./gate/identity/account-resolver.ts";
import { askResolverAndRecord } from "./gate/identity/ask-resolver.ts";
import { createIdentities, RECORDED_MS, RESOLVED_MS } from "./gate/identity/identities.ts";
import type { Origin } from "./gate/origin/origin-request.ts";
import { logToConsole } from "./log.ts";
import type { Sha256 } from "./policy/snapshot.ts";
import { ok, type Result } from "./result.ts";
import { createCredentialProfile } from "./sessions/credentials/credential-profile.ts";
import { createSessionGate } from "./sessions/session-gate.ts";
import { type Accounts, createAccounts } from "./storage/accounts/accounts.ts";
import { createHosts, type Hosts } from "./storage/accounts/hosts.ts";
import { createTokens, type Tokens } from "./storage/accounts/tokens.ts";
import { type ConsoleAdmissions, createConsoleAdmissions } from "./storage/console/console-admission.ts";
import { type ConsoleLinks, createConsoleLinks } from "./storage/console/console-links.ts";
import { type ConsoleSessions, createConsoleSessions } from "./storage/console/console-sessions.ts";
import { type AuditTrail, createAuditTrail } from "./storage/d1/audit.ts";
import { createKeptAnswers, type KeptAnswers } from "./storage/d1/kept-answers.ts";
import { createEndedLog, type EndedLog } from "./storage/ended/ended-log.ts";
import { createEndedStore, type EndedStore } from "./storage/ended/ended-store.ts";
import { type AllowlistOverviews, createAllowlistOverviews } from "./storage/entries/allowlist-overview.ts";
import { createEntries, type Entries } from "./storage/entries/entries.ts";
import { createHealthProbe, type HealthProbe } from "./storage/health.ts";
import type { RandomBytes } from "./storage/ids.ts";
import { createHostStore, type HostStore } from "./storage/kv/host-store.ts";
import type { KvDeps } from "./storage/kv/kv.ts";
import { createSnapshotStore, type SnapshotStore } from "./storage/kv/snapshot-store.ts";
import { createDrift, type Drift } from "./storage/publish/drift.ts";
import { createPublisher, type Publisher } from "./storage/publish/publisher.ts";
import { createRevisions, type Revisions } from "./storage/revisions/revisions.ts";
import { createCredentialKeys } from "./storage/sessions/credential-keys.ts";
import { createSessions, type Sessions } from "./storage/sessions/sessions.ts";
import { type BindingCounts, createBindingCounts } from "./storage/visits/binding-counts.ts";
import { createDenials, type Denials } from "./storage/visits/denials.ts";
import { createRecentVisitors, type RecentVisitors } from "./storage/visits/recent-visitors.ts";

/** What an isolate builds once from its bindings. It holds nothing of a single visitor. */
export interface Isolate {
  readonly config: Config;
  readonly readUrl: (text: string) => VisitUrl;
  readonly gate: Gate;
  readonly stores: Stores;
  readonly attempts: Attempts;
}

/** The repositories. Only this file makes them from bindings. */
export interface Stores {
  readonly accounts: Accounts;
  readonly hosts: Hosts;
  readonly entries: Entries;
  readonly revisions: Revisions;
  readonly audit: AuditTrail;
  readonly tokens: Tokens;
  readonly keptAnswers: KeptAnswers;
  readonly publisher: Publisher;
  readonly hostStore: HostStore;
  readonly snapshotStore: SnapshotStore;
  readonly denials: Denials;
  readonly bindingCounts: BindingCounts;
  readonly consoleLinks: ConsoleLinks;
  readonly consoleSessions: ConsoleSessions;
  readonly recentVisitors: RecentVisitors;
  readonly consoleAdmissions: ConsoleAdmissions;
  readonly allowlistOverviews: AllowlistOverviews;
  readonly drift: Drift;
  readonly sessions: Sessions;
  readonly endedLog: EndedLog;
  readonly endedStore: EndedStore;
  /** How long a removed account or host stays published as removed. */
  readonly tombstoneSeconds: number;
  /** How long the audit trail keeps an event. */
  readonly auditRetentionDays: number;
  /** How long an account's revisions are kept. */
  readonly revisionRetentionDays: number;
  readonly health: HealthProbe;
  readonly random: RandomBytes;
}

/** KV answers in milliseconds; a visit does not wait longer than this for it. */
const KV_LIMIT_MS = 2_000;
/** Sessions per request about which the resolver is asked, when memory does not know them; further ones are removed. */
const MAX_RESOLVED = 3;

const sha256: Sha256 = (bytes) => crypto.subtle.digest("SHA-256", bytes);
const random: RandomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));
export const sleep = (ms: number, options?: { readonly signal?: AbortSignal }): Promise<void> =>
  scheduler.wait(ms, options ?? {});

function createIsolate(env: Env): Result<Isolate, readonly ConfigProblem[]> {
  const read = readConfig({ ...env });
  if (!read.ok) return read;
  const config = read.value;
  for (const warning of config.warnings) logToConsole({ level: "warn", event: "setting_outdated", ...warning });

  const kv: KvDeps = {
    kv: env.LISTS,
    limitMs: KV_LIMIT_MS,
    sleep,
    report: ({ key, fault, cause }) => logToConsole({ level: "error", event: fault, key, cause: String(cause) }),
  };
  // A tombstone lives longer than any copy of the record that it replaces.
  const tombstoneSeconds = 2 * config.staleSnapshotMaxSeconds;
  const hostStore = createHostStore({ ...kv, tombstoneSeconds });
  const snapshotStore = createSnapshotStore({ ...kv, tombstoneSeconds, sha256 });
  const denials = createDenials(env.DB, random);
  const bindingCounts = createBindingCounts(env.DB);
  const sessions = createSessions(env.DB, random);
  const endedLog = createEndedLog(env.DB);
  const endedStore = createEndedStore({ ...kv, sha256 });
  const credentials = createCredentialProfile(config);
  const { ORIGIN } = env;
  const origin: Origin = {
    url: ORIGIN === undefined ? config.originUrl : null,
    fetch: ORIGIN === undefined ? (request) => fetch(request) : (request) => ORIGIN.fetch(request),
  };
  const { accountResolver } = config;
  const askOrigin = accountResolver === null ? null : createAccountResolver({ path: accountResolver, origin, sleep });
  const accounts = createAccounts(env.DB, random);
  const gate = createGate({
    config,
    hostStore,
    snapshotStore,
    denials,
    bindingCounts,
    credentials,
    sessions:
      config.sessions === null
        ? null
        : createSessionGate({
            profile: config.sessions,
            bindSessions: config.bindSessions,
            credentials,
            sessions,
            endedLog,
            endedStore,
            credentialKeys: createCredentialKeys(env.DB),
            random,
            now: Date.now,
            sleep,
            log: logToConsole,
          }),
    identities:
      config.sessions === null
        ? null
        : createIdentities(
            askOrigin === null
              ? {
                  ask: (parties, preferred) => askRecord(parties, { sessions, preferred, now: Date.now, sleep }),
                  maxAsked: Number.POSITIVE_INFINITY,
                  knownMs: RECORDED_MS,
                  maxUnknownPerMinute: 600,
                  pauseMs: 5_000,
                }
              : {
                  ask: (parties, preferred, visit) =>
                    askResolverAndRecord(parties, visit, { askOrigin, sessions, preferred, now: Date.now, sleep }),
                  maxAsked: MAX_RESOLVED,
                  knownMs: RESOLVED_MS,
                  maxUnknownPerMinute: 60,
                  pauseMs: 0,
                },
          ),
    resolveCookies:
      askOrigin === null ? null : (cookie, visit) => askOrigin({ ...visit, headers: new Headers({ Cookie: cookie }) }),
    hasAccount: async (account) => (await accounts.get(account)) !== null,
    origin,
    log: logToConsole,
    sleep,
  });
  const publisher = createPublisher({
    db: env.DB,
    snapshots: snapshotStore,
    hosts: hostStore,
    sha256,
    now: Date.now,
    memory: {
      account: (record) => gate.snapshots.remember(record, Date.now()),
      host: (record) => gate.hosts.remember(record.hostname, record, Date.now()),
    },
    ...(kv.report === undefined ? {} : { report: kv.report }),
  });
  return ok({
    config,
    readUrl: createUrlReader(),
    gate,
    attempts: createAttempts(env.ATTEMPTS, (event, facts) => logToConsole({ level: "warn", event, ...facts })),
    stores: {
      accounts,
      hosts: createHosts(env.DB, random),
      entries: createEntries(env.DB, random),
      revisions: createRevisions(env.DB, random),
      audit: createAuditTrail(env.DB, random),
      tokens: createTokens(env.DB, random),
      keptAnswers: createKeptAnswers(env.DB),
      publisher,
      hostStore,
      snapshotStore,
      denials,
      bindingCounts,
      consoleLinks: createConsoleLinks(env.DB, random),
      consoleSessions: createConsoleSessions(env.DB, random),
      recentVisitors: createRecentVisitors(env.DB),
      consoleAdmissions: createConsoleAdmissions(env.DB),
      allowlistOverviews: createAllowlistOverviews(env.DB),
      drift: createDrift(env.DB),
      sessions,
      endedLog,
      endedStore,
      tombstoneSeconds,
      auditRetentionDays: config.auditRetentionDays,
      revisionRetentionDays: config.revisionRetentionDays,
      health: createHealthProbe(env.DB, env.LISTS, Date.now),
      random,
    },
  });
}

const isolates = new WeakMap<Env, Result<Isolate, readonly ConfigProblem[]>>();

/** The state of the isolate, made for its first request; an error lists what is wrong with the configuration. */
export function isolateOf(env: Env): Result<Isolate, readonly ConfigProblem[]> {
  const known = isolates.get(env);
  if (known !== undefined) return known;
  const isolate = createIsolate(env);
  isolates.set(env, isolate);
  return isolate;
}
