import type { Actor } from "../accounts/actor.ts";
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
} from "../accounts/change.ts";
import type { ParsedEntry } from "../address/entry/entry.ts";
import { err, ok, type Result } from "../result.ts";
import type { Account } from "../storage/accounts/accounts.ts";
import type { AuditDetail } from "../storage/d1/audit.ts";
import type { Basis } from "../storage/d1/change-basis.ts";
import { type Entry, type EntryUpdate, rangeText } from "../storage/entries/entry-records.ts";
import { formatTimeOrNull } from "../time.ts";
import { rangeLabel } from "./audit-texts.ts";
import { coveringLive, type EntryEffect, effectAmong, effectOf } from "./coverage.ts";
import type { AllowlistDeps } from "./deps.ts";
import { type EverythingJudged, findEverythingWith, findPastExpiries } from "./list-faults.ts";
import { coveringEach, type Guarded, isLive, judgeAfter } from "./lockout.ts";
import type { Given } from "./reading/proposed-entries.ts";
import { type JudgementRefusal, type RefusalOf, recordJudgement } from "./refusal.ts";
import { isSame, settle } from "./replace-list.ts";
import { type StillAllowedWarning, stillAllowed, warnTemporary } from "./still-allowed.ts";

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
}

/** The entry as a change would make it. */
export function applyChange(before: Entry, change: EntryChange): Entry {
  const { value, range } = change.value ?? before;
  return { ...before, ...settle(change, before), value, range };
}

/** Does the change stop something from matching that matches now? Such a change is judged, and reviewed in the console. */
export function takesAway(before: Entry, after: Entry, nowMs: number): boolean {
  const isRangeKept = rangeText(after.range) === rangeText(before.range);
  return isLive(before, nowMs) && !(isRangeKept && isLive(after, nowMs));
}

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
        return { kind: "unchanged", value: { entry: before, ...(await effectOf(deps, before)), warnings: [] } };
      }
      const { errors, restsOnList } = await findFaults(deps, before, after, now);
      if (errors.length > 0) return refused({ code: "invalid_entries", errors });

      if (rangeText(after.range) !== rangeText(before.range)) {
        const other = await deps.entries.findByRange(account.id, after.range);
        if (other !== null) return refused({ code: "already_listed", value: after.value, id: other.id });
      }
      const judged = takesAway(before, after, now)
        ? await judge(deps, account, { before, after }, guarded, now)
        : ok({ entry: before });
      if (!judged.ok) return refused(judged.error);

      const context = {
        account,
        atRevision: restsOnList ? account.revision : atRevision,
        basis: judged.value,
        event: eventOf(deps, actor, "entry.changed", {
          id: before.id,
          before: describe(before),
          after: describe(after),
          ...untilOf(provisional),
        }),
        now,
        provisional,
      };
      const outcome = await describeChange(deps, before, after, now);
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
  const isWider = isLive(after, now) && !(isLive(before, now) && rangeText(after.range) === rangeText(before.range));
  if (errors.length > 0 || !isWider) return { errors, restsOnList: false };
  return findEverythingWith(entries, { account: after.account, without: before.id }, [proposed], now);
}

/** What the entry does afterwards, and whether what it gives up stays admitted. */
async function describeChange(deps: AllowlistDeps, before: Entry, after: Entry, now: number): Promise<EntryChanged> {
  const covering = await coveringLive(deps, after);
  const entry = { entry: after, ...effectAmong(after, covering, now) };
  if (takesAway(before, after, now)) {
    const isRangeKept = rangeText(after.range) === rangeText(before.range);
    const wider = (isRangeKept ? covering : await coveringLive(deps, before))[0];
    if (wider !== undefined) return { ...entry, warnings: [stillAllowed(before.value, wider, "now")] };
  }
  const isEndNew = before.expiresAt === null || !isLive(before, now);
  return { ...entry, warnings: isEndNew ? warnTemporary(after, covering) : [] };
}

/** Removes one entry. The value: what is to be said of it. */
export async function removeEntry(
  deps: AllowlistDeps,
  actor: Actor,
  target: ChangeTarget & { readonly id: string },
  guarded: Guarded,
): Promise<Result<RulesChanged<readonly StillAllowedWarning[]>, RemovalRefusal | ChangeRefusal | ProvisionalOpen>> {
  const removed = await changeAccount<readonly StillAllowedWarning[], RemovalRefusal>(
    deps,
    target,
    async (account, atRevision) => {
      const before = await deps.entries.get(account.id, target.id);
      if (before === null) return refused({ code: "entry_not_found" });
      const now = deps.now();
      const judged = await judge(deps, account, { before, after: null }, guarded, now);
      if (!judged.ok) return refused(judged.error);
      const event = eventOf(deps, actor, "entry.removed", { id: before.id, before: describe(before) });
      const context = { account, atRevision, basis: judged.value, event, now };
      const wider = isLive(before, now) ? (await coveringLive(deps, before))[0] : undefined;
      const warnings = wider === undefined ? [] : [stillAllowed(before.value, wider, "now")];
      return toOutcome(await deps.entries.remove(context, [before.id]), warnings);
    },
  );
  if (!removed.ok) await recordJudgement(deps, actor, { ...target, operation: "deleteEntry" }, removed.error);
  return removed;
}

/**
 * Judges one entry's change on the list as it would be afterwards. `after` null: it is removed. The value is what this
 * rests on.
 */
async function judge(
  deps: AllowlistDeps,
  account: Account,
  { before, after }: { readonly before: Entry; readonly after: Entry | null },
  guarded: Guarded,
  now: number,
): Promise<Result<Basis, JudgementRefusal>> {
  const { policy } = account;
  const unenforced: Basis = { entry: before, mode: policy.mode };
  if (policy.mode !== "enforce") return ok(unenforced);
  const hasLiveEntry =
    (after !== null && isLive(after, now)) || (await deps.entries.hasLive(account.id, now, before.id));
  const covering = await coveringEach(deps, account.id, guarded);
  const others = covering.flatMap(({ entries }) => entries).filter(({ id }) => id !== before.id);
  const entries = after === null ? others : [...others, after];
  const refusal = judgeAfter({ policy, hasLiveEntry, entries }, guarded, now);
  return refusal === null ? ok({ ...unenforced, covering, staysLiveAt: now }) : err(refusal);
}

const describe = (entry: Entry): AuditDetail => ({
  value: entry.value,
  range: rangeLabel(entry.range),
  label: entry.label,
  enabled: entry.enabled,
  expires_at: formatTimeOrNull(entry.expiresAt),
});
