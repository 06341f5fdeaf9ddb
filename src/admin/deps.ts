import type { AccessDeps } from "../access/identify.ts";
import type { SessionDeps } from "../accounts/sessions.ts";
import type { AllowlistDeps } from "../allowlist/deps.ts";
import type { Config } from "../config/config.ts";
import type { Hosts } from "../storage/accounts/hosts.ts";
import type { ConsoleLinks } from "../storage/console/console-links.ts";
import type { ConsoleSessions } from "../storage/console/console-sessions.ts";
import type { HealthProbe } from "../storage/health.ts";
import type { RegionRecord } from "../storage/sessions/session-records.ts";
import type { BindingCounts } from "../storage/visits/binding-counts.ts";

/**
 * Everything that one call of the API may use. It is made for each request in the one place that sees bindings; nothing
 * else reaches the endpoints: no bindings, no clock, no context of the framework.
 */
export interface AdminDeps extends AccessDeps, AllowlistDeps, SessionDeps {
  readonly config: Pick<
    Config,
    "basePath" | "operatorToken" | "surfaces" | "workerRequests" | "sessionCookies" | "bindSessions"
  >;
  readonly hosts: Hosts;
  readonly bindingCounts: Pick<BindingCounts, "sums">;
  readonly consoleLinks: ConsoleLinks;
  readonly consoleSessions: ConsoleSessions;
  /** Ids of the account's sessions of which this very call brought a credential: "this device". */
  readonly currentSessions: (account: string) => Promise<ReadonlySet<string>>;
  readonly health: HealthProbe;
  /** Where the call comes from, as Cloudflare says. */
  readonly region: RegionRecord;
  /** Scheme, host and port that were called. */
  readonly origin: string;
}
