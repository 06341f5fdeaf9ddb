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
  const isMissing = lostAddress(review) !== null && !isAcknowledged;
  if (isConfirmed && !isMissing && review.refusal !== "empty_allowlist") return { kind: "save" };
  return { kind: "show", isMissing: isConfirmed && isMissing };
}

/** The visitor's own address, if the change would turn it away; null: it would not. */
export const lostAddress = ({ caller, policy }: ChangeReview): string | null =>
  policy.mode === "enforce" && caller?.blockedAfter === true ? caller.address : null;

/** A change in the console must not lock out its visitor, unless the visitor acknowledges that. */
export const guardVisitor = ({ deps: { address } }: Pick<Visit, "deps">, isAcknowledged: boolean): Guarded => ({
  addresses: address === null ? [] : [address],
  isAcknowledged,
});
