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
import type { ParsedEntry } from "../address/entry.ts";
import type { FieldError } from "../input/validation.ts";
import type { Result } from "../result.ts";
import type { Account } from "../storage/accounts.ts";
import type { AuditDetail } from "../storage/audit.ts";
import { type Entry, rangeText } from "../storage/entry-records.ts";
import { formatTimeOrNull } from "../time.ts";
import { rangeLabel } from "./audit-texts.ts";
import { coveringLive, type EntryEffect, effectAmong, effectOf } from "./coverage.ts";
import type { AllowlistDeps } from "./deps.ts";
import { findEverythingWith, findPastExpiries } from "./list-faults.ts";
import { coveringAny, type Guarded, isLive, judgeAfter } from "./lockout.ts";
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
): Promise<Result<Changed<EntryChanged>, ChangeEntryRefusal | ChangeRefusal>> {
  const changed = await changeAccount<EntryChanged, ChangeEntryRefusal>(deps, target, async (account) => {
    const before = await deps.entries.get(account.id, target.id);
    if (before === null) return refused({ code: "entry_not_found" });
    const now = deps.now();
    const isRewritten = change.value !== undefined && change.value.value !== before.value;
    const after = { ...applyChange(before, isRewritten ? change : { ...change, value: undefined }), updatedAt: now };
    if (!isRewritten && isSame(before, after)) {
      return { kind: "unchanged", value: { entry: before, ...(await effectOf(deps, before)), warnings: [] } };
    }
    const errors = await findFaults(deps, before, after, now);
    if (errors.length > 0) return refused({ code: "invalid_entries", errors });

    if (rangeText(after.range) !== rangeText(before.range)) {
      const other = await deps.entries.findByRange(account.id, after.range);
      if (other !== null) return refused({ code: "already_listed", value: after.value, id: other.id });
    }
    if (takesAway(before, after, now)) {
      const refusal = await judge(deps, account, { before, after }, guarded, now);
      if (refusal !== null) return refused(refusal);
    }

    const detail = { id: before.id, before: describe(before), after: describe(after) };
    const event = eventOf(deps, actor, "entry.changed", detail);
    const { label, enabled, expiresAt, value, range } = after;
    const update = {
      id: before.id,
      label,
      enabled,
      expiresAt,
      ...(isRewritten ? { written: { value, range } } : {}),
    };
    const outcome = await describeChange(deps, before, after, now);
    return toOutcome(await deps.entries.update({ account, event, now }, update), outcome);
  });
  if (!changed.ok) await recordJudgement(deps, actor, { ...target, operation: "updateEntry" }, changed.error);
  return changed;
}

/** An end that has passed, or a range that lets everyone in together with the others. */
async function findFaults(
  { entries }: Pick<AllowlistDeps, "entries">,
  before: Entry,
  after: Entry,
  now: number,
): Promise<readonly FieldError[]> {
  const proposed = { place: { pointer: "" }, ...after };
  const past = findPastExpiries([proposed], new Map([[rangeText(after.range), before]]), now);
  const isWider = isLive(after, now) && !(isLive(before, now) && rangeText(after.range) === rangeText(before.range));
  if (past.length > 0 || !isWider) return past;
  return findEverythingWith(entries, { account: after.account, without: before.id }, [proposed], now);
}

/** What the entry does afterwards, and whether what it gives up stays admitted. */
async function describeChange(deps: AllowlistDeps, before: Entry, after: Entry, now: number): Promise<EntryChanged> {
  const covering = await coveringLive(deps, after);
  const entry = { entry: after, ...effectAmong(after, covering, now) };
  if (takesAway(before, after, now)) {
    const wider = (await coveringLive(deps, before))[0];
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
): Promise<Result<Changed<readonly StillAllowedWarning[]>, JudgementRefusal | EntryRefusal | ChangeRefusal>> {
  const removed = await changeAccount<readonly StillAllowedWarning[], JudgementRefusal | EntryRefusal>(
    deps,
    target,
    async (account) => {
      const before = await deps.entries.get(account.id, target.id);
      if (before === null) return refused({ code: "entry_not_found" });
      const now = deps.now();
      const refusal = await judge(deps, account, { before, after: null }, guarded, now);
      if (refusal !== null) return refused(refusal);
      const event = eventOf(deps, actor, "entry.removed", { id: before.id, before: describe(before) });
      const wider = isLive(before, now) ? (await coveringLive(deps, before))[0] : undefined;
      const warnings = wider === undefined ? [] : [stillAllowed(before.value, wider, "now")];
      return toOutcome(await deps.entries.remove({ account, event, now }, [before.id]), warnings);
    },
  );
  if (!removed.ok) await recordJudgement(deps, actor, { ...target, operation: "deleteEntry" }, removed.error);
  return removed;
}

/** What speaks against one entry's change, judged on the list as it would be afterwards. `after` null: it is removed. */
async function judge(
  deps: AllowlistDeps,
  account: Account,
  { before, after }: { readonly before: Entry; readonly after: Entry | null },
  guarded: Guarded,
  now: number,
): Promise<JudgementRefusal | null> {
  if (account.policy.mode !== "enforce") return null;
  const others = (await deps.entries.countLive(account.id, now)) - (isLive(before, now) ? 1 : 0);
  const hasLiveEntry = others > 0 || (after !== null && isLive(after, now));
  const covering = (await coveringAny(deps, account.id, guarded.addresses)).filter(({ id }) => id !== before.id);
  const entries = after === null ? covering : [...covering, after];
  return judgeAfter({ policy: account.policy, hasLiveEntry, entries }, guarded, now);
}

const describe = (entry: Entry): AuditDetail => ({
  value: entry.value,
  range: rangeLabel(entry.range),
  label: entry.label,
  enabled: entry.enabled,
  expires_at: formatTimeOrNull(entry.expiresAt),
});
