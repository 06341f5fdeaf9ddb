import { formatAddress } from "../address/address.ts";
import { err, ok, type Result } from "../result.ts";
import type { Account } from "../storage/accounts/accounts.ts";
import type { AuditDetail, EventDraft } from "../storage/d1/audit.ts";
import type { AnswersFull, KeyTaken, Overtaken } from "../storage/d1/guarded-batch.ts";
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
  /** Each of several attempts met another change of what it was judged by. */
  | { readonly code: "concurrent_change" };

/** Why a call with an Idempotency-Key was not made. */
export type UnkeptAnswer =
  /** Another call with the same key was answered first. */
  | { readonly code: "idempotency_in_progress" }
  /** The account keeps as many answers as it may. */
  | { readonly code: "idempotency_limit_reached" };

export const unkeptAnswer = (reason: KeyTaken | AnswersFull): UnkeptAnswer => ({
  code: reason === "key_taken" ? "idempotency_in_progress" : "idempotency_limit_reached",
});

/**
 * The result of one attempt: it is saved, there was nothing to change, what it was judged by has changed meanwhile, or it
 * is refused.
 */
export type Outcome<T, R = never> =
  | { readonly kind: "changed"; readonly revision: number; readonly value: T }
  | { readonly kind: "unchanged"; readonly value: T }
  | { readonly kind: Overtaken }
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

/** Attempts before a change is given up because what it is judged by goes on changing. */
const MAX_ATTEMPTS = 5;

/**
 * The longest pause before the second attempt, in milliseconds; it doubles with each. The pause is random between zero and
 * this (aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter): changes that met once do not meet again.
 */
const FIRST_PAUSE_MS = 25;

/** `[a-z0-9-]{1,63}`, chosen by the operator. */
export const ACCOUNT_ID = /^[a-z0-9-]{1,63}$/;

export async function findAccount(
  { accounts }: Pick<ChangeDeps, "accounts">,
  id: string,
): Promise<Result<Account, { readonly code: "account_not_found" }>> {
  const account = ACCOUNT_ID.test(id) ? await accounts.get(id) : null;
  return account === null ? err({ code: "account_not_found" }) : ok(account);
}

/** The revision that an account must still be at when its change is written; null: any. */
export type RevisionCondition = number | null;

/**
 * Changes an account under its condition. `attempt` judges the account as it was read, and writes only if what it was
 * judged by is still so. If not, the account is read and judged again after a short pause; with a condition the answer is
 * then `revision_mismatch` when the named revision is gone.
 */
export async function commitChange<T, R = never>(
  deps: ChangeDeps,
  target: ChangeTarget,
  attempt: (account: Account, atRevision: RevisionCondition) => Promise<Outcome<T, R>>,
): Promise<Result<Committed<T>, R | ChangeRefusal>> {
  for (let i = 0; i < MAX_ATTEMPTS; i++) {
    if (i > 0) await deps.sleep(randomFraction(deps) * FIRST_PAUSE_MS * 2 ** (i - 1));
    const found = await findAccount(deps, target.account);
    if (!found.ok) return found;
    const account = found.value;
    const { revision } = account;
    if (target.revisions?.has(revision) === false) return err({ code: "revision_mismatch", revision });

    const outcome = await attempt(account, target.revisions === null ? null : revision);
    switch (outcome.kind) {
      case "refused":
        return err(outcome.refusal);
      case "unchanged":
        return ok({ account, value: outcome.value, revision, isChanged: false });
      case "changed":
        return ok({ account, value: outcome.value, revision: outcome.revision, isChanged: true });
      case "overtaken":
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
  attempt: (account: Account, atRevision: RevisionCondition) => Promise<Outcome<T, R>>,
): Promise<Result<Changed<T>, R | ChangeRefusal>> {
  const committed = await commitChange(deps, target, attempt);
  if (!committed.ok) return committed;
  const { account, isChanged } = committed.value;
  // A call that changes nothing may repeat one whose answer was lost, and what that one changed may not be published yet.
  const isPublished = !isChanged && account.publishedRevision === account.revision;
  const published = isPublished || (await publish(deps, () => deps.publisher.publishAccount(account.id)));
  return ok({ ...committed.value, published });
}

export const refused = <const R>(refusal: R): { readonly kind: "refused"; readonly refusal: R } => ({
  kind: "refused",
  refusal,
});

/** A repository's answer as an outcome. */
export function toOutcome<T>(result: Result<{ readonly revision: number }, Overtaken>, value: T): Outcome<T> {
  return result.ok ? { kind: "changed", revision: result.value.revision, value } : { kind: result.error };
}

/** Publishes before the answer. When that fails, it is tried again after the answer, and cron repairs the rest. */
export async function publish(
  deps: Pick<ChangeDeps, "random" | "waitUntil" | "sleep">,
  work: () => Promise<Published>,
): Promise<boolean> {
  const { published } = await work();
  const random = () => randomFraction(deps);
  if (!published) deps.waitUntil(retryPublish(work, { sleep: deps.sleep, random }));
  return published;
}

/** From 0 to 1, the latter excluded. */
const randomFraction = ({ random }: Pick<ChangeDeps, "random">): number => (random(1)[0] ?? 0) / 256;

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
