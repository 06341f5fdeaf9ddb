import { expect, test } from "vitest";
import type { ChangeReview } from "../../../../src/allowlist/review/review-change.ts";
import { nextStep } from "../../../../src/console/allowlist/review/confirmation.ts";
import { NEW_ACCOUNT_POLICY } from "../../../../src/policy/policy.ts";

interface Case {
  readonly isLocked?: boolean;
  readonly refusal?: ChangeReview["refusal"];
  readonly isConfirmed?: boolean;
  readonly isAcknowledged?: boolean;
}

/** A review of an enforced list; `isLocked`: the visitor's own address would be turned away. */
function aReview({ isLocked = false, refusal = isLocked ? "lockout_risk" : null }: Case): ChangeReview {
  const none = { count: 0, items: [] };
  return {
    revision: 7,
    policy: { ...NEW_ACCOUNT_POLICY, mode: "enforce" },
    list: { total: 1, added: none, removed: none, updated: none, warnings: none },
    errors: [],
    refusal,
    caller: {
      address: "203.0.113.7",
      change: isLocked ? "turned_away" : "none",
      blockedBefore: false,
      blockedAfter: isLocked,
      reason: isLocked ? "address_not_listed" : "address_listed",
    },
    asAddress: null,
    sessions: { considered: 0, turnedAway: none, letIn: none },
    denials: { considered: 0, withoutAddress: 0, turnedAway: none, letIn: none },
    apiSessions: { considered: 0, untrusted: 0 },
  };
}

const SAVE = { kind: "save" };
const SHOW = { kind: "show", isMissing: false };
const ASK = { kind: "show", isMissing: true };

test.each<[string, Case, object]>([
  ["not confirmed: it is shown", {}, SHOW],
  ["confirmed: it is saved", { isConfirmed: true }, SAVE],
  ["a lockout, not confirmed: it is shown without an error", { isLocked: true }, SHOW],
  ["a lockout, confirmed and not acknowledged: the box is missing", { isLocked: true, isConfirmed: true }, ASK],
  ["a lockout, confirmed and acknowledged", { isLocked: true, isConfirmed: true, isAcknowledged: true }, SAVE],
  ["acknowledged alone saves nothing", { isLocked: true, isAcknowledged: true }, SHOW],
  ["an empty list is never saved", { refusal: "empty_allowlist", isConfirmed: true, isAcknowledged: true }, SHOW],
])("%s", (_name, { isConfirmed = false, isAcknowledged = false, ...rest }, step) => {
  expect(nextStep(aReview(rest), { isConfirmed, isAcknowledged })).toEqual(step);
});
