import type { Policy } from "../../policy/policy.ts";
import { err, ok, type Result } from "../../result.ts";
import type { Account } from "../../storage/accounts/accounts.ts";
import { type Entry, type ListedRange, rangeOfText, rangeText } from "../../storage/entries/entry-records.ts";
import type { EntryDifference } from "../../storage/revisions/difference.ts";
import type { Span } from "../../storage/revisions/past-entries.ts";
import { rangeLabel } from "../audit-texts.ts";
import type { AllowlistDeps } from "../deps.ts";
import type { ProposedEntry, ProposedList } from "../reading/proposed-entries.ts";
import type { RefusalOf } from "../refusal.ts";

/** What is taken back: everything since a revision, which is then current again, or the one change that made it. */
export interface StepBack {
  readonly kind: "restore" | "undo";
  readonly revision: number;
}

/** The account as it is after a step back, and the changes that are taken back for it. */
export interface PastState {
  readonly policy: Policy;
  readonly list: ProposedList;
  readonly span: Span;
}

export type RestoreRefusal = RefusalOf<"revision_not_found" | "revision_not_kept">;
export type UndoRefusal = RestoreRefusal | RefusalOf<"undo_not_possible">;

type Deps = Pick<AllowlistDeps, "entries" | "revisions">;

/** A change that is not the last one is undone by itself when it is no larger; otherwise the state before it is restored. */
export const MAX_UNDONE_ENTRIES = 1_000;

/** How many entries that stand in the way are named. */
const NAMED_OBSTACLES = 20;

/** Reads what a step back makes of the account. Writes nothing. */
export async function readPastState(
  deps: Deps,
  account: Account,
  { kind, revision }: StepBack,
): Promise<Result<PastState, UndoRefusal>> {
  return kind === "restore" ? readRestored(deps, account, revision) : readUndone(deps, account, revision);
}

/** The account as it was at a revision. */
export async function readRestored(
  { revisions }: Deps,
  { id }: Account,
  revision: number,
): Promise<Result<PastState, RestoreRefusal>> {
  const policy = await revisions.readPolicyAt(id, revision);
  if (!policy.ok) return policy;
  const entries: ProposedEntry[] = [];
  for await (const page of revisions.exportAt(id, revision)) for (const entry of page) entries.push(propose(entry));
  return ok({ policy: policy.value, list: pastList(entries), span: { after: revision, upTo: null } });
}

/**
 * The account without one change; without the last one it is as it was before. When nothing of the change is left, as after
 * an earlier undo of it, that is the account as it is, and no change is taken back.
 */
export async function readUndone(
  deps: Deps,
  account: Account,
  revision: number,
): Promise<Result<PastState, UndoRefusal>> {
  if (revision === account.revision) return readRestored(deps, account, revision - 1);
  const { entries, revisions } = deps;
  const page = { after: null, limit: MAX_UNDONE_ENTRIES + 1 };
  const read = await revisions.differenceOf(account.id, revision, page);
  if (!read.ok) return read;
  const { revision: made, policy, entries: differences } = read.value;
  if (made.counts === null) {
    return err({ code: "revision_not_kept", oldest: { revision: made.revision, at: made.at } });
  }
  if (differences.length > MAX_UNDONE_ENTRIES) return err(notPossible(revision, "too_large"));

  const listed = await entries.allRanges(account.id);
  if (isTakenBack(account.policy, policy, differences, listed)) {
    const span = { after: revision, upTo: revision };
    return ok({ policy: account.policy, list: pastList(withoutDifferences(listed, [])), span });
  }
  const obstacles = obstaclesAmong(differences, listed);
  const isPolicyChanged = policy !== null && JSON.stringify(policy.after) !== JSON.stringify(account.policy);
  if (obstacles.length > 0 || isPolicyChanged) {
    return err({ ...notPossible(revision, "changed_since"), entries: obstacles, isPolicyChanged });
  }
  return ok({
    policy: policy?.before ?? account.policy,
    list: pastList(withoutDifferences(listed, differences)),
    span: { after: revision - 1, upTo: revision },
  });
}

const notPossible = (
  revision: number,
  reason: RefusalOf<"undo_not_possible">["reason"],
): RefusalOf<"undo_not_possible"> => ({
  code: "undo_not_possible",
  revision,
  reason,
  entries: [],
  isPolicyChanged: false,
});

/** Whether policy and list are, in all that a change did, as they were before it. */
function isTakenBack(
  now: Policy,
  policy: { readonly before: Policy } | null,
  differences: readonly EntryDifference[],
  listed: readonly ListedRange[],
): boolean {
  if (policy !== null && JSON.stringify(policy.before) !== JSON.stringify(now)) return false;
  const byId = new Map(listed.map((each) => [each.id, each]));
  const ranges = new Set(listed.map(({ key }) => key));
  return differences.every(({ before, after }) => {
    if (before === null) return !byId.has(after.id) && !ranges.has(rangeText(after.range));
    const is = byId.get(before.id);
    return (
      is?.key === rangeText(before.range) &&
      is.label === before.label &&
      is.enabled === before.enabled &&
      is.expiresAt === before.expiresAt
    );
  });
}

/** Entries of a change that were changed again, or have a range that another entry has now. */
function obstaclesAmong(differences: readonly EntryDifference[], listed: readonly ListedRange[]): readonly string[] {
  const idOf = new Map(listed.map(({ key, id }) => [key, id]));
  const inTheWay = differences.filter(({ before, changedAgain }) => {
    if (changedAgain !== null) return true;
    const holder = before === null ? undefined : idOf.get(rangeText(before.range));
    return holder !== undefined && holder !== before?.id;
  });
  return inTheWay.slice(0, NAMED_OBSTACLES).map(({ before, after }) => (after ?? before)?.value ?? "");
}

/** The list with each entry as it was before the differences. */
function withoutDifferences(
  listed: readonly ListedRange[],
  differences: readonly EntryDifference[],
): readonly ProposedEntry[] {
  const before = new Map(differences.map((each) => [(each.after ?? each.before)?.id, each.before]));
  const stay = listed.flatMap(({ id, key, ...settled }): readonly ProposedEntry[] => {
    const was = before.get(id);
    if (was === null) return [];
    const range = rangeOfText(key);
    return [was === undefined ? { place: NOWHERE, value: rangeLabel(range), range, ...settled } : propose(was)];
  });
  const gone = differences.flatMap(({ before: was, after }) => (after === null ? [propose(was)] : []));
  return [...stay, ...gone];
}

/** No text was read. */
const NOWHERE = { pointer: "" };

const propose = ({ value, range, label, enabled, expiresAt }: Entry): ProposedEntry => ({
  place: NOWHERE,
  value,
  range,
  label,
  enabled,
  expiresAt,
});

const pastList = (entries: readonly ProposedEntry[]): ProposedList => ({
  entries,
  duplicates: [],
  warnings: [],
  isSingle: false,
  isPast: true,
});
