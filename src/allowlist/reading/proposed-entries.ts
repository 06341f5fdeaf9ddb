import type { EntryWarning, ParsedEntry } from "../../address/entry/entry.ts";
import { labelWarning } from "../../address/entry/label-warning.ts";
import type { AddressRange } from "../../address/range.ts";
import type { JsonFault } from "../../input/parse-json.ts";
import type { FieldError, FieldErrors } from "../../input/validation.ts";
import { rangeText } from "../../storage/entries/entry-records.ts";

/** Entries per request, and per account. docs/openapi.json states the same number. */
export { MAX_ENTRIES } from "../../storage/entries/entry-records.ts";

/** Reading stops at this many errors: ten times what an answer shows. */
export const MAX_INPUT_ERRORS = 10_000;

/** Why a text is not a list of entries. `count`: as far as the entries were counted. */
export type ListFault = FieldErrors | JsonFault | { readonly kind: "too_many_entries"; readonly count: number };

/** The place of an entry in the text that was read. */
export type EntryPlace = { readonly line: number } | { readonly pointer: string };

/** The members of an entry beside its value. What is undefined was not given. */
export interface Given {
  readonly label?: string | null | undefined;
  readonly enabled?: boolean | undefined;
  /** Unix milliseconds, whole seconds. */
  readonly expiresAt?: number | null | undefined;
}

/** An entry that is proposed. An entry that is already listed keeps what was not given. */
export interface ProposedEntry extends Given {
  readonly place: EntryPlace;
  readonly value: string;
  readonly range: AddressRange;
}

/** An entry that covers the same as one before it: the two are one entry. */
export interface DuplicateEntry {
  /** Its place among all entries of the text, from 0. */
  readonly item: number;
  /** The index in `entries` of the one before. */
  readonly of: number;
  readonly place: EntryPlace;
  readonly value: string;
}

/** A warning about an entry: of the text that was read, or without a place about one that the text leaves out. */
export type PlacedWarning = (EntryPlace | { readonly line?: never; readonly pointer?: never }) & {
  readonly value: string;
  readonly code: string;
  readonly detail: string;
  readonly fix?: string;
  /** The entry that makes the warning true. */
  readonly entry?: { readonly id?: string | undefined; readonly value: string; readonly label: string | null };
  /** How many entries it is about, where that is more than one. */
  readonly count?: number;
};

/** The entries of a text, each canonical range once, and what their writer should know. */
export interface ProposedList {
  readonly entries: readonly ProposedEntry[];
  /** In order; `entries` and these are all that the text has. */
  readonly duplicates: readonly DuplicateEntry[];
  readonly warnings: readonly PlacedWarning[];
  /** It is one entry and not a list, and is answered as one. */
  readonly isSingle: boolean;
  /** It is what the list was before: its entries may have expired. */
  readonly isPast?: boolean;
}

/** An empty text is refused: it is more often a failed export than a wish to remove everything. */
export const NO_ENTRY: FieldError = {
  line: 1,
  code: "no_entries",
  detail: "The text has no entry.",
  fix: 'Send at least one; to empty a list on purpose, PUT {"items": []} as application/json.',
};

export interface EntryCollector {
  add(place: EntryPlace, entry: ParsedEntry, given: Given): void;
  /** How many were added. */
  readonly count: number;
  body(): ProposedList;
}

/** Gathers entries. Entries of one range become one: the first counts, a later one adds only what the first left out. */
export function createEntryCollector(): EntryCollector {
  const entries: ProposedEntry[] = [];
  const duplicates: DuplicateEntry[] = [];
  const warnings: PlacedWarning[] = [];
  const indexByRange = new Map<string, number>();
  return {
    get count() {
      return entries.length + duplicates.length;
    },

    add(place, { value, range, warnings: ofEntry }, given) {
      const ofLabel = labelWarning(given.label);
      for (const warning of ofLabel === null ? ofEntry : [...ofEntry, ofLabel]) {
        warnings.push(placeWarning(place, value, warning));
      }
      const key = rangeText(range);
      const of = indexByRange.get(key) ?? entries.length;
      const first = entries[of];
      if (first === undefined) {
        indexByRange.set(key, of);
        entries.push({ place, value, range, ...given });
        return;
      }
      duplicates.push({ item: entries.length + duplicates.length, of, place, value });
      warnings.push({ ...place, value, ...duplicateOf(first.value) });
      entries[of] = { ...first, ...merge(first, given) };
    },

    body: () => ({ entries, duplicates, warnings, isSingle: false }),
  };
}

const merge = (first: Given, later: Given): Given => ({
  label: first.label === undefined ? later.label : first.label,
  enabled: first.enabled ?? later.enabled,
  expiresAt: first.expiresAt === undefined ? later.expiresAt : first.expiresAt,
});

export const placeWarning = (place: EntryPlace, value: string, warning: EntryWarning): PlacedWarning => ({
  ...place,
  value,
  code: warning.code,
  detail: warning.detail,
  ...(warning.fix === undefined ? {} : { fix: warning.fix }),
});

const duplicateOf = (value: string) => ({
  code: "duplicate",
  detail: `It covers the same addresses as ${JSON.stringify(value)} before it; the two are one entry.`,
  fix: "Remove one of them.",
});
