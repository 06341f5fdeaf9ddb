import { formatRange } from "../address/range.ts";
import type { AdminDeps } from "../admin/deps.ts";
import { type Problem, problem } from "../admin/http/problem.ts";
import type { Account } from "../storage/accounts.ts";
import { type NewEntry, rangeText } from "../storage/entries.ts";
import type { IdBlock } from "../storage/ids.ts";
import { type EntriesBody, MAX_ENTRIES, type ProposedEntry } from "./reading/proposed-entries.ts";
import { settle } from "./replacement.ts";
import { tooManyEntries } from "./too-many-entries.ts";

/** What adding a body's entries comes to, judged before anything is written. */
export interface AdditionPlan {
  readonly kind: "plan";
  /** For each entry of the body the id under which it is listed already; undefined: it is to be added. */
  readonly listedAs: readonly (string | undefined)[];
  /** What is to be written, and gets `ids` in this order. */
  readonly fresh: readonly ProposedEntry[];
  readonly ids: IdBlock;
  /** Entries of the account afterwards. */
  readonly total: number;
}

/** What is listed already stays as it is. A pure addition lets nobody out, so no lockout is judged. */
export async function planAddition(
  { entries }: Pick<AdminDeps, "entries">,
  account: Account,
  body: EntriesBody,
  nowMs: number,
): Promise<AdditionPlan | Problem<"already_listed" | "too_many_entries">> {
  const ranges = body.entries.map(({ range }) => range);
  const [listed, count] = [await entries.findListed(account.id, ranges), await entries.count(account.id)];
  const listedAs = ranges.map((range) => listed.get(rangeText(range)));
  const [single, id] = [body.entries[0], listedAs[0]];
  if (body.isSingle && single !== undefined && id !== undefined) return alreadyListed(single.value, id);
  const fresh = body.entries.filter((_, i) => listedAs[i] === undefined);
  const total = count + fresh.length;
  return total > MAX_ENTRIES
    ? tooManyEntries(total)
    : { kind: "plan", listedAs, fresh, ids: entries.newIds(nowMs), total };
}

/** The entries as they are written, one at a time. */
export function* toNewEntries(proposed: Iterable<ProposedEntry>): Generator<NewEntry, void, void> {
  for (const entry of proposed) yield toNewEntry(entry);
}

export const toNewEntry = (entry: ProposedEntry): NewEntry => ({
  value: entry.value,
  range: entry.range,
  ...settle(entry),
});

export const alreadyListed = (value: string, id: string): Problem<"already_listed"> =>
  problem("already_listed", `The list has an entry that covers exactly ${JSON.stringify(value)}.`, { members: { id } });

/** The canonical text of an entry, as the audit trail has it. */
export function auditText({ range }: Pick<NewEntry, "range">): string {
  const text = formatRange(range);
  return "cidr" in text ? text.cidr : `${text.first}-${text.last}`;
}
