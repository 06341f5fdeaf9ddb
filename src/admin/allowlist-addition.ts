import { formatRange } from "../address/range.ts";
import type { Account } from "../storage/accounts.ts";
import { type NewEntry, rangeText } from "../storage/entries.ts";
import type { AdminDeps } from "./deps.ts";
import { type Problem, problem } from "./problem.ts";
import { type EntriesBody, MAX_ENTRIES, type ProposedEntry } from "./proposed-entries.ts";
import { settle } from "./replacement.ts";
import { tooManyEntries } from "./too-many-entries.ts";

/** What became of one proposed entry, and the id of the one that is listed now. */
export interface Addition {
  readonly status: "added" | "already_listed";
  readonly proposed: ProposedEntry;
  readonly id: string;
}

/** What adding a body's entries comes to, judged before anything is written. */
export interface AdditionPlan {
  readonly kind: "plan";
  /** In the order of the body's entries. */
  readonly items: readonly Addition[];
  /** What is to be written, with its ids: those that are not listed yet. */
  readonly fresh: readonly NewEntry[];
  readonly ids: readonly string[];
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
  const [single] = body.entries;
  if (body.isSingle && single !== undefined) {
    const id = listed.get(rangeText(single.range));
    if (id !== undefined) return alreadyListed(single.value, id);
  }
  const total = count + body.entries.length - listed.size;
  if (total > MAX_ENTRIES) return tooManyEntries(total);

  const ids = entries.newIds(body.entries.length - listed.size, nowMs);
  const fresh: NewEntry[] = [];
  const items = body.entries.map((proposed): Addition => {
    const known = listed.get(rangeText(proposed.range));
    if (known !== undefined) return { status: "already_listed", proposed, id: known };
    const id = ids[fresh.length];
    if (id === undefined) throw new Error("an entry is listed twice");
    fresh.push({ value: proposed.value, range: proposed.range, ...settle(proposed) });
    return { status: "added", proposed, id };
  });
  return { kind: "plan", items, fresh, ids, total };
}

export const alreadyListed = (value: string, id: string): Problem<"already_listed"> =>
  problem("already_listed", `The list has an entry that covers exactly ${JSON.stringify(value)}.`, { members: { id } });

/** The canonical text of an entry, as the audit trail has it. */
export function auditText({ range }: Pick<NewEntry, "range">): string {
  const text = formatRange(range);
  return "cidr" in text ? text.cidr : `${text.first}-${text.last}`;
}
