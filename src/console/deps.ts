import type { AccessDeps } from "../access/identify.ts";
import type { SessionDeps } from "../accounts/sessions.ts";
import type { AllowlistDeps } from "../allowlist/deps.ts";
import type { Config } from "../config/config.ts";
import type { Snapshot } from "../policy/snapshot.ts";
import type { Result } from "../result.ts";
import type { Hosts } from "../storage/accounts/hosts.ts";
import type { ConsoleAdmissions } from "../storage/console/console-admission.ts";
import type { ConsoleLinks } from "../storage/console/console-links.ts";
import type { ConsoleSessions } from "../storage/console/console-sessions.ts";
import type { AllowlistOverviews } from "../storage/entries/allowlist-overview.ts";
import type { SnapshotReadFault } from "../storage/kv/snapshot-store.ts";

/** What one request to the console may use. */
export interface ConsoleDeps extends AccessDeps, AllowlistDeps, SessionDeps {
  readonly config: Pick<
    Config,
    "basePath" | "operatorToken" | "surfaces" | "workerRequests" | "passwordUrl" | "revisionRetentionDays"
  >;
  readonly hosts: Hosts;
  readonly consoleSessions: ConsoleSessions;
  readonly consoleLinks: ConsoleLinks;
  readonly consoleAdmissions: ConsoleAdmissions;
  readonly allowlistOverviews: AllowlistOverviews;
  /** Ids of the account's sessions of which this very request brought a credential: "this device". */
  readonly currentSessions: (account: string) => Promise<ReadonlySet<string>>;
  /** The published list of an account, from isolate memory or KV: no query, however long the list is. */
  readonly snapshotOf: (account: string) => Promise<Result<Snapshot | null, SnapshotReadFault>>;
}
