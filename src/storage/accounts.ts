import type { Policy } from "../policy/policy.ts";
import type { Result } from "../result.ts";
import type { EventDraft } from "./audit.ts";
import type { ChangeContext, RevisionMoved } from "./change.ts";
import type { RandomBytes } from "./ids.ts";
import type { Version } from "./version.ts";

/** An account as D1 holds it. */
export interface Account extends Version {
  readonly id: string;
  readonly name: string;
  readonly policy: Policy;
  /** The revision that was last written to KV and noted here; null: none yet. */
  readonly publishedRevision: number | null;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface NewAccount {
  readonly id: string;
  readonly name: string;
}

export interface Accounts {
  /** In the order of their ids, those after `after`. */
  list(page: { readonly after: string | null; readonly limit: number }): Promise<readonly Account[]>;
  get(id: string): Promise<Account | null>;
  /** Publish it when it is made: a host of an account without a snapshot answers 503. */
  create(account: NewAccount, event: EventDraft, now: number): Promise<Result<Account, "account_exists">>;
  rename(change: ChangeContext, name: string): Promise<Result<Version, RevisionMoved>>;
  setPolicy(change: ChangeContext, policy: Policy): Promise<Result<Version, RevisionMoved>>;
  /**
   * Removes the account with everything of its own. Its hosts become tombstones; publish the ones that it answers.
   * The event is kept as one of the operator's (account null).
   */
  remove(change: ChangeContext): Promise<Result<{ readonly hostnames: readonly string[] }, RevisionMoved>>;
}

export function createAccounts(_db: D1Database, _random: RandomBytes): Accounts {
  throw new Error("not yet");
}
