import type { ChangeDeps } from "../accounts/deps.ts";
import type { Config } from "../config/config.ts";
import type { Denials } from "../storage/denials.ts";
import type { Entries } from "../storage/entries.ts";
import type { KeptAnswers } from "../storage/kept-answers.ts";
import type { RecentVisitors } from "../storage/recent-visitors.ts";

/** What it takes to read, review and change an allowlist. */
export interface AllowlistDeps extends ChangeDeps {
  readonly config: Pick<Config, "surfaces" | "workerRequests">;
  readonly entries: Entries;
  readonly denials: Denials;
  readonly recentVisitors: RecentVisitors;
  readonly keptAnswers: KeptAnswers;
  /** Another zone's Worker makes the call, and the operator does not accept those. */
  readonly isWorkerRequest: boolean;
}
