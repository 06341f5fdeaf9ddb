import { parseEntry } from "../address/entry/entry.ts";
import { type InvalidCursor, type Page, type PageQuery, readPage } from "../input/cursor.ts";
import type { Result } from "../result.ts";
import type { Entry } from "../storage/entries/entry-records.ts";
import type { AllowlistDeps } from "./deps.ts";

/** The longest text that is searched for. */
export const MAX_SEARCH_LENGTH = 200;

/** What narrows a list. */
export interface EntryFilter {
  /** An address, a range, or another text; empty: all. */
  readonly q: string;
  /** Only live entries that were not used in so many days, and are that old. */
  readonly unusedDays?: number | undefined;
}

/**
 * A page of a list, in the order in which the entries were added. `q` narrows it: an address finds the entries that cover
 * it; a range, those that share an address with it; any other text, those that have it in their label or value.
 */
export function searchEntries(
  { entries, now }: Pick<AllowlistDeps, "entries" | "now">,
  account: string,
  { q, unusedDays, ...query }: PageQuery & EntryFilter,
): Promise<Result<Page<Entry>, InvalidCursor>> {
  const unused = unusedDays === undefined ? undefined : { days: unusedDays, now: now() };
  const list = `allowlist:${JSON.stringify([account, q, ...(unusedDays === undefined ? [] : [unusedDays])])}`;
  return readPage({ list, keyOf: (entry: Entry) => entry.id }, query, (part) => {
    const page = { ...part, unused };
    if (q === "") return entries.page(account, page);
    const asEntry = parseEntry(q);
    return asEntry.ok ? entries.overlapping(account, asEntry.value.range, page) : entries.matching(account, q, page);
  });
}
