import { type Actor, actorName } from "../accounts/actor.ts";
import {
  type Changed,
  type ChangeRefusal,
  type ChangeTarget,
  changeAccount,
  eventOf,
  refused,
  toOutcome,
  type UnkeptAnswer,
  unkeptAnswer,
} from "../accounts/change.ts";
import { err, ok, type Result } from "../result.ts";
import type { Account } from "../storage/accounts/accounts.ts";
import type { KeptAnswer } from "../storage/d1/kept-answers.ts";
import { type Entry, type NewEntry, rangeText } from "../storage/entries/entry-records.ts";
import type { IdBlock } from "../storage/ids.ts";
import { auditList, rangeLabel } from "./audit-texts.ts";
import type { AllowlistDeps } from "./deps.ts";
import { MAX_ENTRIES, type ProposedEntry, type ProposedList } from "./reading/proposed-entries.ts";
import type { RefusalOf } from "./refusal.ts";
import { settle } from "./replace-list.ts";

/** What adding a list would change, judged before anything is written. */
export interface Addition {
  /** For each entry of the proposal the id under which it is already listed; undefined: it is to be added. */
  readonly listedAs: readonly (string | undefined)[];
  /** What is to be written; the entries get `ids` in this order. */
  readonly fresh: readonly ProposedEntry[];
  readonly ids: IdBlock;
  /**
   * Entries of the account afterwards; what others add at the same moment may not be counted. Null: the proposal is a
   * single entry, and nobody asks.
   */
  readonly total: number | null;
  /** The proposal is a single entry, which is added: this is it. Null: the proposal is a list. */
  readonly entry: Entry | null;
}

type AdditionRefusal = RefusalOf<"already_listed" | "too_many_entries"> | UnkeptAnswer;

/**
 * Adds entries. What is already listed stays as it is; only a single entry is then refused. An addition takes no
 * access away, so no lockout is judged. `answerOf`: what is kept in the same batch for repetitions of the call.
 */
export function addEntries(
  deps: AllowlistDeps,
  actor: Actor,
  target: ChangeTarget,
  proposed: ProposedList,
  answerOf?: (addition: Addition, account: Account) => Promise<KeptAnswer>,
): Promise<Result<Changed<Addition>, AdditionRefusal | ChangeRefusal>> {
  return changeAccount<Addition, AdditionRefusal>(deps, target, async (account, atRevision) => {
    const now = deps.now();
    const planned = await planAddition(deps, actor, account, proposed, now);
    if (!planned.ok) return refused(planned.error);
    const { fresh, ids } = planned.value;
    const answer = await answerOf?.(planned.value, account);
    if (fresh.length === 0) {
      const kept = answer === undefined ? ok(null) : await deps.keptAnswers.keep(answer);
      return kept.ok ? { kind: "unchanged", value: planned.value } : refused(unkeptAnswer(kept.error));
    }
    const added = await auditList(fresh.map(({ range }) => rangeLabel(range)));
    const event = eventOf(deps, actor, "allowlist.added", { added });
    const change = { account, atRevision, event, now, answer };
    const result = await deps.entries.add(change, toNewEntries(fresh), ids);
    if (result.ok) return toOutcome(result, planned.value);
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

async function planAddition(
  { entries }: Pick<AllowlistDeps, "entries">,
  actor: Actor,
  account: Account,
  { entries: proposed, isSingle }: ProposedList,
  nowMs: number,
): Promise<Result<Addition, RefusalOf<"already_listed" | "too_many_entries">>> {
  const ranges = proposed.map(({ range }) => range);
  const listed = await entries.findListed(account.id, ranges);
  const listedAs = ranges.map((range) => listed.get(rangeText(range)));
  const [single, id] = [proposed[0], listedAs[0]];
  if (isSingle && single !== undefined && id !== undefined) {
    return err({ code: "already_listed", value: single.value, id });
  }
  const fresh = proposed.filter((_, i) => listedAs[i] === undefined);
  const total = isSingle ? null : (await entries.count(account.id)) + fresh.length;
  if (total !== null && total > MAX_ENTRIES) return err({ code: "too_many_entries", count: total });
  const ids = entries.newIds(nowMs);
  const entry = isSingle ? singleEntry(fresh, ids, account, actor, nowMs) : null;
  return ok({ listedAs, fresh, ids, total, entry });
}

/** The one entry that is added. */
function singleEntry(
  [entry]: readonly ProposedEntry[],
  ids: IdBlock,
  account: Account,
  actor: Actor,
  now: number,
): Entry {
  if (entry === undefined) throw new Error("a single entry is neither added nor refused");
  const by = { account: account.id, createdAt: now, createdBy: actorName(actor), updatedAt: now };
  return { id: ids.at(0), ...toNewEntry(entry), ...by };
}

/** The entries as they are written, one at a time. */
function* toNewEntries(proposed: Iterable<ProposedEntry>): Generator<NewEntry, void, void> {
  for (const entry of proposed) yield toNewEntry(entry);
}

const toNewEntry = (entry: ProposedEntry): NewEntry => ({ value: entry.value, range: entry.range, ...settle(entry) });
