import type { Problem } from "../../../admin/http/problem.ts";
import { putAllowlist } from "../../../admin/resources/allowlist/allowlist.ts";
import { patchPolicy } from "../../../admin/resources/policy.ts";
import type { EntriesBody } from "../../../allowlist/reading/proposed-entries.ts";
import type { Visit } from "../../page.ts";
import type { Switches } from "./draft.ts";

/** A change of switches and list, for exactly this revision. */
export interface Change {
  readonly revision: number;
  readonly before: Switches;
  readonly after: Switches;
  /** Null: the list stays. */
  readonly list: EntriesBody | null;
  /** The visitor knows to be shut out by it. */
  readonly isLockoutAcknowledged: boolean;
}

export interface Saved {
  /** The account's revision after what was done. */
  readonly revision: number;
  /** What was done: all of it, unless `problem` says otherwise. */
  readonly done: readonly ("switches" | "list")[];
  readonly isPublished: boolean;
  /** What the rest was refused for; null: nothing is left. */
  readonly problem: Problem | null;
}

/**
 * Saves by the API's own two operations, the second for the revision that the first made. What opens comes before what
 * closes: nobody is turned away in between who would not be afterwards.
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
    const answer = await (step === "switches" ? saveSwitches : saveList)(visit, { ...change, revision });
    if (answer.kind === "problem") return { revision, done, isPublished, problem: answer };
    revision = answer.revision;
    isPublished = answer.published;
    done.push(step);
  }
  return { revision, done, isPublished, problem: null };
}

type StepAnswer = Problem | { readonly kind: "saved"; readonly revision: number; readonly published: boolean };

async function saveSwitches(visit: Visit, { after, ...change }: Change): Promise<StepAnswer> {
  const body = { mode: after.mode, block_api_requests: after.blockApi };
  const answer = await patchPolicy.perform({ ...callOf(visit, change), body }, visit.deps);
  return answer.kind === "json" ? { kind: "saved", ...answer.body } : toProblem(answer);
}

async function saveList(visit: Visit, { list, ...change }: Change): Promise<StepAnswer> {
  if (list === null) return { kind: "saved", revision: change.revision, published: true };
  const answer = await putAllowlist.perform({ ...callOf(visit, change), body: list }, visit.deps);
  return answer.kind === "json" ? { kind: "saved", ...answer.body } : toProblem(answer);
}

const callOf = (
  visit: Visit,
  { revision, isLockoutAcknowledged }: Pick<Change, "revision" | "isLockoutAcknowledged">,
) => ({
  actor: visit.actor,
  params: { account: visit.account.id },
  query: isLockoutAcknowledged ? ({ acknowledge_lockout: "true" } as const) : {},
  ifMatch: new Set([String(revision)]),
});

function toProblem(answer: Problem | { readonly kind: "stream" }): Problem {
  if (answer.kind === "problem") return answer;
  throw new Error("a change was answered with a stream");
}
