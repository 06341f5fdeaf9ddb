import { type EntryDiff, type EntryUpdate, type ListedRange, type NewEntry, rangeText } from "../storage/entries.ts";
import { type Effect, isLive } from "./lockout.ts";
import type { Given, ProposedEntry } from "./reading/proposed-entries.ts";

/** What replacing a list comes to, judged before anything is written. */
export interface Replacement {
  readonly diff: EntryDiff;
  /** Entries after it. */
  readonly total: number;
  /** Keys (`rangeText`) of what goes. */
  readonly removedKeys: readonly string[];
  readonly hasLiveEntry: boolean;
  /** Nothing that matches now stops matching. */
  readonly isPureAddition: boolean;
  /** The list as it would be, in the order of the body. */
  readonly effects: () => Iterable<Effect>;
}

/**
 * The difference between a list and the one that shall take its place, matched by canonical range: what stays keeps its
 * id and whatever the proposal does not give.
 */
export function planReplacement(
  listed: readonly ListedRange[],
  proposed: readonly ProposedEntry[],
  nowMs: number,
): Replacement {
  const before = new Map(listed.map((entry) => [entry.key, entry]));
  const add: NewEntry[] = [];
  const update: EntryUpdate[] = [];
  let hasLiveEntry = false;
  let takesAway = false;

  const kept = new Set<ListedRange>();
  for (const entry of proposed) {
    const key = rangeText(entry.range);
    const old = before.get(key);
    const after = settle(entry, old);
    hasLiveEntry ||= isLive(after, nowMs);
    if (old === undefined) {
      add.push({ value: entry.value, range: entry.range, ...after });
      continue;
    }
    kept.add(old);
    if (isSame(old, after)) continue;
    update.push({ id: old.id, ...after });
    takesAway ||= isLive(old, nowMs) && !isLive(after, nowMs);
  }
  const removed = listed.filter((entry) => !kept.has(entry));

  return {
    diff: { add, update, remove: removed.map(({ id }) => id) },
    total: proposed.length,
    removedKeys: removed.map(({ key }) => key),
    hasLiveEntry,
    isPureAddition: !takesAway && removed.length === 0,
    *effects() {
      for (const entry of proposed) yield { range: entry.range, ...settle(entry, before.get(rangeText(entry.range))) };
    },
  };
}

/** What an entry is when it is what the body gives, else what it was, else the default. */
export type Settled = Pick<NewEntry, "label" | "enabled" | "expiresAt">;

export function settle(proposed: Given, old?: Settled): Settled {
  return {
    label: proposed.label === undefined ? (old?.label ?? null) : proposed.label,
    enabled: proposed.enabled ?? old?.enabled ?? true,
    expiresAt: proposed.expiresAt === undefined ? (old?.expiresAt ?? null) : proposed.expiresAt,
  };
}

export const isSame = (a: Settled, b: Settled): boolean =>
  a.label === b.label && a.enabled === b.enabled && a.expiresAt === b.expiresAt;
