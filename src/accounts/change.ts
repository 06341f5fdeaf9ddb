import { formatAddress } from "../address/address.ts";
import { type Actor, accountNotFound, actorLabel, actorName } from "../admin/access/auth.ts";
import type { AdminDeps } from "../admin/deps.ts";
import { etagOf, type IfMatch, matchesRevision } from "../admin/http/etag.ts";
import { type Problem, type ProblemCode, problem } from "../admin/http/problem.ts";
import { ACCOUNT_ID } from "../admin/http/schemas.ts";
import { err, ok, type Result } from "../result.ts";
import type { Account } from "../storage/accounts.ts";
import type { AuditDetail, EventDraft } from "../storage/audit.ts";
import type { RevisionMoved } from "../storage/guarded-batch.ts";
import type { Published } from "../storage/publisher.ts";
import { retryPublish } from "../storage/retry-publish.ts";

/** Which account a change is for, and under which condition. */
export interface ChangeTarget {
  readonly account: string;
  /** null: whatever its revision is. */
  readonly ifMatch: IfMatch | null;
}

/** What an attempt has come to: it holds (at this revision), there was nothing to change, or others came first. */
export type Outcome<T> =
  | { readonly kind: "changed"; readonly revision: number; readonly value: T }
  | { readonly kind: "unchanged"; readonly value: T }
  | { readonly kind: RevisionMoved };

/** A change that is saved, or that turned out to be none. */
export interface Committed<T> {
  /** As it was judged. */
  readonly account: Account;
  readonly value: T;
  /** The account's revision now. */
  readonly revision: number;
  readonly isChanged: boolean;
}

export interface Changed<T> extends Committed<T> {
  readonly published: boolean;
}

/** What any change of an account can be refused for. */
export type ChangeProblem = "account_not_found" | "revision_mismatch" | "concurrent_change";

export const CHANGE_PROBLEMS = ["account_not_found", "revision_mismatch", "concurrent_change"] as const;

/** How often others may come first before the caller hears of it. */
const MAX_ATTEMPTS = 5;

export async function findAccount(deps: AdminDeps, id: string): Promise<Result<Account, Problem<"account_not_found">>> {
  const account = ACCOUNT_ID.test(id) ? await deps.accounts.get(id) : null;
  return account === null ? err(accountNotFound()) : ok(account);
}

/**
 * Changes an account under its condition. `attempt` judges the account as it was read and commits on exactly that
 * revision; when another change came first, all is read and judged again. With a condition that is `412`, for the
 * revision that it named is gone.
 */
export async function commitChange<T, C extends ProblemCode = never>(
  deps: AdminDeps,
  target: ChangeTarget,
  attempt: (account: Account) => Promise<Outcome<T> | Problem<C>>,
): Promise<Result<Committed<T>, Problem<C | ChangeProblem>>> {
  for (let i = 0; i < MAX_ATTEMPTS; i++) {
    const found = await findAccount(deps, target.account);
    if (!found.ok) return found;
    const account = found.value;
    if (target.ifMatch !== null && !matchesRevision(target.ifMatch, account.revision)) return err(mismatch(account));

    const outcome = await attempt(account);
    switch (outcome.kind) {
      case "problem":
        return err(outcome);
      case "unchanged":
        return ok({ account, value: outcome.value, revision: account.revision, isChanged: false });
      case "changed":
        return ok({ account, value: outcome.value, revision: outcome.revision, isChanged: true });
      case "revision_moved":
        break;
      default:
        outcome satisfies never;
    }
  }
  const detail = "Every attempt met a change of somebody else. Nothing was changed; try again.";
  return err(problem("concurrent_change", detail, { headers: { "Retry-After": "1" } }));
}

/** Commits a change and publishes the account before it answers: whoever changes something sees it work at once. */
export async function changeAccount<T, C extends ProblemCode = never>(
  deps: AdminDeps,
  target: ChangeTarget,
  attempt: (account: Account) => Promise<Outcome<T> | Problem<C>>,
): Promise<Result<Changed<T>, Problem<C | ChangeProblem>>> {
  const committed = await commitChange(deps, target, attempt);
  if (!committed.ok) return committed;
  const { account, isChanged } = committed.value;
  const published = isChanged
    ? await publish(deps, () => deps.publisher.publishAccount(account.id))
    : account.publishedRevision === account.revision;
  return ok({ ...committed.value, published });
}

const mismatch = ({ revision }: Account): Problem<"revision_mismatch"> =>
  problem("revision_mismatch", `The account is at revision ${revision} now. Read it again and repeat your change.`, {
    members: { revision },
    headers: { ETag: etagOf(revision) },
  });

/** A repository's answer as an outcome. */
export function toOutcome<T>(result: Result<{ readonly revision: number }, RevisionMoved>, value: T): Outcome<T> {
  return result.ok ? { kind: "changed", revision: result.value.revision, value } : { kind: result.error };
}

/** Publishes before the answer. What failed is tried again after it, and cron repairs the rest. */
export async function publish(deps: AdminDeps, work: () => Promise<Published>): Promise<boolean> {
  const { published } = await work();
  const random = () => (deps.random(1)[0] ?? 0) / 256;
  if (!published) deps.waitUntil(retryPublish(work, { sleep: deps.sleep, random }));
  return published;
}

/** The audit event of a change. */
export function eventOf(deps: AdminDeps, actor: Actor, action: string, detail: AuditDetail): EventDraft {
  const address = deps.address === null ? null : formatAddress(deps.address);
  return { actor: actorName(actor), actorName: actorLabel(actor), address, action, detail };
}
