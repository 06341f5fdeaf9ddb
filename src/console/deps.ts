import type { AdminDeps } from "../admin/deps.ts";
import type { Config } from "../config.ts";
import type { Snapshot } from "../policy/snapshot.ts";
import type { Result } from "../result.ts";
import type { AllowlistOverviews } from "../storage/allowlist-overview.ts";
import type { ConsoleAdmissions } from "../storage/console-admission.ts";
import type { SnapshotReadFault } from "../storage/snapshot-store.ts";

/** What one request to the console may use: what a call of the API may, and who is logged in. */
export interface ConsoleDeps extends AdminDeps {
  readonly config: AdminDeps["config"] & Pick<Config, "passwordUrl">;
  readonly consoleAdmissions: ConsoleAdmissions;
  readonly allowlistOverviews: AllowlistOverviews;
  /** The published list of an account, from isolate memory or KV: no query, however long the list is. */
  readonly snapshotOf: (account: string) => Promise<Result<Snapshot | null, SnapshotReadFault>>;
}
