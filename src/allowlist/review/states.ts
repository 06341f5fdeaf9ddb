import type { RangeSet } from "../../address/set/range-set.ts";
import { createRangeSetBuilder } from "../../address/set/range-set-builder.ts";
import type { Rules } from "../../policy/decide.ts";
import type { Policy } from "../../policy/policy.ts";
import { ok, type Result } from "../../result.ts";
import type { Account } from "../../storage/accounts/accounts.ts";
import { type ListedRange, rangeOfText } from "../../storage/entries/entry-records.ts";
import { planReplacement, type Replacement } from "../change/replace-list.ts";
import {
  type AccessEnd,
  type Effect,
  endsOfAccess,
  expirySeconds,
  type Guarded,
  isLive,
  judgeAfter,
  type NamedEffect,
} from "../lockout.ts";
import type { ProposedList } from "../reading/proposed-entries.ts";
import type { JudgementRefusal } from "../refusal.ts";

/** An account as it is and as a proposal would make it. */
export interface States {
  readonly before: Rules;
  readonly after: Rules;
  /** null: no list is proposed. */
  readonly replacement: Replacement | null;
  /** Entries afterwards. */
  readonly total: number;
  /** The entries that `after` is made of. */
  readonly entriesAfter: () => Iterable<NamedEffect>;
  /** What saving it would be refused for, unless it is acknowledged; null: nothing. */
  readonly refusal: JudgementRefusal | null;
}

/** What is proposed. */
export interface Proposal {
  /** The policy as it would be. */
  readonly policy: Policy;
  /** The whole list as it would be; null: it stays as it is. */
  readonly list: ProposedList | null;
}

/** Compiles both states as the edge would. */
export function compileStates(
  account: Account,
  listed: readonly ListedRange[],
  { policy, list }: Proposal,
  guarded: Guarded,
  nowMs: number,
): States {
  const replacement = list === null ? null : planReplacement(listed, list, nowMs);
  const current = compileListed(listed);
  const ranges = replacement === null ? current : compileEffects(replacement.effects());
  const judged = judgeProposal(account.policy, listed, { policy, replacement }, guarded, nowMs);
  return {
    before: { ...rulesOf(account.policy), ranges: current },
    after: { ...rulesOf(policy), ranges },
    replacement,
    total: replacement?.total ?? listed.length,
    entriesAfter: replacement?.effects ?? (() => effectsOf(listed)),
    refusal: judged.ok ? null : judged.error,
  };
}

const rulesOf = ({ mode, blockApiRequests }: Policy) => ({ mode, blockApiRequests });

/**
 * As a change of the policy and then of the list is judged when it is saved: a pure addition is never refused. The value:
 * which of the guarded addresses lose access later on.
 */
export function judgeProposal(
  before: Policy,
  listed: readonly ListedRange[],
  { policy, replacement }: { readonly policy: Policy; readonly replacement: Replacement | null },
  guarded: Guarded,
  nowMs: number,
): Result<readonly AccessEnd[], JudgementRefusal> {
  const isPolicyChanged = JSON.stringify(policy) !== JSON.stringify(before);
  const takesAway = replacement !== null && !replacement.isPureAddition;
  const hasLiveEntry = replacement?.hasLiveEntry ?? listed.some((entry) => isLive(entry, nowMs));
  const entries = replacement?.effects() ?? effectsOf(listed);
  const after = { policy, hasLiveEntry, entries };
  if (isPolicyChanged || takesAway) return judgeAfter(after, guarded, nowMs);
  return ok(endsOfAccess(after, guarded.addresses, nowMs).filter(({ at }) => at > nowMs));
}

function* effectsOf(listed: readonly ListedRange[]): Generator<NamedEffect, void, void> {
  for (const { key, ...entry } of listed) yield { ...entry, range: rangeOfText(key) };
}

export function compileEffects(effects: Iterable<Effect>): RangeSet {
  const builder = createRangeSetBuilder();
  for (const { range, enabled, expiresAt } of effects) if (enabled) builder.add(range, expirySeconds(expiresAt));
  return builder.build();
}

/** The same without an object a range. */
function compileListed(listed: readonly ListedRange[]): RangeSet {
  const builder = createRangeSetBuilder();
  for (const { key, enabled, expiresAt } of listed) {
    const dash = key.indexOf("-");
    if (enabled) builder.addKey(dash === 8 ? 4 : 6, key.slice(0, dash), key.slice(dash + 1), expirySeconds(expiresAt));
  }
  return builder.build();
}
