import type { Actor } from "../accounts/actor.ts";
import {
  type Changed,
  type ChangeRefusal,
  type ChangeTarget,
  changeAccount,
  eventOf,
  refused,
  toOutcome,
} from "../accounts/change.ts";
import type { Result } from "../result.ts";
import {
  type EntryDiff,
  type EntryUpdate,
  type ListedRange,
  type NewEntry,
  rangeOfText,
  rangeText,
} from "../storage/entries/entry-records.ts";
import { auditEntries, auditUpdates } from "./audit-texts.ts";
import type { AllowlistDeps } from "./deps.ts";
import { type Effect, type Guarded, isLive, judgeAfter } from "./lockout.ts";
import type { Given, ProposedEntry, ProposedList } from "./reading/proposed-entries.ts";
import { type JudgementRefusal, recordJudgement } from "./refusal.ts";

/** How many entries a replacement added, removed and updated, and how many the account has afterwards. */
export interface ReplacementCounts {
  readonly total: number;
  readonly added: number;
  readonly removed: number;
  readonly updated: number;
}

/** Replaces the whole list. Nothing is written when the two lists are equal. */
export async function replaceList(
  deps: AllowlistDeps,
  actor: Actor,
  target: ChangeTarget,
  proposed: ProposedList,
  guarded: Guarded,
): Promise<Result<Changed<ReplacementCounts>, JudgementRefusal | ChangeRefusal>> {
  const replaced = await changeAccount<ReplacementCounts, JudgementRefusal>(deps, target, async (account) => {
    const now = deps.now();
    const listed = await deps.entries.allRanges(account.id);
    const plan = planReplacement(listed, proposed.entries, now);
    const { diff, hasLiveEntry } = plan;
    const counts = {
      total: plan.total,
      added: diff.add.length,
      removed: diff.remove.length,
      updated: diff.update.length,
    };
    if (counts.added + counts.removed + counts.updated === 0) return { kind: "unchanged", value: counts };

    if (!plan.isPureAddition) {
      const refusal = judgeAfter({ policy: account.policy, hasLiveEntry, entries: plan.effects() }, guarded, now);
      if (refusal !== null) return refused(refusal);
    }
    const event = eventOf(deps, actor, "allowlist.replaced", {
      total: counts.total,
      updated: counts.updated,
      added: await auditEntries(diff.add),
      removed: await auditEntries(plan.removed.map(({ key, label }) => ({ range: rangeOfText(key), label }))),
      changed: auditUpdates(listed, diff.update),
    });
    return toOutcome(await deps.entries.replace({ account, event, now }, diff), counts);
  });
  if (!replaced.ok) {
    await recordJudgement(deps, actor, { account: target.account, operation: "replaceEntries" }, replaced.error);
  }
  return replaced;
}

/** What replacing a list would change, judged before anything is written. */
export interface Replacement {
  readonly diff: EntryDiff;
  /** Entries after it. */
  readonly total: number;
  readonly removed: readonly ListedRange[];
  readonly hasLiveEntry: boolean;
  /** Nothing that matches now stops matching. */
  readonly isPureAddition: boolean;
  /** The list as it would be, in the order of the proposal. */
  readonly effects: () => Iterable<Effect>;
}

/**
 * The difference between a list and the one that is to replace it, matched by canonical range. An entry that stays keeps
 * its id, and everything that the proposal does not give.
 */
export function planReplacement(
  listed: readonly ListedRange[],
  proposed: readonly ProposedEntry[],
  nowMs: number,
): Replacement {
  const before = new Map(listed.map((entry) => [entry.key, entry]));
  const add: NewEntry[] = [];
  const update: EntryUpdate[] = [];
  let hasLiveEntry = false;
  let takesAway = false;

  const kept = new Set<ListedRange>();
  for (const entry of proposed) {
    const key = rangeText(entry.range);
    const old = before.get(key);
    const after = settle(entry, old);
    hasLiveEntry ||= isLive(after, nowMs);
    if (old === undefined) {
      add.push({ value: entry.value, range: entry.range, ...after });
      continue;
    }
    kept.add(old);
    if (isSame(old, after)) continue;
    update.push({ id: old.id, ...after });
    takesAway ||= isLive(old, nowMs) && !isLive(after, nowMs);
  }
  const removed = listed.filter((entry) => !kept.has(entry));

  return {
    diff: { add, update, remove: removed.map(({ id }) => id) },
    total: proposed.length,
    removed,
    hasLiveEntry,
    isPureAddition: !takesAway && removed.length === 0,
    *effects() {
      for (const entry of proposed) yield { range: entry.range, ...settle(entry, before.get(rangeText(entry.range))) };
    },
  };
}

/** An entry's label, state and expiry: as the proposal gives them, else as they were, else the default. */
export type Settled = Pick<NewEntry, "label" | "enabled" | "expiresAt">;

export function settle(proposed: Given, old?: Settled): Settled {
  return {
    label: proposed.label === undefined ? (old?.label ?? null) : proposed.label,
    enabled: proposed.enabled ?? old?.enabled ?? true,
    expiresAt: proposed.expiresAt === undefined ? (old?.expiresAt ?? null) : proposed.expiresAt,
  };
}

export const isSame = (a: Settled, b: Settled): boolean =>
  a.label === b.label && a.enabled === b.enabled && a.expiresAt === b.expiresAt;
