import { expect, test } from "vitest";
import { parseAddress } from "../../../../src/address/entry/parse-address.ts";
import type { AccessEnd } from "../../../../src/allowlist/lockout.ts";
import type { ChangeReview } from "../../../../src/allowlist/review/review-change.ts";
import { nextStep } from "../../../../src/console/allowlist/review/confirmation.ts";
import { NEW_ACCOUNT_POLICY } from "../../../../src/policy/policy.ts";
import { DAY_MS } from "../../../../src/time.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const ME = "203.0.113.7";

interface Case {
  readonly isLocked?: boolean;
  readonly isEmpty?: boolean;
  /** Milliseconds until the last entry that covers the visitor runs out; absent: it does not. */
  readonly endsIn?: number | null;
  readonly isConfirmed?: boolean;
  readonly isAcknowledged?: boolean;
}

function endOf(ms: number | null): AccessEnd | null {
  const address = parseAddress(ME);
  if (ms === null || !address.ok) return null;
  const entry = ms === 0 ? null : { id: "ent_1", value: "203.0.113.0/24", label: "Ann" };
  return { address: address.value, at: NOW + ms, entry };
}

/** A review of an enforced list; `isLocked`: the visitor's own address would be turned away. */
function aReview({ isLocked = false, isEmpty = false, endsIn = null }: Case): ChangeReview {
  const end = endOf(isLocked ? 0 : endsIn);
  const isRisk = end !== null && end.at <= NOW + DAY_MS;
  const none = { count: 0, items: [] };
  return {
    revision: 7,
    policy: { ...NEW_ACCOUNT_POLICY, mode: "enforce" },
    list: { total: 1, added: none, removed: none, updated: none, warnings: none },
    errors: [],
    refusal: isEmpty
      ? { code: "empty_allowlist" }
      : isRisk
        ? { code: "lockout_risk", address: ME, lockedOutAt: end.at, entry: end.entry }
        : null,
    caller: {
      address: ME,
      change: isLocked ? "turned_away" : "none",
      blockedBefore: false,
      blockedAfter: isLocked,
      reason: isLocked ? "address_not_listed" : "address_listed",
      end,
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
  ["access that ends within a day, confirmed: the box is missing", { endsIn: DAY_MS, isConfirmed: true }, ASK],
  [
    "access that ends within a day, confirmed and acknowledged",
    { endsIn: DAY_MS, isConfirmed: true, isAcknowledged: true },
    SAVE,
  ],
  ["access that ends later, confirmed: it is saved", { endsIn: DAY_MS + 1_000, isConfirmed: true }, SAVE],
  ["an empty list is never saved", { isEmpty: true, isConfirmed: true, isAcknowledged: true }, SHOW],
])("%s", (_name, { isConfirmed = false, isAcknowledged = false, ...rest }, step) => {
  expect(nextStep(aReview(rest), { isConfirmed, isAcknowledged })).toEqual(step);
});
