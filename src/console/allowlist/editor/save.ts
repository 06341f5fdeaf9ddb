import type { ChangeRefusal, ChangeTarget, ProvisionalOpen, RulesChanged } from "../../../accounts/change.ts";
import { changePolicy } from "../../../allowlist/change/change-policy.ts";
import { replaceList } from "../../../allowlist/change/replace-list.ts";
import type { ProposedList } from "../../../allowlist/reading/proposed-entries.ts";
import type { JudgementRefusal, RefusalOf } from "../../../allowlist/refusal.ts";
import { ok, type Result } from "../../../result.ts";
import type { Visit } from "../../page.ts";
import { guardVisitor } from "../review/confirmation.ts";
import type { Switches } from "./draft.ts";

/** A change of switches and list, for exactly this revision. */
export interface Change {
  readonly revision: number;
  readonly before: Switches;
  readonly after: Switches;
  /** Null: the list stays. */
  readonly list: ProposedList | null;
  /** The visitor knows that the change locks them out. */
  readonly isAcknowledged: boolean;
  /** Seconds after which the change undoes itself unless it is kept; null: it stays. */
  readonly confirmWithin: number | null;
}

export type SaveRefusal = ChangeRefusal | ProvisionalOpen | JudgementRefusal | RefusalOf<"invalid_entries">;

export interface Saved {
  /** What was done: all of it, unless `refusal` says otherwise. */
  readonly done: readonly ("switches" | "list")[];
  readonly isPublished: boolean;
  /** The account's revision after what was done. */
  readonly to: number;
  /** Why the rest was not done; null: nothing is left. */
  readonly refusal: SaveRefusal | null;
}

/**
 * Saves switches and list as two changes, the second for the revision that the first made. What opens comes before what
 * closes: in between no visitor is turned away who is let in afterwards. On trial they are one: the second becomes a part of
 * the first, and both are undone in one.
 */
export async function saveChange(visit: Visit, change: Change): Promise<Saved> {
  const { before, after, list } = change;
  const areSwitched = before.mode !== after.mode || before.blockApi !== after.blockApi;
  const opens = before.mode === "enforce" && after.mode !== "enforce";
  const steps = [...(areSwitched ? (["switches"] as const) : []), ...(list === null ? [] : (["list"] as const))];
  const inOrder = opens ? steps : steps.toReversed();

  let target: ChangeTarget = {
    account: visit.account.id,
    revisions: new Set([change.revision]),
    confirmWithin: change.confirmWithin,
  };
  let { revision } = change;
  let isPublished = true;
  const done: ("switches" | "list")[] = [];
  for (const step of inOrder) {
    const saved = await (step === "switches" ? saveSwitches : saveList)(visit, target, change);
    if (!saved.ok) return { done, isPublished, to: revision, refusal: saved.error };
    const { published, provisional } = saved.value;
    revision = saved.value.revision;
    target = { ...target, revisions: new Set([revision]), ...(provisional === null ? {} : { partOf: revision }) };
    isPublished = published;
    done.push(step);
  }
  return { done, isPublished, to: revision, refusal: null };
}

type StepSaved = Result<Pick<RulesChanged<unknown>, "revision" | "published" | "provisional">, SaveRefusal>;

function saveSwitches(visit: Visit, target: ChangeTarget, { after, isAcknowledged }: Change): Promise<StepSaved> {
  const guarded = guardVisitor(visit, isAcknowledged);
  return changePolicy(
    visit.deps,
    visit.actor,
    target,
    (policy) => ok({ ...policy, mode: after.mode, blockApiRequests: after.blockApi }),
    guarded,
  );
}

async function saveList(visit: Visit, target: ChangeTarget, { list, revision, isAcknowledged }: Change) {
  if (list === null) return ok({ revision, published: true, provisional: null });
  const guarded = guardVisitor(visit, isAcknowledged);
  return replaceList(visit.deps, visit.actor, target, list, guarded);
}
