import type { Actor } from "../../accounts/actor.ts";
import {
  type ChangeRefusal,
  type ChangeTarget,
  changeAccount,
  eventOf,
  type ProvisionalOpen,
  type RulesChanged,
  refused,
  toOutcome,
  untilOf,
} from "../../accounts/change.ts";
import type { FieldError } from "../../input/validation.ts";
import { ok, type Result } from "../../result.ts";
import {
  type EntryDiff,
  type EntryUpdate,
  type ListedRange,
  type NewEntry,
  rangeOfText,
  rangeText,
} from "../../storage/entries/entry-records.ts";
import { auditEntries, auditUpdates } from "../audit-texts.ts";
import type { AllowlistDeps } from "../deps.ts";
import {
  type AccessEnd,
  endsOfAccess,
  type Guarded,
  isLive,
  isShortened,
  judgeAfter,
  type NamedEffect,
} from "../lockout.ts";
import type { Given, PlacedWarning, ProposedList } from "../reading/proposed-entries.ts";
import { type JudgementRefusal, type RefusalOf, recordJudgement } from "../refusal.ts";
import { warnExpiredSince } from "../revisions/expired-since.ts";
import { type Ending, type EntryAfter, warnStillAllowed } from "../still-allowed.ts";
import { byKey, findEverything, findPastExpiries } from "./list-faults.ts";

/** How many entries a replacement added, removed and updated, and how many the account has afterwards. */
export interface ReplacementCounts {
  readonly total: number;
  readonly added: number;
  readonly removed: number;
  readonly updated: number;
  /** Beside those of the proposal's own. */
  readonly warnings: readonly PlacedWarning[];
  /** Which of the guarded addresses lose access later on. */
  readonly accessEnds: readonly AccessEnd[];
}

type ReplacementRefusal = JudgementRefusal | RefusalOf<"invalid_entries">;

/** Replaces the whole list. Nothing is written when the two lists are equal. */
export async function replaceList(
  deps: AllowlistDeps,
  actor: Actor,
  target: ChangeTarget,
  proposed: ProposedList,
  guarded: Guarded,
): Promise<Result<RulesChanged<ReplacementCounts>, ReplacementRefusal | ChangeRefusal | ProvisionalOpen>> {
  const replaced = await changeAccount<ReplacementCounts, ReplacementRefusal>(
    deps,
    target,
    async (account, _, provisional) => {
      const now = deps.now();
      const listed = await deps.entries.allRanges(account.id);
      const plan = planReplacement(listed, proposed, now);
      const { diff, hasLiveEntry, errors } = plan;
      if (errors.length > 0) return refused({ code: "invalid_entries", errors });
      const after = { policy: account.policy, hasLiveEntry, entries: plan.effects() };
      const judged = plan.isPureAddition
        ? ok(endsOfAccess(after, guarded.addresses, now).filter(({ at }) => at > now))
        : judgeAfter(after, guarded, now);
      if (!judged.ok) return refused(judged.error);
      const counts = {
        total: plan.total,
        added: diff.add.length,
        removed: diff.remove.length,
        updated: diff.update.length,
        warnings: plan.warnings(),
        accessEnds: judged.value,
      };
      if (counts.added + counts.removed + counts.updated === 0) return { kind: "unchanged", value: counts };
      const event = eventOf(deps, actor, "allowlist.replaced", {
        total: counts.total,
        updated: counts.updated,
        added: await auditEntries(diff.add),
        removed: await auditEntries(plan.removed.map(({ key, label }) => ({ range: rangeOfText(key), label }))),
        changed: auditUpdates(listed, diff.update),
        ...untilOf(provisional),
      });
      return toOutcome(await deps.entries.replace({ account, event, now, provisional }, diff), counts);
    },
  );
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
  /** For each of `diff.update`, in order, the entry as it was. */
  readonly updated: readonly ListedRange[];
  readonly hasLiveEntry: boolean;
  /** What the proposal asks for and cannot be: it must not be written then. */
  readonly errors: readonly FieldError[];
  /** Of entries that end, or will, and that a wider one admits all the same. */
  readonly warnings: () => readonly PlacedWarning[];
  /** Nothing that matches now stops matching, at once or sooner than it would. */
  readonly isPureAddition: boolean;
  /** The list as it would be, in the order of the proposal. */
  readonly effects: () => Iterable<NamedEffect>;
}

/**
 * The difference between a list and the one that is to replace it, matched by canonical range. An entry that stays keeps
 * its id, and everything that the proposal does not give.
 */
export function planReplacement(
  listed: readonly ListedRange[],
  { entries: proposed, isPast = false }: Pick<ProposedList, "entries" | "isPast">,
  nowMs: number,
): Replacement {
  const before = byKey(listed);
  const endings: Ending[] = [];
  const add: NewEntry[] = [];
  const update: EntryUpdate[] = [];
  const updated: ListedRange[] = [];
  let hasLiveEntry = false;
  let takesAway = false;

  const kept = new Set<ListedRange>();
  for (const entry of proposed) {
    const key = rangeText(entry.range);
    const old = before.get(key);
    const after = settle(entry, old);
    hasLiveEntry ||= isLive(after, nowMs);
    const when = endingOf(old, after, nowMs);
    if (when !== null) endings.push({ key, place: entry.place, when });
    if (old === undefined) {
      add.push({ value: entry.value, range: entry.range, ...after });
      continue;
    }
    kept.add(old);
    if (isSame(old, after)) continue;
    update.push({ id: old.id, ...after });
    updated.push(old);
    takesAway ||= isShortened(old, after, nowMs);
  }
  const removed = listed.filter((entry) => !kept.has(entry));
  for (const { key, ...old } of removed) if (isLive(old, nowMs)) endings.push({ key, when: "now" });
  function* effects(): Generator<NamedEffect & EntryAfter, void, void> {
    for (const entry of proposed) {
      const key = rangeText(entry.range);
      const old = before.get(key);
      yield { key, range: entry.range, id: old?.id, ...settle(entry, old) };
    }
  }
  const isWider = add.length > 0 || update.some(({ enabled }) => enabled);

  return {
    diff: { add, update, remove: removed.map(({ id }) => id) },
    total: proposed.length,
    removed,
    updated,
    hasLiveEntry,
    isPureAddition: !takesAway && removed.length === 0,
    effects,
    errors: [
      ...(isPast ? [] : findPastExpiries(proposed, before, nowMs)),
      ...(isWider ? findEverything(effects(), proposed, nowMs) : []),
    ],
    warnings: () => [
      ...(isPast ? warnExpiredSince({ diff: { add, update }, updated }, nowMs) : []),
      ...warnStillAllowed(endings, effects, nowMs),
    ],
  };
}

/** Whether an entry that stays or is new ends with the change, or gets an end by it; null: neither. */
function endingOf(old: ListedRange | undefined, after: Settled, nowMs: number): Ending["when"] | null {
  const wasLive = old !== undefined && isLive(old, nowMs);
  if (!isLive(after, nowMs)) return wasLive ? "now" : null;
  return after.expiresAt !== null && (!wasLive || old.expiresAt === null) ? "later" : null;
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
