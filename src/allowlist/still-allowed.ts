import { type Entry, rangeOfText } from "../storage/entries/entry-records.ts";
import { createCoverFinder } from "./coverage.ts";
import { bareRange, type NamedEntry, nameOf } from "./entry-line.ts";
import { type Effect, isLive } from "./lockout.ts";
import type { EntryPlace, PlacedWarning } from "./reading/proposed-entries.ts";

export interface StillAllowedWarning {
  readonly code: "still_allowed";
  readonly detail: string;
  readonly fix: string;
  /** By which the addresses stay admitted. */
  readonly entry: NamedEntry;
}

/** What is said of a range that a wider entry admits. */
export function stillAllowed(
  value: string,
  { id, value: wider, label }: NamedEntry,
  when: "now" | "later",
): StillAllowedWarning {
  const by = nameOf({ value: wider, label });
  return {
    code: "still_allowed",
    detail:
      when === "now"
        ? `${value} is still admitted, by the entry ${by}.`
        : `${value} stays admitted after its end, by the entry ${by}.`,
    fix: "If it should not be, change that entry too.",
    entry: { ...(id === undefined ? {} : { id }), value: wider, label },
  };
}

/** What is said of an entry that has an end and lies within `covering` entries of which one has none. */
export function warnTemporary(entry: Entry, covering: readonly Entry[]): readonly StillAllowedWarning[] {
  const wider = entry.expiresAt === null || !entry.enabled ? undefined : covering.find((one) => one.expiresAt === null);
  return wider === undefined ? [] : [stillAllowed(entry.value, wider, "later")];
}

/** An entry of a list as it would be after a change. */
export interface EntryAfter extends Omit<Effect, "range"> {
  /** `rangeText` of its range. */
  readonly key: string;
  readonly id?: string | undefined;
  readonly label: string | null;
}

/** An entry that a change ends now, or gives an end. */
export interface Ending {
  readonly key: string;
  /** Where it stands in the text that was read; undefined: the text leaves it out. */
  readonly place?: EntryPlace;
  readonly when: "now" | "later";
}

/**
 * Warns of each ending that changes nothing, or will not, because a live entry without an end covers the same addresses
 * (when it ends now: any live entry). `after`: the whole list as it would be.
 */
export function warnStillAllowed(
  endings: readonly Ending[],
  after: () => Iterable<EntryAfter>,
  nowMs: number,
): readonly PlacedWarning[] {
  if (endings.length === 0) return [];
  const live = [...after()].filter((entry) => isLive(entry, nowMs));
  const findNow = createCoverFinder(live);
  const findLater = createCoverFinder(live.filter(({ expiresAt }) => expiresAt === null));
  return endings.flatMap(({ key, place = {}, when }): PlacedWarning[] => {
    const found = (when === "now" ? findNow : findLater)(key);
    if (found === null) return [];
    const value = bareRange(rangeOfText(key));
    const wider = { id: found.id, value: bareRange(rangeOfText(found.key)), label: found.label };
    return [{ ...place, value, ...stillAllowed(value, wider, when) }];
  });
}
