import { formatAddress } from "../address/address.ts";
import { err, ok, type Result } from "../result.ts";
import type { Account } from "../storage/accounts/accounts.ts";
import type { AuditDetail, EventDraft } from "../storage/d1/audit.ts";
import type { AnswersFull, KeyTaken, Overtaken } from "../storage/d1/guarded-batch.ts";
import type { Provisional, ProvisionalDraft } from "../storage/d1/provisional.ts";
import type { Published } from "../storage/publish/publisher.ts";
import { retryPublish } from "../storage/publish/retry-publish.ts";
import { formatTime } from "../time.ts";
import { type Actor, actorLabel, actorName } from "./actor.ts";
import type { ChangeDeps } from "./deps.ts";
import { type SettleDeps, settle } from "./settle.ts";

/** Which account a change is for, and under which condition. */
export interface ChangeTarget {
  readonly account: string;
  /** The account must be at one of these revisions; null: at any. */
  readonly revisions: ReadonlySet<number> | null;
  /**
   * Seconds after which the change undoes itself unless it is confirmed. Null or left out: it stays. Only for changes that
   * can be provisional: of the policy, of the whole list, and of one entry.
   */
  readonly confirmWithin?: number | null;
  /** The open provisional change, by its revision, that this one becomes a part of. */
  readonly partOf?: number;
}

/** A provisional change of the account is open: until it is confirmed or undone, policy and list take no other. */
export interface ProvisionalOpen {
  readonly code: "provisional_open";
  readonly provisional: Provisional;
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

/** A change of policy or list. */
export interface RulesChanged<T> extends Changed<T> {
  /** The change is provisional: when it was made and when it undoes itself. Null: it stays, or it is none. */
  readonly provisional: ProvisionalDraft | null;
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

type FoundAccount = Result<Account, { readonly code: "account_not_found" }>;

/** The account in the state that is in force now: see `settle`. */
export async function findAccount(deps: SettleDeps, id: string): Promise<FoundAccount> {
  const read = await findUnsettled(deps, id);
  const account = read.ok ? await settle(deps, read.value) : null;
  return account === null ? err({ code: "account_not_found" }) : ok(account);
}

/**
 * The account as D1 has it: its policy may be that of a provisional change that is over. For what only takes rights away and
 * rests on neither policy nor list: that must work although the account cannot be settled.
 */
export async function findUnsettled({ accounts }: Pick<SettleDeps, "accounts">, id: string): Promise<FoundAccount> {
  const account = ACCOUNT_ID.test(id) ? await accounts.get(id) : null;
  return account === null ? err({ code: "account_not_found" }) : ok(account);
}

/** The revision that an account must still be at when its change is written; null: any. */
export type RevisionCondition = number | null;

/**
 * Changes an account under its condition. `attempt` judges the account as it was read, and writes only if what it was
 * judged by is still so. If not, the account is read and judged again after a short pause; with a condition the answer is
 * then `revision_mismatch` when the named revision is gone. `find`: how the account is read.
 */
export async function commitChange<T, R = never>(
  deps: ChangeDeps,
  target: ChangeTarget,
  attempt: (account: Account, atRevision: RevisionCondition) => Promise<Outcome<T, R>>,
  find: typeof findUnsettled | typeof findAccount = findAccount,
): Promise<Result<Committed<T>, R | ChangeRefusal>> {
  for (let i = 0; i < MAX_ATTEMPTS; i++) {
    if (i > 0) await deps.sleep(randomFraction(deps) * FIRST_PAUSE_MS * 2 ** (i - 1));
    const found = await find(deps, target.account);
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

/**
 * Changes policy or list: commits the change, and publishes the account before it answers, so that the caller sees it work
 * at once. It is refused while a provisional change is open. `attempt` gives `provisional` to the repository as it is.
 */
export async function changeAccount<T, R = never>(
  deps: ChangeDeps,
  target: ChangeTarget,
  attempt: (
    account: Account,
    atRevision: RevisionCondition,
    provisional: ProvisionalDraft | undefined,
  ) => Promise<Outcome<T, R>>,
): Promise<Result<RulesChanged<T>, R | ChangeRefusal | ProvisionalOpen>> {
  let drafted: ProvisionalDraft | undefined;
  const committed = await commitChange<T, R | ProvisionalOpen>(deps, target, async (account, atRevision) => {
    const { provisional } = account;
    if (provisional !== null && provisional.revision !== target.partOf) {
      return refused({ code: "provisional_open", provisional });
    }
    drafted = draftOf(target, account, deps.now());
    return attempt(account, atRevision, drafted);
  });
  if (!committed.ok) return committed;
  const published = await publishCommitted(deps, committed.value);
  const provisional = committed.value.isChanged ? (drafted ?? null) : null;
  return ok({ ...committed.value, published, provisional });
}

/** Whole seconds, rounded up: the change holds for no less than was asked. */
const draftOf = ({ confirmWithin }: ChangeTarget, { policy }: Account, now: number): ProvisionalDraft | undefined =>
  confirmWithin === undefined || confirmWithin === null
    ? undefined
    : { at: now, undoesAt: (Math.ceil(now / 1000) + confirmWithin) * 1000, before: policy };

/** Publishes the account of a committed change. */
export async function publishCommitted(
  deps: ChangeDeps,
  { account, isChanged }: Pick<Committed<unknown>, "account" | "isChanged">,
): Promise<boolean> {
  // A call that changes nothing may repeat one with a lost answer, and the change of that one may not be published yet.
  if (!isChanged && account.publishedRevision === account.revision) return true;
  return publish(deps, () => deps.publisher.publishAccount(account.id));
}

/** What the event of a provisional change tells beside what it changed. */
export const untilOf = (provisional: ProvisionalDraft | undefined): AuditDetail =>
  provisional === undefined ? {} : { undoes_at: formatTime(provisional.undoesAt) };

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
