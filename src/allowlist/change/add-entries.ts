import { type Actor, actorName } from "../../accounts/actor.ts";
import {
  type ChangeRefusal,
  type ChangeTarget,
  changeAccount,
  eventOf,
  type ProvisionalOpen,
  type RulesChanged,
  refused,
  toOutcome,
  type UnkeptAnswer,
  unkeptAnswer,
} from "../../accounts/change.ts";
import { err, ok, type Result } from "../../result.ts";
import type { Account } from "../../storage/accounts/accounts.ts";
import type { AuditDetail } from "../../storage/d1/audit.ts";
import type { KeptAnswer } from "../../storage/d1/kept-answers.ts";
import {
  type Entry,
  type EntryDiff,
  type EntryUpdate,
  type ListedRange,
  type NewEntry,
  rangeOfText,
  rangeText,
} from "../../storage/entries/entry-records.ts";
import { NEVER_USED } from "../../storage/entries/entry-use.ts";
import type { IdBlock } from "../../storage/ids.ts";
import { auditEntries } from "../audit-texts.ts";
import { coveringLive, type EntryEffect, effectAmong, useOf } from "../coverage.ts";
import type { AllowlistDeps } from "../deps.ts";
import { type AccessEnd, endsAfterAddition, type Guarded, isLive } from "../lockout.ts";
import {
  type Given,
  MAX_ENTRIES,
  type PlacedWarning,
  type ProposedEntry,
  type ProposedList,
} from "../reading/proposed-entries.ts";
import type { RefusalOf } from "../refusal.ts";
import { type StillAllowedWarning, warnStillAllowed, warnTemporary } from "../still-allowed.ts";
import { findEverythingWith, findPastExpiries } from "./list-faults.ts";
import { type Settled, settle } from "./replace-list.ts";

/** What adding a list would change, judged before anything is written. */
export interface Addition {
  /** What becomes of each entry of the proposal, in its order; `id`: of the entry that is listed afterwards. */
  readonly results: readonly { readonly status: "added" | "already_listed" | "reactivated"; readonly id: string }[];
  readonly added: number;
  readonly reactivated: number;
  /**
   * Entries of the account afterwards; what others add at the same moment may not be counted. Null: the proposal is a
   * single entry, and the total is not needed.
   */
  readonly total: number | null;
  /** For a proposal of a single entry that is added or live again: that entry. Null: the proposal is a list. */
  readonly entry: AddedEntry | null;
  /** Beside those of the proposal's own. */
  readonly warnings: readonly PlacedWarning[];
  /** Which of the guarded addresses lose access later on, the addition notwithstanding. */
  readonly accessEnds: readonly AccessEnd[];
}

interface AddedEntry extends EntryEffect {
  readonly entry: Entry;
  /** It was listed, and was off or expired. */
  readonly isReactivated: boolean;
  readonly warnings: readonly StillAllowedWarning[];
}

interface Plan {
  readonly addition: Addition;
  readonly add: readonly NewEntry[];
  readonly ids: IdBlock;
  readonly update: readonly EntryUpdate[];
  /** The entries of `update` as they were read. */
  readonly updated: readonly ListedRange[];
  /** What else is on the list could make the addition one that is refused. */
  readonly restsOnList: boolean;
}

type PlanRefusal = RefusalOf<"already_listed" | "too_many_entries" | "invalid_entries">;
type AdditionRefusal = PlanRefusal | UnkeptAnswer;

/**
 * Adds entries. What is listed and live stays as it is (only a single entry is then refused); what is listed but off or
 * expired is live again, with what the proposal says of it. An addition takes no access away, so no lockout is judged.
 * `answerOf`: what is kept in the same batch for repetitions of the call.
 */
export function addEntries(
  deps: AllowlistDeps,
  actor: Actor,
  target: ChangeTarget,
  proposed: ProposedList,
  guarded: Guarded,
  answerOf?: (addition: Addition, account: Account) => Promise<KeptAnswer>,
): Promise<Result<RulesChanged<Addition>, AdditionRefusal | ChangeRefusal | ProvisionalOpen>> {
  return changeAccount<Addition, AdditionRefusal>(deps, target, async (account, atRevision) => {
    const now = deps.now();
    const planned = await planAddition(deps, actor, account, proposed, guarded, now);
    if (!planned.ok) return refused(planned.error);
    const { addition, add, ids, update, updated, restsOnList } = planned.value;
    const answer = await answerOf?.(addition, account);
    if (add.length + update.length === 0) {
      const kept = answer === undefined ? ok(null) : await deps.keptAnswers.keep(answer);
      return kept.ok ? { kind: "unchanged", value: addition } : refused(unkeptAnswer(kept.error));
    }
    const change = {
      account,
      atRevision: restsOnList ? account.revision : atRevision,
      basis: { listed: updated },
      event: eventOf(deps, actor, "allowlist.added", await describe(add, updated)),
      now,
      answer,
    };
    const result = await deps.entries.add(change, add, ids, update);
    if (result.ok) return toOutcome(result, addition);
    switch (result.error) {
      case "overtaken":
        return { kind: result.error };
      case "too_many_entries":
        return refused({ code: result.error, count: MAX_ENTRIES + 1 });
      default:
        return refused(unkeptAnswer(result.error));
    }
  });
}

async function describe(add: readonly NewEntry[], reactivated: readonly ListedRange[]): Promise<AuditDetail> {
  const added = await auditEntries(add);
  if (reactivated.length === 0) return { added };
  const entries = reactivated.map(({ key, label }) => ({ range: rangeOfText(key), label }));
  return { added, reactivated: await auditEntries(entries) };
}

async function planAddition(
  deps: AllowlistDeps,
  actor: Actor,
  account: Account,
  { entries: proposed, isSingle }: ProposedList,
  guarded: Guarded,
  nowMs: number,
): Promise<Result<Plan, PlanRefusal>> {
  const listed = await deps.entries.findListed(
    account.id,
    proposed.map(({ range }) => range),
  );
  const errors = findPastExpiries(proposed, listed, nowMs);
  if (errors.length > 0) return err({ code: "invalid_entries", errors });

  const ids = deps.entries.newIds(nowMs);
  const add: NewEntry[] = [];
  const update: EntryUpdate[] = [];
  const updated: ListedRange[] = [];
  const results = proposed.map((entry): Addition["results"][number] => {
    const old = listed.get(rangeText(entry.range));
    if (old === undefined) {
      add.push({ value: entry.value, range: entry.range, ...settle(entry) });
      return { status: "added", id: ids.at(add.length - 1) };
    }
    const after = revive(entry, old, nowMs);
    if (after === null) return { status: "already_listed", id: old.id };
    update.push({ id: old.id, ...after });
    updated.push(old);
    return { status: "reactivated", id: old.id };
  });
  const [single, result] = [proposed[0], results[0]];
  if (isSingle && single !== undefined && result?.status === "already_listed") {
    return err({ code: "already_listed", value: single.value, id: result.id });
  }
  const total = isSingle ? null : (await deps.entries.count(account.id)) + add.length;
  if (total !== null && total > MAX_ENTRIES) return err({ code: "too_many_entries", count: total });

  const changed = proposed.filter((_, i) => results[i]?.status !== "already_listed");
  const live = changed.map((entry) => ({ ...entry, ...settle({ enabled: true, ...entry }) }));
  const everything = await findEverythingWith(deps.entries, { account: account.id }, live, nowMs);
  if (everything.errors.length > 0) return err({ code: "invalid_entries", errors: everything.errors });

  const by = { account: account.id, createdAt: nowMs, createdBy: actorName(actor), updatedAt: nowMs };
  const entry = isSingle ? await describeSingle(deps, { ...by, id: result?.id ?? "" }, { add, update }) : null;
  const warnings = isSingle ? [] : await warningsOf(deps, account.id, changed, nowMs);
  const renewed = update.map((after, i) => ({ ...after, range: rangeOfText(updated[i]?.key ?? "") }));
  const accessEnds = await endsAfterAddition(deps, account, [...add, ...renewed], guarded, nowMs);
  const addition = { results, added: add.length, reactivated: update.length, total, entry, warnings, accessEnds };
  return ok({ addition, add, ids, update, updated, restsOnList: everything.restsOnList });
}

/**
 * A listed entry that is off or expired, as adding it again makes it: live, with what the proposal says. An end that has
 * passed is none any more, unless the proposal gives another. Null: it stays as it is.
 */
export function revive({ label, enabled = true, expiresAt }: Given, old: ListedRange, nowMs: number): Settled | null {
  const isOver = old.expiresAt !== null && old.expiresAt <= nowMs;
  const after = settle({ label, enabled, expiresAt: expiresAt === undefined && isOver ? null : expiresAt }, old);
  return isLive(old, nowMs) || !isLive(after, nowMs) ? null : after;
}

/** The one entry that is added or live again, and what it does. */
async function describeSingle(
  deps: AllowlistDeps,
  made: Pick<Entry, "id" | "account" | "createdAt" | "createdBy" | "updatedAt">,
  { add, update }: Pick<EntryDiff, "add" | "update">,
): Promise<AddedEntry> {
  const [fresh] = add;
  const [renewed] = update;
  const old = renewed === undefined ? null : await deps.entries.get(made.account, renewed.id);
  const entry = old === null ? fresh && { ...made, ...fresh } : { ...old, ...renewed, updatedAt: made.updatedAt };
  if (entry === undefined) throw new Error("a single entry is neither added nor refused");
  const covering = await coveringLive(deps, entry);
  const use = old === null ? NEVER_USED : await useOf(deps, old);
  const effect = effectAmong(entry, covering, use, deps.now());
  return { entry, isReactivated: old !== null, ...effect, warnings: warnTemporary(entry, covering) };
}

/** Entries with an end that stay admitted by one without: both may be in the proposal. */
async function warningsOf(
  { entries }: Pick<AllowlistDeps, "entries">,
  account: string,
  changed: readonly ProposedEntry[],
  nowMs: number,
): Promise<readonly PlacedWarning[]> {
  const endings = changed
    .filter(({ expiresAt, enabled = true }) => enabled && expiresAt !== undefined && expiresAt !== null)
    .map(({ range, place }) => ({ key: rangeText(range), place, when: "later" as const }));
  if (endings.length === 0) return [];
  const listed = await entries.allRanges(account);
  const ours = changed.map((entry) => ({ key: rangeText(entry.range), ...settle(entry) }));
  return warnStillAllowed(endings, () => [...listed, ...ours], nowMs);
}
