import { coveredFamily, shareOf } from "../../address/entry/public-space.ts";
import type { AddressRange } from "../../address/range.ts";
import type { FieldError } from "../../input/validation.ts";
import type { Entries } from "../../storage/entries/entries.ts";
import { type ListedRange, rangeOfText, rangeText } from "../../storage/entries/entry-records.ts";
import { type Effect, isLive } from "../lockout.ts";
import type { ProposedEntry } from "../reading/proposed-entries.ts";

/** Expiries that have passed. An entry that is listed with exactly that expiry may keep it: an export can be put back. */
export function findPastExpiries(
  proposed: readonly ProposedEntry[],
  listed: ReadonlyMap<string, Pick<ListedRange, "expiresAt">>,
  nowMs: number,
): FieldError[] {
  return proposed
    .filter(({ expiresAt }) => expiresAt !== undefined && expiresAt !== null && expiresAt <= nowMs)
    .filter((entry) => listed.get(rangeText(entry.range))?.expiresAt !== entry.expiresAt)
    .map(({ place }) => ({ ...memberPlace(place, "expires_at"), ...IN_THE_PAST }));
}

/** Entries that together let everyone in are refused as /0 is, at the widest of those that are proposed. */
export function findEverything(
  effects: Iterable<Effect>,
  proposed: readonly ProposedEntry[],
  nowMs: number,
): FieldError[] {
  const ranges: AddressRange[] = [];
  for (const effect of effects) if (isLive(effect, nowMs)) ranges.push(effect.range);
  const family = coveredFamily(ranges);
  const widest = family === null ? undefined : widestOf(proposed.filter(({ range }) => range.family === family));
  if (widest === undefined) return [];
  const detail = `Together with the other entries ${JSON.stringify(widest.value)} covers all public IPv${family} addresses.`;
  return [{ ...memberPlace(widest.place, "value"), code: "covers_everything", detail, fix: INSTEAD }];
}

/** Ranges that are not wide cover less than a quarter of the public space together. */
const WIDE_SHARE = 0.75;

/**
 * From these shares of the public space on (of the wide ranges of the list together, and of the change alone), changes
 * that are judged at the same moment must not be written together: each could be allowed alone. Below, it would take
 * hundreds of them.
 */
const NEAR_SHARE = 0.5;
const LARGE_SHARE = 1 / 1024;

export interface EverythingJudged {
  readonly errors: readonly FieldError[];
  /** The change must not be written when anything else of the list has changed since. */
  readonly restsOnList: boolean;
}

/**
 * The same for entries that are added to a list, or change in it (`without`: the id under which they are listed). The whole
 * list is read only when it is possible at all.
 */
export async function findEverythingWith(
  entries: Pick<Entries, "allRanges" | "wideRanges">,
  { account, without }: { readonly account: string; readonly without?: string },
  changed: readonly (ProposedEntry & Effect)[],
  nowMs: number,
): Promise<EverythingJudged> {
  if (changed.length === 0) return { errors: [], restsOnList: false };
  const added = changed.map(({ range }) => range);
  const share = largestShare([...(await entries.wideRanges(account, nowMs)), ...added]);
  if (share < WIDE_SHARE) return { errors: [], restsOnList: share >= NEAR_SHARE || largestShare(added) >= LARGE_SHARE };
  const others = (await entries.allRanges(account)).filter(({ id }) => id !== without);
  return { errors: findEverything([...effectsOfListed(others), ...changed], changed, nowMs), restsOnList: true };
}

const largestShare = (ranges: readonly AddressRange[]): number => Math.max(shareOf(ranges, 4), shareOf(ranges, 6));

/** Keys of `ListedRange` as a map, for `findPastExpiries`. */
export const byKey = <T extends Pick<ListedRange, "key">>(listed: readonly T[]): ReadonlyMap<string, T> =>
  new Map(listed.map((entry) => [entry.key, entry]));

function* effectsOfListed(listed: readonly ListedRange[]): Generator<Effect, void, void> {
  for (const { key, enabled, expiresAt } of listed) yield { range: rangeOfText(key), enabled, expiresAt };
}

/** What is said of an expiry that has passed. */
export const IN_THE_PAST = {
  code: "in_the_past",
  detail: "The entry would have expired already.",
  fix: "Give a time in the future, or null (in text: until never) for an entry that does not expire.",
};

const INSTEAD = "To let everyone in, turn the list off instead (mode off). Otherwise list the networks that you trust.";

const memberPlace = (place: ProposedEntry["place"], member: string): Pick<FieldError, "line" | "pointer"> =>
  "pointer" in place ? { pointer: `${place.pointer}/${member}` } : { line: place.line };

function widestOf(entries: readonly ProposedEntry[]): ProposedEntry | undefined {
  const size = ({ range }: ProposedEntry): number =>
    range.family === 4 ? range.last - range.first : range.last[0] - range.first[0];
  return entries.reduce<ProposedEntry | undefined>(
    (widest, entry) => (widest === undefined || size(entry) > size(widest) ? entry : widest),
    undefined,
  );
}
