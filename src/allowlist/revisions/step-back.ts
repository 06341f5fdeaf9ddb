import type { Actor } from "../../accounts/actor.ts";
import {
  type Changed,
  type ChangeRefusal,
  type ChangeTarget,
  changeAccount,
  eventOf,
  type ProvisionalOpen,
  refused,
  toOutcome,
  type UnkeptAnswer,
  unkeptAnswer,
} from "../../accounts/change.ts";
import { ok, type Result } from "../../result.ts";
import type { Account } from "../../storage/accounts/accounts.ts";
import type { AuditDetail } from "../../storage/d1/audit.ts";
import type { KeptAnswer } from "../../storage/d1/kept-answers.ts";
import { type ListedRange, rangeOfText } from "../../storage/entries/entry-records.ts";
import { auditEntries, auditUpdates } from "../audit-texts.ts";
import { describePolicyChange } from "../change/change-policy.ts";
import { planReplacement, type Replacement, type ReplacementCounts } from "../change/replace-list.ts";
import type { AllowlistDeps } from "../deps.ts";
import type { AccessEnd, Guarded } from "../lockout.ts";
import { MAX_ENTRIES } from "../reading/proposed-entries.ts";
import { type JudgementRefusal, type RefusalOf, recordJudgement } from "../refusal.ts";
import { judgeProposal } from "../review/states.ts";
import {
  type PastState,
  type RestoreRefusal,
  readRestored,
  readUndone,
  type StepBack,
  type UndoRefusal,
} from "./past-state.ts";

/** What a step back came to. */
export interface SteppedBack extends ReplacementCounts {
  readonly isPolicyChanged: boolean;
}

/** Which account, under which condition, and the revision that is brought back or undone. */
export interface StepTarget extends ChangeTarget {
  readonly revision: number;
}

/** What is kept in the batch of the change for repetitions of the call; undefined: nothing. */
export type StepAnswer = ((outcome: SteppedBack, account: Account) => Promise<KeptAnswer>) | undefined;

type Refused =
  | JudgementRefusal
  | RefusalOf<"invalid_entries" | "too_many_entries">
  | UnkeptAnswer
  | ChangeRefusal
  | ProvisionalOpen;

/**
 * Makes the state of a revision current again, policy and list: a change like any other. Entries come back under their ids,
 * and as they were: also those that have expired since.
 */
export const restoreRevision = (
  deps: AllowlistDeps,
  actor: Actor,
  target: StepTarget,
  guarded: Guarded,
  answerOf: StepAnswer,
): Promise<Result<Changed<SteppedBack>, RestoreRefusal | Refused>> =>
  stepBack(deps, actor, target, { kind: "restore", guarded, answerOf }, (account) =>
    readRestored(deps, account, target.revision),
  );

/** Takes back what one change did, and nothing else: again a change like any other. */
export const undoRevision = (
  deps: AllowlistDeps,
  actor: Actor,
  target: StepTarget,
  guarded: Guarded,
  answerOf: StepAnswer,
): Promise<Result<Changed<SteppedBack>, UndoRefusal | Refused>> =>
  stepBack(deps, actor, target, { kind: "undo", guarded, answerOf }, (account) =>
    readUndone(deps, account, target.revision),
  );

/** How the audit trail names the two; `revision`: the member of the detail. */
const NAMES = {
  restore: { action: "revision.restored", revision: "restored_revision", operation: "restoreRevision" },
  undo: { action: "revision.undone", revision: "undone_revision", operation: "undoRevision" },
} as const;

async function stepBack<R extends UndoRefusal>(
  deps: AllowlistDeps,
  actor: Actor,
  target: StepTarget,
  { kind, guarded, answerOf }: Pick<StepBack, "kind"> & { readonly guarded: Guarded; readonly answerOf: StepAnswer },
  read: (account: Account) => Promise<Result<PastState, R>>,
): Promise<Result<Changed<SteppedBack>, R | Refused>> {
  const step = { kind, revision: target.revision };
  const changed = await changeAccount<SteppedBack, R | Refused>(deps, target, async (account) => {
    const now = deps.now();
    const past = await read(account);
    if (!past.ok) return refused(past.error);
    const listed = await deps.entries.allRanges(account.id);
    const { policy, list, span } = past.value;
    const plan = planReplacement(listed, list, now);
    if (plan.errors.length > 0) return refused({ code: "invalid_entries", errors: plan.errors });

    if (plan.total > MAX_ENTRIES) return refused({ code: "too_many_entries", count: plan.total });

    const judged = judgeProposal(account.policy, listed, { policy, replacement: plan }, guarded, now);
    const outcome = outcomeOf(account, past.value, plan, judged.ok ? judged.value : []);
    const answer = await answerOf?.(outcome, account);
    if (!outcome.isPolicyChanged && !(await deps.revisions.isListChanged(account.id, span))) {
      const kept = answer === undefined ? ok(null) : await deps.keptAnswers.keep(answer);
      return kept.ok ? { kind: "unchanged", value: outcome } : refused(unkeptAnswer(kept.error));
    }
    if (!judged.ok) return refused(judged.error);

    const detail = await describe(step, account, past.value, listed, plan);
    const event = eventOf(deps, actor, NAMES[kind].action, detail);
    const result = await deps.revisions.takeBack({ account, event, now, answer }, span, policy);
    if (result.ok) return toOutcome(result, outcome);
    return result.error === "overtaken" ? { kind: result.error } : refused(unkeptAnswer(result.error));
  });
  if (!changed.ok) {
    await recordJudgement(deps, actor, { account: target.account, ...NAMES[kind] }, changed.error);
  }
  return changed;
}

function outcomeOf(
  { policy: before }: Account,
  { policy }: PastState,
  plan: Replacement,
  accessEnds: readonly AccessEnd[],
): SteppedBack {
  return {
    total: plan.total,
    added: plan.diff.add.length,
    removed: plan.diff.remove.length,
    updated: plan.diff.update.length,
    isPolicyChanged: describePolicyChange(before, policy) !== null,
    warnings: plan.warnings(),
    accessEnds,
  };
}

/** The audit event names the revision, and what differs, as that of a replacement does. */
async function describe(
  { kind, revision }: StepBack,
  account: Account,
  { policy }: PastState,
  listed: readonly ListedRange[],
  { diff, removed, total }: Replacement,
): Promise<AuditDetail> {
  const policyChange = describePolicyChange(account.policy, policy);
  return {
    [NAMES[kind].revision]: revision,
    total,
    updated: diff.update.length,
    added: await auditEntries(diff.add),
    removed: await auditEntries(removed.map(({ key, label }) => ({ range: rangeOfText(key), label }))),
    changed: auditUpdates(listed, diff.update),
    ...(policyChange === null ? {} : { policy: policyChange }),
  };
}
