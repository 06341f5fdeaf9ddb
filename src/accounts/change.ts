import { formatAddress } from "../address/address.ts";
import { err, ok, type Result } from "../result.ts";
import type { Account } from "../storage/accounts/accounts.ts";
import type { AuditDetail, EventDraft } from "../storage/d1/audit.ts";
import type { RevisionMoved } from "../storage/d1/guarded-batch.ts";
import type { Published } from "../storage/publish/publisher.ts";
import { retryPublish } from "../storage/publish/retry-publish.ts";
import { type Actor, actorLabel, actorName } from "./actor.ts";
import type { ChangeDeps } from "./deps.ts";

/** Which account a change is for, and under which condition. */
export interface ChangeTarget {
  readonly account: string;
  /** The account must be at one of these revisions; null: at any. */
  readonly revisions: ReadonlySet<number> | null;
}

/** Why a change of an account was not made, whatever the change. */
export type ChangeRefusal =
  | { readonly code: "account_not_found" }
  /** The account is at this revision, which is none of those that the caller named. */
  | { readonly code: "revision_mismatch"; readonly revision: number }
  /** Each of several attempts met another change. */
  | { readonly code: "concurrent_change" };

/** The result of one attempt: it is saved, there was nothing to change, another change came first, or it is refused. */
export type Outcome<T, R = never> =
  | { readonly kind: "changed"; readonly revision: number; readonly value: T }
  | { readonly kind: "unchanged"; readonly value: T }
  | { readonly kind: RevisionMoved }
  | { readonly kind: "refused"; readonly refusal: R };

/** A change that is saved, or that turned out to be none. */
export interface Committed<T> {
  /** As it was judged, before the change. */
  readonly account: Account;
  readonly value: T;
  /** The account's revision now. */
  readonly revision: number;
  readonly isChanged: boolean;
}

export interface Changed<T> extends Committed<T> {
  /** The copy in Workers KV has this revision. When false, it is written again after the answer and by cron. */
  readonly published: boolean;
}

/** Attempts before a change is given up because others always come first. */
const MAX_ATTEMPTS = 5;

/** `[a-z0-9-]{1,63}`, chosen by the operator. */
export const ACCOUNT_ID = /^[a-z0-9-]{1,63}$/;

export async function findAccount(
  { accounts }: Pick<ChangeDeps, "accounts">,
  id: string,
): Promise<Result<Account, { readonly code: "account_not_found" }>> {
  const account = ACCOUNT_ID.test(id) ? await accounts.get(id) : null;
  return account === null ? err({ code: "account_not_found" }) : ok(account);
}

/**
 * Changes an account under its condition. `attempt` judges the account as it was read and commits on exactly that
 * revision. When another change came first, the account is read and judged again; with a condition the answer is then
 * `revision_mismatch`, because the named revision is gone.
 */
export async function commitChange<T, R = never>(
  deps: ChangeDeps,
  target: ChangeTarget,
  attempt: (account: Account) => Promise<Outcome<T, R>>,
): Promise<Result<Committed<T>, R | ChangeRefusal>> {
  for (let i = 0; i < MAX_ATTEMPTS; i++) {
    const found = await findAccount(deps, target.account);
    if (!found.ok) return found;
    const account = found.value;
    const { revision } = account;
    if (target.revisions?.has(revision) === false) return err({ code: "revision_mismatch", revision });

    const outcome = await attempt(account);
    switch (outcome.kind) {
      case "refused":
        return err(outcome.refusal);
      case "unchanged":
        return ok({ account, value: outcome.value, revision, isChanged: false });
      case "changed":
        return ok({ account, value: outcome.value, revision: outcome.revision, isChanged: true });
      case "revision_moved":
        break;
      default:
        outcome satisfies never;
    }
  }
  return err({ code: "concurrent_change" });
}

/** Commits a change, and publishes the account before it answers: the caller sees the change work at once. */
export async function changeAccount<T, R = never>(
  deps: ChangeDeps,
  target: ChangeTarget,
  attempt: (account: Account) => Promise<Outcome<T, R>>,
): Promise<Result<Changed<T>, R | ChangeRefusal>> {
  const committed = await commitChange(deps, target, attempt);
  if (!committed.ok) return committed;
  const { account, isChanged } = committed.value;
  const published = isChanged
    ? await publish(deps, () => deps.publisher.publishAccount(account.id))
    : account.publishedRevision === account.revision;
  return ok({ ...committed.value, published });
}

export const refused = <const R>(refusal: R): { readonly kind: "refused"; readonly refusal: R } => ({
  kind: "refused",
  refusal,
});

/** A repository's answer as an outcome. */
export function toOutcome<T>(result: Result<{ readonly revision: number }, RevisionMoved>, value: T): Outcome<T> {
  return result.ok ? { kind: "changed", revision: result.value.revision, value } : { kind: result.error };
}

/** Publishes before the answer. When that fails, it is tried again after the answer, and cron repairs the rest. */
export async function publish(
  deps: Pick<ChangeDeps, "random" | "waitUntil" | "sleep">,
  work: () => Promise<Published>,
): Promise<boolean> {
  const { published } = await work();
  const random = () => (deps.random(1)[0] ?? 0) / 256;
  if (!published) deps.waitUntil(retryPublish(work, { sleep: deps.sleep, random }));
  return published;
}

/** The audit event of a change. */
export function eventOf(
  deps: Pick<ChangeDeps, "address">,
  actor: Actor,
  action: string,
  detail: AuditDetail,
): EventDraft {
  const address = deps.address === null ? null : formatAddress(deps.address);
  return { actor: actorName(actor), actorName: actorLabel(actor), address, action, detail };
}
