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
import type { Account } from "../storage/accounts/accounts.ts";
import type { KeptAnswer } from "../storage/d1/kept-answers.ts";
import { type Entry, type NewEntry, rangeText } from "../storage/entries/entry-records.ts";
import type { IdBlock } from "../storage/ids.ts";
import { auditEntries } from "./audit-texts.ts";
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
  /** Entries of the account afterwards. */
  readonly total: number;
  /** The proposal is a single entry, which is added: this is it. Null: the proposal is a list. */
  readonly entry: Entry | null;
  /** The account's revision afterwards. */
  readonly revision: number;
}

type AdditionRefusal = RefusalOf<"already_listed" | "too_many_entries" | "idempotency_in_progress">;

/**
 * Adds entries. What is already listed stays as it is; only a single entry is then refused. An addition takes no
 * access away, so no lockout is judged. `answerOf`: what is kept in the same batch for repetitions of the call.
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
    const { fresh, ids } = planned.value;
    const answer = await answerOf?.(planned.value);
    if (fresh.length === 0) {
      const isKept = answer === undefined || (await deps.keptAnswers.keep(answer));
      return isKept ? { kind: "unchanged", value: planned.value } : refused({ code: "idempotency_in_progress" });
    }
    const added = await auditEntries(fresh);
    const event = eventOf(deps, actor, "allowlist.added", { added });
    const change = { account, event, now, answer };
    return toOutcome(await deps.entries.add(change, toNewEntries(fresh), ids), planned.value);
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
  const count = await entries.count(account.id);
  const listedAs = ranges.map((range) => listed.get(rangeText(range)));
  const [single, id] = [proposed[0], listedAs[0]];
  if (isSingle && single !== undefined && id !== undefined) {
    return err({ code: "already_listed", value: single.value, id });
  }
  const fresh = proposed.filter((_, i) => listedAs[i] === undefined);
  const total = count + fresh.length;
  if (total > MAX_ENTRIES) return err({ code: "too_many_entries", count: total });
  const ids = entries.newIds(nowMs);
  const entry = isSingle ? singleEntry(fresh, ids, account, actor, nowMs) : null;
  const revision = fresh.length > 0 ? account.revision + 1 : account.revision;
  return ok({ listedAs, fresh, ids, total, entry, revision });
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
