import type { NamedEntry } from "../../../allowlist/entry-line.ts";
import type { Guarded } from "../../../allowlist/lockout.ts";
import type { ChangeReview } from "../../../allowlist/review/review-change.ts";
import type { Visit } from "../../page.ts";

/** What a form says of the review that it came from. */
export interface Confirmation {
  /** The button that saves was pressed. */
  readonly isConfirmed: boolean;
  /** The box that says "I know that I lock myself out" was ticked. */
  readonly isAcknowledged: boolean;
  /** The change is to be saved on trial: it undoes itself. */
  readonly isTrial: boolean;
}

/** After a review: the change is saved, or the review is shown. `isMissing`: the box has to be ticked first. */
export type ReviewStep = { readonly kind: "save" } | { readonly kind: "show"; readonly isMissing: boolean };

export function nextStep(
  review: ChangeReview,
  { isConfirmed, isAcknowledged }: Pick<Confirmation, "isConfirmed" | "isAcknowledged">,
): ReviewStep {
  const isMissing = ownEndOf(review)?.isRefused === true && !isAcknowledged;
  if (isConfirmed && !isMissing && review.refusal?.code !== "empty_allowlist") return { kind: "save" };
  return { kind: "show", isMissing: isConfirmed && isMissing };
}

/** The end of the visitor's own access after a change. */
export interface OwnEnd {
  readonly address: string;
  /** Unix milliseconds; null: at once. */
  readonly at: number | null;
  /** With which it ends; null: at once. */
  readonly entry: NamedEntry | null;
  /** It is so near that the visitor has to acknowledge it. */
  readonly isRefused: boolean;
}

/** When the visitor's own address would be turned away after the change, at once or later on; null: never. */
export function ownEndOf({ caller, policy, refusal }: ChangeReview): OwnEnd | null {
  if (caller === null || policy.mode !== "enforce") return null;
  const { address, blockedAfter, end } = caller;
  if (blockedAfter) return { address, at: null, entry: null, isRefused: true };
  return end === null ? null : { address, at: end.at, entry: end.entry, isRefused: refusal?.code === "lockout_risk" };
}

/** For additions: they lock no one out, and the pages tell by themselves when the visitor's access ends. */
export const NOBODY: Guarded = { addresses: [], isAcknowledged: false };

/** A change in the console must not lock out its visitor, unless the visitor acknowledges that. */
export const guardVisitor = ({ deps: { address } }: Pick<Visit, "deps">, isAcknowledged: boolean): Guarded => ({
  addresses: address === null ? [] : [address],
  isAcknowledged,
});
