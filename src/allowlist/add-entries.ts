import { type Actor, actorName } from "../accounts/actor.ts";
import {
  type Changed,
  type ChangeRefusal,
  type ChangeTarget,
  changeAccount,
  eventOf,
  refused,
  toOutcome,
} from "../accounts/change.ts";
import { err, ok, type Result } from "../result.ts";
import type { Account } from "../storage/accounts.ts";
import {
  type Entry,
  type EntryDiff,
  type EntryUpdate,
  type ListedRange,
  type NewEntry,
  rangeText,
} from "../storage/entry-records.ts";
import type { IdBlock } from "../storage/ids.ts";
import type { KeptAnswer } from "../storage/kept-answers.ts";
import { auditList, rangeLabel } from "./audit-texts.ts";
import { coveringLive, type EntryEffect, effectAmong } from "./coverage.ts";
import type { AllowlistDeps } from "./deps.ts";
import { findEverythingWith, findPastExpiries } from "./list-faults.ts";
import { isLive } from "./lockout.ts";
import {
  type Given,
  MAX_ENTRIES,
  type PlacedWarning,
  type ProposedEntry,
  type ProposedList,
} from "./reading/proposed-entries.ts";
import type { RefusalOf } from "./refusal.ts";
import { type Settled, settle } from "./replace-list.ts";
import { type StillAllowedWarning, warnStillAllowed, warnTemporary } from "./still-allowed.ts";

/** What adding a list would change, judged before anything is written. */
export interface Addition {
  /** What becomes of each entry of the proposal, in its order; `id`: of the entry that is listed afterwards. */
  readonly results: readonly { readonly status: "added" | "already_listed" | "reactivated"; readonly id: string }[];
  readonly added: number;
  readonly reactivated: number;
  /** Entries of the account afterwards. */
  readonly total: number;
  /** The proposal is a single entry, which is added or live again: this is it, with what it does. Null: the proposal is a list. */
  readonly entry: AddedEntry | null;
  /** Beside those of the proposal's own. */
  readonly warnings: readonly PlacedWarning[];
  /** The account's revision afterwards. */
  readonly revision: number;
}

interface AddedEntry extends EntryEffect {
  readonly entry: Entry;
  /** It was listed, and was off or expired. */
  readonly isReactivated: boolean;
  readonly warnings: readonly StillAllowedWarning[];
}

interface Plan extends Addition {
  readonly diff: EntryDiff;
  readonly ids: IdBlock;
}

type AdditionRefusal = RefusalOf<"already_listed" | "too_many_entries" | "invalid_entries" | "idempotency_in_progress">;

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
  answerOf?: (addition: Addition) => Promise<KeptAnswer>,
): Promise<Result<Changed<Addition>, AdditionRefusal | ChangeRefusal>> {
  return changeAccount<Addition, AdditionRefusal>(deps, target, async (account) => {
    const now = deps.now();
    const planned = await planAddition(deps, actor, account, proposed, now);
    if (!planned.ok) return refused(planned.error);
    const { diff, ids, ...addition } = planned.value;
    const answer = await answerOf?.(addition);
    if (diff.add.length + diff.update.length === 0) {
      const isKept = answer === undefined || (await deps.keptAnswers.keep(answer));
      return isKept ? { kind: "unchanged", value: addition } : refused({ code: "idempotency_in_progress" });
    }
    const reactivated = proposed.entries.filter((_, i) => addition.results[i]?.status === "reactivated");
    const event = eventOf(deps, actor, "allowlist.added", {
      added: await auditList(diff.add.map(({ range }) => rangeLabel(range))),
      ...(reactivated.length === 0
        ? {}
        : { reactivated: await auditList(reactivated.map(({ range }) => rangeLabel(range))) }),
    });
    const change = { account, event, now, answer };
    const isOnlyNew = diff.update.length === 0;
    const written = isOnlyNew ? deps.entries.add(change, diff.add, ids) : deps.entries.replace(change, diff, ids);
    return toOutcome(await written, addition);
  });
}

async function planAddition(
  deps: AllowlistDeps,
  actor: Actor,
  account: Account,
  { entries: proposed, isSingle }: ProposedList,
  nowMs: number,
): Promise<Result<Plan, RefusalOf<"already_listed" | "too_many_entries" | "invalid_entries">>> {
  const listed = await deps.entries.findListed(
    account.id,
    proposed.map(({ range }) => range),
  );
  const errors = findPastExpiries(proposed, listed, nowMs);
  if (errors.length > 0) return err({ code: "invalid_entries", errors });

  const ids = deps.entries.newIds(nowMs);
  const add: NewEntry[] = [];
  const update: EntryUpdate[] = [];
  const results = proposed.map((entry): Addition["results"][number] => {
    const old = listed.get(rangeText(entry.range));
    if (old === undefined) {
      add.push({ value: entry.value, range: entry.range, ...settle(entry) });
      return { status: "added", id: ids.at(add.length - 1) };
    }
    const after = revive(entry, old, nowMs);
    if (after === null) return { status: "already_listed", id: old.id };
    update.push({ id: old.id, ...after });
    return { status: "reactivated", id: old.id };
  });
  const [single, result] = [proposed[0], results[0]];
  if (isSingle && single !== undefined && result?.status === "already_listed") {
    return err({ code: "already_listed", value: single.value, id: result.id });
  }
  const total = (await deps.entries.count(account.id)) + add.length;
  if (total > MAX_ENTRIES) return err({ code: "too_many_entries", count: total });

  const changed = proposed.filter((_, i) => results[i]?.status !== "already_listed");
  const live = changed.map((entry) => ({ ...entry, ...settle({ enabled: true, ...entry }) }));
  const everything = await findEverythingWith(deps.entries, { account: account.id }, live, nowMs);
  if (everything.length > 0) return err({ code: "invalid_entries", errors: everything });

  const by = { account: account.id, createdAt: nowMs, createdBy: actorName(actor), updatedAt: nowMs };
  const entry = isSingle ? await describeSingle(deps, { ...by, id: result?.id ?? "" }, { add, update }) : null;
  const warnings = isSingle ? [] : await warningsOf(deps, account.id, changed, nowMs);
  const revision = changed.length > 0 ? account.revision + 1 : account.revision;
  const counts = { added: add.length, reactivated: update.length, total };
  return ok({ results, ...counts, entry, warnings, revision, ids, diff: { add, update, remove: [] } });
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
  const effect = effectAmong(entry, covering, deps.now());
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
