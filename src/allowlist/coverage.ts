import { firstAddress, lastAddress, rangeCovers } from "../address/range.ts";
import type { Entry } from "../storage/entries/entry-records.ts";
import { type EntryUse, NEVER_USED } from "../storage/entries/entry-use.ts";
import type { AllowlistDeps } from "./deps.ts";
import { isLive } from "./lockout.ts";

export type EntryState = "live" | "off" | "expired";

/** Whether an entry admits visitors now, and else why it does not. */
export function stateOf(entry: Pick<Entry, "enabled" | "expiresAt">, nowMs: number): EntryState {
  if (!entry.enabled) return "off";
  return isLive(entry, nowMs) ? "live" : "expired";
}

/**
 * What an entry does: its state, the ids of live entries that cover all of it, so that it makes no difference, and how it
 * was used.
 */
export interface EntryEffect {
  readonly state: EntryState;
  readonly coveredBy: readonly string[];
  readonly use: EntryUse;
}

/** At most so many are named of the entries that cover another one. */
export const MAX_COVERING = 10;

/** The live entries that cover all of the entry's range, without the entry itself; the narrowest first. */
export async function coveringLive(
  { entries, now }: Pick<AllowlistDeps, "entries" | "now">,
  { account, id, range }: Pick<Entry, "account" | "id" | "range">,
): Promise<readonly Entry[]> {
  const last = lastAddress(range);
  const found = await entries.covering(account, firstAddress(range));
  return found
    .filter((other) => other.id !== id && isLive(other, now()) && rangeCovers(other.range, last))
    .toSorted((a, b) =>
      rangeCovers(a.range, firstAddress(b.range)) && rangeCovers(a.range, lastAddress(b.range)) ? 1 : -1,
    )
    .slice(0, MAX_COVERING);
}

/** What one entry does. */
export async function effectOf(deps: Pick<AllowlistDeps, "entries" | "now">, entry: Entry): Promise<EntryEffect> {
  const [covering, use] = await Promise.all([coveringLive(deps, entry), useOf(deps, entry)]);
  return effectAmong(entry, covering, use, deps.now());
}

/** How one entry was used. */
export async function useOf(
  { entries, now }: Pick<AllowlistDeps, "entries" | "now">,
  { account, id }: Pick<Entry, "account" | "id">,
): Promise<EntryUse> {
  return (await entries.usesOf(account, [id], now())).get(id) ?? NEVER_USED;
}

export const effectAmong = (entry: Entry, covering: readonly Entry[], use: EntryUse, nowMs: number): EntryEffect => ({
  state: stateOf(entry, nowMs),
  coveredBy: covering.map(({ id }) => id),
  use,
});

/** Each of these entries with what it does, in their order. */
export async function effectsOf(
  { entries, now }: Pick<AllowlistDeps, "entries" | "now">,
  account: string,
  listed: readonly Entry[],
): Promise<readonly (EntryEffect & { readonly entry: Entry })[]> {
  const ids = listed.map(({ id }) => id);
  const [covered, uses] = await Promise.all([
    entries.coveringEach(account, listed, { now: now(), limit: MAX_COVERING }),
    entries.usesOf(account, ids, now()),
  ]);
  return listed.map((entry) => ({
    entry,
    state: stateOf(entry, now()),
    coveredBy: covered.get(entry.id) ?? [],
    use: uses.get(entry.id) ?? NEVER_USED,
  }));
}

/** A range as a key of text order, which `rangeText` makes. */
interface Keyed {
  readonly key: string;
}

/** Finds for a range one of `ranges` that covers all of it. Built in O(n log n), asked in O(log n). */
export function createCoverFinder<T extends Keyed>(ranges: readonly T[]): (key: string) => T | null {
  const byFamily = new Map<number, { readonly firsts: string[]; readonly best: T[] }>();
  for (const range of ranges.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
    const { length } = firstOf(range.key);
    const sorted = byFamily.get(length) ?? { firsts: [], best: [] };
    byFamily.set(length, sorted);
    const before = sorted.best.at(-1);
    sorted.firsts.push(firstOf(range.key));
    // Of all that start here or before, the one that reaches furthest.
    sorted.best.push(before !== undefined && lastOf(before.key) >= lastOf(range.key) ? before : range);
  }
  return (key) => {
    const first = firstOf(key);
    const { firsts = [], best = [] } = byFamily.get(first.length) ?? {};
    let [low, high] = [0, firsts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((firsts[middle] ?? "") <= first) low = middle + 1;
      else high = middle;
    }
    const found = best[low - 1];
    return found !== undefined && found.key !== key && lastOf(found.key) >= lastOf(key) ? found : null;
  };
}

const firstOf = (key: string): string => key.slice(0, key.indexOf("-"));
const lastOf = (key: string): string => key.slice(key.indexOf("-") + 1);
