import type { Address } from "../address/address.ts";
import type { Config } from "../config.ts";
import type { Accounts } from "../storage/accounts.ts";
import type { AuditTrail } from "../storage/audit.ts";
import type { ConsoleLinks } from "../storage/console-links.ts";
import type { ConsoleSessions } from "../storage/console-sessions.ts";
import type { Denials } from "../storage/denials.ts";
import type { Entries } from "../storage/entries.ts";
import type { HealthProbe } from "../storage/health.ts";
import type { Hosts } from "../storage/hosts.ts";
import type { RandomBytes } from "../storage/ids.ts";
import type { KeptAnswers } from "../storage/kept-answers.ts";
import type { Publisher } from "../storage/publisher.ts";
import type { RecentVisitors } from "../storage/recent-visitors.ts";
import type { Sessions } from "../storage/sessions.ts";
import type { Sleep } from "../storage/time-limit.ts";
import type { Tokens } from "../storage/tokens.ts";
import type { Attempts } from "./attempts.ts";

/** Where a call comes from, as Cloudflare tells it. */
export interface Region {
  readonly country: string | null;
  readonly region: string | null;
  readonly city: string | null;
}

/**
 * Everything that one call of the API may use. The one place that sees bindings makes it for each request; below the
 * route files nothing else comes in: no bindings, no clock, no context of the framework.
 */
export interface AdminDeps {
  readonly config: Pick<Config, "basePath" | "operatorToken" | "surfaces" | "workerRequests" | "sessionCookies">;
  readonly accounts: Accounts;
  readonly hosts: Hosts;
  readonly entries: Entries;
  readonly audit: AuditTrail;
  readonly denials: Denials;
  readonly consoleLinks: ConsoleLinks;
  readonly consoleSessions: ConsoleSessions;
  readonly recentVisitors: RecentVisitors;
  readonly tokens: Tokens;
  readonly attempts: Attempts;
  readonly keptAnswers: KeptAnswers;
  readonly publisher: Publisher;
  readonly sessions: Sessions;
  /** This isolate ended these hashes: it holds here before the answer goes out. */
  readonly rememberEnded: (hashes: readonly string[]) => void;
  /** Ids of the account's sessions whose credentials came with this very call: "this device". */
  readonly currentSessions: (account: string) => Promise<ReadonlySet<string>>;
  readonly health: HealthProbe;
  readonly random: RandomBytes;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** The caller's address (CF-Connecting-IP); null when there is none to be had. */
  readonly address: Address | null;
  /** Another zone's Worker makes the call, and the operator did not opt in to those. */
  readonly isWorkerRequest: boolean;
  readonly region: Region;
  /** Scheme, host and port that were called. */
  readonly origin: string;
  readonly requestId: string;
  /** Work that may end after the answer. */
  readonly waitUntil: (work: Promise<unknown>) => void;
  readonly sleep: Sleep;
  /** One line of the operator's log: the whole reason, no secrets. */
  readonly log: (event: string, facts: Readonly<Record<string, unknown>>) => void;
}
