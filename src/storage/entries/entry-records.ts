import { type AddressRange, type RangeKey, rangeFromKey, rangeKey } from "../../address/range.ts";
import { flag, integer, nullableInteger, nullableText, oneOf, type Row, text } from "../d1/columns.ts";

/** Entries of an account, at most: the edge can still load the snapshot of so many. */
export const MAX_ENTRIES = 250_000;

/** An entry as a caller writes it. */
export interface NewEntry {
  /** As it was written, trimmed. */
  readonly value: string;
  readonly range: AddressRange;
  readonly label: string | null;
  readonly enabled: boolean;
  /** Unix milliseconds; null: never. The entry matches while now is before it. */
  readonly expiresAt: number | null;
}

export interface Entry extends NewEntry {
  readonly id: string;
  readonly account: string;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly createdBy: string;
  readonly updatedAt: number;
}

/** The parts of an entry that are needed to compare a whole list with a proposed one. */
export interface ListedRange {
  readonly id: string;
  /** `rangeText` of its range: equal for equal ranges, and for no others. */
  readonly key: string;
  readonly label: string | null;
  readonly enabled: boolean;
  readonly expiresAt: number | null;
}

/** The new content of an entry; all of it is written. `written`: only when its range or its spelling changes. */
export interface EntryUpdate {
  readonly id: string;
  readonly label: string | null;
  readonly enabled: boolean;
  readonly expiresAt: number | null;
  readonly written?: { readonly value: string; readonly range: AddressRange };
}

/** The difference between the present list and the new one. Only these rows are written. */
export interface EntryDiff {
  readonly add: readonly NewEntry[];
  /** Ids. */
  readonly remove: readonly string[];
  readonly update: readonly EntryUpdate[];
}

/** A range as a key of maps, from its bounds. */
export const keyText = (key: Omit<RangeKey, "family">): string => `${key.first}-${key.last}`;

/** A range as a key of maps. */
export const rangeText = (range: AddressRange): string => keyText(rangeKey(range));

/** The range of a key that `rangeText` made. */
export function rangeOfText(key: string): AddressRange {
  const [first = "", last = ""] = key.split("-");
  return rangeFromKey({ family: first.length === 8 ? 4 : 6, first, last });
}

/** A row of the table `entries` with the columns that a comparison needs. */
export const decodeListed = (row: Row): ListedRange => ({
  id: text(row, "id"),
  key: keyText({ first: text(row, "first"), last: text(row, "last") }),
  label: nullableText(row, "label"),
  enabled: flag(row, "enabled"),
  expiresAt: nullableInteger(row, "expires_at"),
});

/** A row of the table `entries`, whole. */
export function decodeEntry(row: Row): Entry {
  return {
    id: text(row, "id"),
    account: text(row, "account_id"),
    value: text(row, "value"),
    range: rangeFromKey({ family: oneOf(row, "family", [4, 6]), first: text(row, "first"), last: text(row, "last") }),
    label: nullableText(row, "label"),
    enabled: flag(row, "enabled"),
    expiresAt: nullableInteger(row, "expires_at"),
    createdAt: integer(row, "created_at"),
    createdBy: text(row, "created_by"),
    updatedAt: integer(row, "updated_at"),
  };
}
