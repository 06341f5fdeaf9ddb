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
import type { ParsedEntry } from "../../address/entry/entry.ts";
import { ok, type Result } from "../../result.ts";
import type { Account } from "../../storage/accounts/accounts.ts";
import type { AuditDetail } from "../../storage/d1/audit.ts";
import type { Basis } from "../../storage/d1/change-basis.ts";
import { type Entry, type EntryUpdate, rangeText } from "../../storage/entries/entry-records.ts";
import { formatTimeOrNull } from "../../time.ts";
import { rangeLabel } from "../audit-texts.ts";
import { coveringLive, type EntryEffect, effectAmong, effectOf, useOf } from "../coverage.ts";
import type { AllowlistDeps } from "../deps.ts";
import {
  type AccessEnd,
  basisOf,
  coveringEach,
  endsAfterAddition,
  type Guarded,
  isLive,
  isShortened,
  judgeAfter,
} from "../lockout.ts";
import type { Given } from "../reading/proposed-entries.ts";
import { type JudgementRefusal, type RefusalOf, recordJudgement } from "../refusal.ts";
import { type StillAllowedWarning, stillAllowed, warnTemporary } from "../still-allowed.ts";
import { type EverythingJudged, findEverythingWith, findPastExpiries } from "./list-faults.ts";
import { isSame, settle } from "./replace-list.ts";

/** A change of one entry: what is undefined stays as it is. */
export interface EntryChange extends Given {
  /** What it covers instead. */
  readonly value?: ParsedEntry | undefined;
}

type EntryRefusal = RefusalOf<"entry_not_found">;

type ChangeEntryRefusal = JudgementRefusal | EntryRefusal | RefusalOf<"already_listed" | "invalid_entries">;

type RemovalRefusal = JudgementRefusal | EntryRefusal;

/** An entry after a change, and what it does. */
export interface EntryChanged extends EntryEffect {
  readonly entry: Entry;
  readonly warnings: readonly StillAllowedWarning[];
  /** Which of the guarded addresses lose access later on. */
  readonly accessEnds: readonly AccessEnd[];
}

/** What is to be said of an entry that is removed. */
export type EntryRemoved = Pick<EntryChanged, "warnings" | "accessEnds">;

/** The entry as a change would make it. */
export function applyChange(before: Entry, change: EntryChange): Entry {
  const { value, range } = change.value ?? before;
  return { ...before, ...settle(change, before), value, range };
}

const isRangeKept = (before: Entry, after: Entry): boolean => rangeText(after.range) === rangeText(before.range);

/** Does the change stop something from matching that matches now? The console reviews such a change. */
export const stopsMatching = (before: Entry, after: Entry, nowMs: number): boolean =>
  isLive(before, nowMs) && !(isRangeKept(before, after) && isLive(after, nowMs));

/** The same, or sooner than without the change. Such a change is judged. */
export const takesAway = (before: Entry, after: Entry, nowMs: number): boolean =>
  stopsMatching(before, after, nowMs) || isShortened(before, after, nowMs);

/** Changes one entry. */
export async function changeEntry(
  deps: AllowlistDeps,
  actor: Actor,
  target: ChangeTarget & { readonly id: string },
  change: EntryChange,
  guarded: Guarded,
): Promise<Result<RulesChanged<EntryChanged>, ChangeEntryRefusal | ChangeRefusal | ProvisionalOpen>> {
  const changed = await changeAccount<EntryChanged, ChangeEntryRefusal>(
    deps,
    target,
    async (account, atRevision, provisional) => {
      const before = await deps.entries.get(account.id, target.id);
      if (before === null) return refused({ code: "entry_not_found" });
      const now = deps.now();
      const isRewritten = change.value !== undefined && change.value.value !== before.value;
      const after = { ...applyChange(before, isRewritten ? change : { ...change, value: undefined }), updatedAt: now };
      if (!isRewritten && isSame(before, after)) {
        const accessEnds = await endsAfterAddition(deps, account, [before], guarded, now);
        return {
          kind: "unchanged",
          value: { entry: before, ...(await effectOf(deps, before)), warnings: [], accessEnds },
        };
      }
      const { errors, restsOnList } = await findFaults(deps, before, after, now);
      if (errors.length > 0) return refused({ code: "invalid_entries", errors });

      if (!isRangeKept(before, after)) {
        const other = await deps.entries.findByRange(account.id, after.range);
        if (other !== null) return refused({ code: "already_listed", value: after.value, id: other.id });
      }
      const judged = takesAway(before, after, now)
        ? await judge(deps, account, { before, after }, guarded, now)
        : ok(await takeUnjudged(deps, account, { before, after }, guarded, now));
      if (!judged.ok) return refused(judged.error);

      const context = {
        account,
        atRevision: restsOnList ? account.revision : atRevision,
        basis: judged.value.basis,
        event: eventOf(deps, actor, "entry.changed", {
          id: before.id,
          before: describe(before),
          after: describe(after),
          ...untilOf(provisional),
        }),
        now,
        provisional,
      };
      const { accessEnds } = judged.value;
      const outcome = { ...(await describeChange(deps, before, after, now)), accessEnds };
      return toOutcome(await deps.entries.update(context, updateOf(after, isRewritten)), outcome);
    },
  );
  if (!changed.ok) await recordJudgement(deps, actor, { ...target, operation: "updateEntry" }, changed.error);
  return changed;
}

const updateOf = ({ id, label, enabled, expiresAt, value, range }: Entry, isRewritten: boolean): EntryUpdate => ({
  id,
  label,
  enabled,
  expiresAt,
  ...(isRewritten ? { written: { value, range } } : {}),
});

/** An end that has passed, or a range that lets everyone in together with the others. */
async function findFaults(
  { entries }: Pick<AllowlistDeps, "entries">,
  before: Entry,
  after: Entry,
  now: number,
): Promise<EverythingJudged> {
  const proposed = { place: { pointer: "" }, ...after };
  const errors = findPastExpiries([proposed], new Map([[rangeText(after.range), before]]), now);
  const isWider = isLive(after, now) && !(isLive(before, now) && isRangeKept(before, after));
  if (errors.length > 0 || !isWider) return { errors, restsOnList: false };
  return findEverythingWith(entries, { account: after.account, without: before.id }, [proposed], now);
}

/** What the entry does afterwards, and whether what it gives up stays admitted. */
async function describeChange(
  deps: AllowlistDeps,
  before: Entry,
  after: Entry,
  now: number,
): Promise<Omit<EntryChanged, "accessEnds">> {
  const covering = await coveringLive(deps, after);
  const entry = { entry: after, ...effectAmong(after, covering, await useOf(deps, after), now) };
  if (stopsMatching(before, after, now)) {
    const wider = (isRangeKept(before, after) ? covering : await coveringLive(deps, before))[0];
    if (wider !== undefined) return { ...entry, warnings: [stillAllowed(before.value, wider, "now")] };
  }
  const isEndNew = before.expiresAt === null || !isLive(before, now);
  return { ...entry, warnings: isEndNew ? warnTemporary(after, covering) : [] };
}

/** Removes one entry. */
export async function removeEntry(
  deps: AllowlistDeps,
  actor: Actor,
  target: ChangeTarget & { readonly id: string },
  guarded: Guarded,
): Promise<Result<RulesChanged<EntryRemoved>, RemovalRefusal | ChangeRefusal | ProvisionalOpen>> {
  const removed = await changeAccount<EntryRemoved, RemovalRefusal>(deps, target, async (account, atRevision) => {
    const before = await deps.entries.get(account.id, target.id);
    if (before === null) return refused({ code: "entry_not_found" });
    const now = deps.now();
    const judged = await judge(deps, account, { before, after: null }, guarded, now);
    if (!judged.ok) return refused(judged.error);
    const event = eventOf(deps, actor, "entry.removed", { id: before.id, before: describe(before) });
    const { basis, accessEnds } = judged.value;
    const context = { account, atRevision, basis, event, now };
    const wider = isLive(before, now) ? (await coveringLive(deps, before))[0] : undefined;
    const warnings = wider === undefined ? [] : [stillAllowed(before.value, wider, "now")];
    return toOutcome(await deps.entries.remove(context, [before.id]), { warnings, accessEnds });
  });
  if (!removed.ok) await recordJudgement(deps, actor, { ...target, operation: "deleteEntry" }, removed.error);
  return removed;
}

interface Judged {
  /** What the judgement rests on. */
  readonly basis: Basis;
  readonly accessEnds: readonly AccessEnd[];
}

/** A change that takes nothing away. It is never refused, but the guarded addresses may lose access later on. */
async function takeUnjudged(
  deps: AllowlistDeps,
  account: Account,
  { before, after }: { readonly before: Entry; readonly after: Entry },
  guarded: Guarded,
  now: number,
): Promise<Judged> {
  return { basis: { entry: before }, accessEnds: await endsAfterAddition(deps, account, [after], guarded, now) };
}

/** Judges one entry's change on the list as it would be afterwards. `after` null: it is removed. */
async function judge(
  deps: AllowlistDeps,
  account: Account,
  { before, after }: { readonly before: Entry; readonly after: Entry | null },
  guarded: Guarded,
  now: number,
): Promise<Result<Judged, JudgementRefusal>> {
  const { policy } = account;
  const unenforced: Basis = { entry: before, mode: policy.mode };
  if (policy.mode !== "enforce") return ok({ basis: unenforced, accessEnds: [] });
  const hasLiveEntry =
    (after !== null && isLive(after, now)) || (await deps.entries.hasLive(account.id, now, before.id));
  const covering = await coveringEach(deps, account.id, guarded);
  const others = covering.flatMap(({ entries }) => entries).filter(({ id }) => id !== before.id);
  const entries = after === null ? others : [...others, after];
  const judged = judgeAfter({ policy, hasLiveEntry, entries }, guarded, now);
  if (!judged.ok) return judged;
  return ok({ basis: { ...unenforced, ...basisOf(covering, guarded, now) }, accessEnds: judged.value });
}

const describe = (entry: Entry): AuditDetail => ({
  value: entry.value,
  range: rangeLabel(entry.range),
  label: entry.label,
  enabled: entry.enabled,
  expires_at: formatTimeOrNull(entry.expiresAt),
});
