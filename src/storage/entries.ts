import type { Address } from "../address/address.ts";
import type { AddressRange } from "../address/range.ts";
import type { Result } from "../result.ts";
import type { ChangeContext, RevisionMoved } from "./change.ts";
import type { RandomBytes } from "./ids.ts";
import type { Version } from "./version.ts";

/** What a caller gives of an entry. */
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

/** An entry in the fewest words, for comparing a whole list with a proposed one. */
export interface ListedRange {
  readonly id: string;
  /** `rangeText` of its range: equal for equal ranges, and for no others. */
  readonly key: string;
  readonly label: string | null;
  readonly enabled: boolean;
  readonly expiresAt: number | null;
}

/** What an entry is to be; all of it is written. `written` only when its range or the way it is written changes. */
export interface EntryUpdate {
  readonly id: string;
  readonly label: string | null;
  readonly enabled: boolean;
  readonly expiresAt: number | null;
  readonly written?: { readonly value: string; readonly range: AddressRange };
}

/** The difference between the list that there is and the one that there shall be. Only what it names is written. */
export interface EntryDiff {
  readonly add: readonly NewEntry[];
  /** Ids. */
  readonly remove: readonly string[];
  readonly update: readonly EntryUpdate[];
}

export interface EntriesChanged extends Version {
  /** Ids of the added entries, in the order in which they were given. */
  readonly added: readonly string[];
}

export interface Entries {
  /** In the order of their creation, those after the entry `after` (an id, which need not exist any more). */
  page(account: string, page: { readonly after: string | null; readonly limit: number }): Promise<readonly Entry[]>;
  get(account: string, id: string): Promise<Entry | null>;
  findByRange(account: string, range: AddressRange): Promise<Entry | null>;
  /** Which of these ranges are listed: by `rangeText`, the id. */
  findListed(account: string, ranges: readonly AddressRange[]): Promise<ReadonlyMap<string, string>>;
  /** Every entry that covers the address: enabled or not, expired or not. */
  covering(account: string, address: Address): Promise<readonly Entry[]>;
  count(account: string): Promise<number>;
  /** Enabled and not expired at `now` (Unix milliseconds). */
  countLive(account: string, now: number): Promise<number>;
  allRanges(account: string): Promise<readonly ListedRange[]>;
  /** Everything, in pages, in the order of creation. */
  exportAll(account: string): AsyncGenerator<readonly Entry[], void, void>;
  /** The ranges must be distinct and not listed yet: judge before. One transaction, whatever their number. */
  add(change: ChangeContext, entries: readonly NewEntry[]): Promise<Result<EntriesChanged, RevisionMoved>>;
  replace(change: ChangeContext, diff: EntryDiff): Promise<Result<EntriesChanged, RevisionMoved>>;
  update(change: ChangeContext, update: EntryUpdate): Promise<Result<Version, RevisionMoved>>;
  remove(change: ChangeContext, ids: readonly string[]): Promise<Result<Version, RevisionMoved>>;
}

/** A range as a key of maps. */
export function rangeText(_range: AddressRange): string {
  throw new Error("not yet");
}

export function createEntries(_db: D1Database, _random: RandomBytes): Entries {
  throw new Error("not yet");
}
