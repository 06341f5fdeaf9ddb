import type { ChangeDeps } from "../accounts/deps.ts";
import type { Config } from "../config/config.ts";
import type { KeptAnswers } from "../storage/d1/kept-answers.ts";
import type { Entries } from "../storage/entries/entries.ts";
import type { Revisions } from "../storage/revisions/revisions.ts";
import type { Denials } from "../storage/visits/denials.ts";
import type { RecentVisitors } from "../storage/visits/recent-visitors.ts";

/** What it takes to read, review and change an allowlist. */
export interface AllowlistDeps extends ChangeDeps {
  readonly config: Pick<Config, "surfaces" | "workerRequests">;
  readonly entries: Entries;
  readonly revisions: Revisions;
  readonly denials: Denials;
  readonly recentVisitors: RecentVisitors;
  readonly keptAnswers: KeptAnswers;
  /** Another zone's Worker makes the call, and the operator does not accept those. */
  readonly isWorkerRequest: boolean;
}
