import type { ChangeRefusal } from "../../../accounts/change.ts";
import { changePolicy } from "../../../allowlist/change-policy.ts";
import type { ProposedList } from "../../../allowlist/reading/proposed-entries.ts";
import type { JudgementRefusal, RefusalOf } from "../../../allowlist/refusal.ts";
import { replaceList } from "../../../allowlist/replace-list.ts";
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
}

export type SaveRefusal = ChangeRefusal | JudgementRefusal | RefusalOf<"invalid_entries">;

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
 * closes: in between no visitor is turned away who is let in afterwards.
 */
export async function saveChange(visit: Visit, change: Change): Promise<Saved> {
  const { before, after, list } = change;
  const areSwitched = before.mode !== after.mode || before.blockApi !== after.blockApi;
  const opens = before.mode === "enforce" && after.mode !== "enforce";
  const steps = [...(areSwitched ? (["switches"] as const) : []), ...(list === null ? [] : (["list"] as const))];
  const inOrder = opens ? steps : steps.toReversed();

  let { revision } = change;
  let isPublished = true;
  const done: ("switches" | "list")[] = [];
  for (const step of inOrder) {
    const saved = await (step === "switches" ? saveSwitches : saveList)(visit, { ...change, revision });
    if (!saved.ok) return { done, isPublished, to: revision, refusal: saved.error };
    revision = saved.value.revision;
    isPublished = saved.value.published;
    done.push(step);
  }
  return { done, isPublished, to: revision, refusal: null };
}

type StepSaved = Result<{ readonly revision: number; readonly published: boolean }, SaveRefusal>;

function saveSwitches(visit: Visit, { after, revision, isAcknowledged }: Change): Promise<StepSaved> {
  const guarded = guardVisitor(visit, isAcknowledged);
  return changePolicy(
    visit.deps,
    visit.actor,
    targetOf(visit, revision),
    (policy) => ok({ ...policy, mode: after.mode, blockApiRequests: after.blockApi }),
    guarded,
  );
}

async function saveList(visit: Visit, { list, revision, isAcknowledged }: Change): Promise<StepSaved> {
  if (list === null) return ok({ revision, published: true });
  const guarded = guardVisitor(visit, isAcknowledged);
  return replaceList(visit.deps, visit.actor, targetOf(visit, revision), list, guarded);
}

const targetOf = ({ account }: Visit, revision: number) => ({ account: account.id, revisions: new Set([revision]) });
