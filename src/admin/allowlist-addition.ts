import { formatRange } from "../address/range.ts";
import type { Account } from "../storage/accounts.ts";
import { type Entry, type NewEntry, rangeText } from "../storage/entries.ts";
import { auditList } from "./audit-list.ts";
import { type Actor, actorName } from "./auth.ts";
import { eventOf, type Outcome } from "./change.ts";
import type { AdminDeps } from "./deps.ts";
import { type EntriesBody, MAX_ENTRIES, type ProposedEntry, tooManyEntries } from "./entries-body.ts";
import { type Problem, problem } from "./problem.ts";
import { settle } from "./replacement.ts";

/** What became of one proposed entry. */
export type Addition =
  | { readonly status: "added"; readonly proposed: ProposedEntry; readonly entry: Entry }
  | { readonly status: "already_listed"; readonly proposed: ProposedEntry; readonly id: string };

export interface Additions {
  /** In the order of the body. */
  readonly items: readonly Addition[];
  readonly added: number;
  /** Entries of the account afterwards. */
  readonly total: number;
}

/**
 * One attempt to add a body's entries: what is listed already stays as it is. A pure addition lets nobody out, so no
 * lockout is judged.
 */
export async function addEntries(
  deps: AdminDeps,
  actor: Actor,
  account: Account,
  body: EntriesBody,
): Promise<Outcome<Additions> | Problem<"already_listed" | "too_many_entries">> {
  const ranges = body.entries.map(({ range }) => range);
  const [listed, count] = [await deps.entries.findListed(account.id, ranges), await deps.entries.count(account.id)];
  const [single] = body.entries;
  if (body.isSingle && single !== undefined) {
    const id = listed.get(rangeText(single.range));
    if (id !== undefined) return alreadyListed(single.value, id);
  }

  const fresh = body.entries.filter(({ range }) => !listed.has(rangeText(range)));
  const total = count + fresh.length;
  if (total > MAX_ENTRIES) return tooManyEntries(total);
  if (fresh.length === 0)
    return { kind: "unchanged", value: { items: placeAll(body, listed, new Map()), added: 0, total } };

  const now = deps.now();
  const entries = fresh.map((entry): NewEntry => ({ value: entry.value, range: entry.range, ...settle(entry) }));
  const event = eventOf(deps, actor, "allowlist.added", { added: await auditList(entries.map(auditText)) });
  const added = await deps.entries.add({ account, event, now }, entries);
  if (!added.ok) return { kind: added.error };

  const made = new Map<ProposedEntry, Entry>();
  for (const [i, proposed] of fresh.entries()) {
    const [entry, id] = [entries[i], added.value.added[i]];
    if (entry === undefined || id === undefined) throw new Error("an added entry has no id");
    const by = { account: account.id, createdAt: now, createdBy: actorName(actor), updatedAt: now };
    made.set(proposed, { id, ...entry, ...by });
  }
  return {
    kind: "changed",
    revision: added.value.revision,
    value: { items: placeAll(body, listed, made), added: fresh.length, total },
  };
}

export const alreadyListed = (value: string, id: string): Problem<"already_listed"> =>
  problem("already_listed", `The list has an entry that covers exactly ${JSON.stringify(value)}.`, { members: { id } });

/** The canonical text of an entry, as the audit trail has it. */
export function auditText({ range }: Pick<NewEntry, "range">): string {
  const text = formatRange(range);
  return "cidr" in text ? text.cidr : `${text.first}-${text.last}`;
}

function placeAll(
  body: EntriesBody,
  listed: ReadonlyMap<string, string>,
  made: ReadonlyMap<ProposedEntry, Entry>,
): readonly Addition[] {
  return body.entries.map((proposed): Addition => {
    const entry = made.get(proposed);
    if (entry !== undefined) return { status: "added", proposed, entry };
    const id = listed.get(rangeText(proposed.range));
    if (id === undefined) throw new Error("an entry is neither listed nor added");
    return { status: "already_listed", proposed, id };
  });
}
