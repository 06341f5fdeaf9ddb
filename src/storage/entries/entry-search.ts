import { type AddressRange, firstAddress, rangeKey } from "../../address/range.ts";
import type { Row } from "../d1/columns.ts";
import { decodeEntry, type Entry } from "./entry-records.ts";
import { type UnusedFilter, unusedCondition } from "./entry-use.ts";
import { coverBounds } from "./range-columns.ts";

/**
 * In the order of creation: the first `limit` that follow the entry `after` (an id; the entry may have been removed).
 */
export interface EntryPage {
  readonly after: string | null;
  readonly limit: number;
  /** Only those that are live and were not used in so many days. */
  readonly unused?: UnusedFilter | undefined;
}

/** Finding entries, in the order of their creation. */
export interface EntrySearch {
  page(account: string, page: EntryPage): Promise<readonly Entry[]>;
  /** Those that share an address with the range: enabled or not, expired or not. */
  overlapping(account: string, range: AddressRange, page: EntryPage): Promise<readonly Entry[]>;
  /** Those with this text in their label or value, in upper or lower case. */
  matching(account: string, text: string, page: EntryPage): Promise<readonly Entry[]>;
}

/** Rows per query when SQL cannot find the matches itself: about 1 MB. */
const SCAN_ROWS = 5_000;

export function createEntrySearch(db: D1Database): EntrySearch {
  return {
    async page(account, { after, limit, unused }) {
      const { sql, values } = unusedCondition(unused, 4);
      const statement = db
        .prepare(`SELECT * FROM entries WHERE account_id = ?1 AND id > ?2 ${sql} ORDER BY id LIMIT ?3`)
        .bind(account, after ?? "", limit, ...values);
      return (await statement.all<Row>()).results.map(decodeEntry);
    },

    /**
     * What overlaps starts at or before the range's end, and ends at or after its start. For each number of varying
     * bits this is one seek in the index of ranges (see `coverBounds`), which reads only matching rows.
     */
    async overlapping(account, range, { after, limit, unused }) {
      const { sql, values } = unusedCondition(unused, 8);
      const { family, first, last } = rangeKey(range);
      const { lowest } = coverBounds(firstAddress(range));
      const statement = db
        .prepare(
          `SELECT * FROM entries WHERE account_id = ?1 AND id IN (
             SELECT entries.id FROM json_each(?3) AS lowest CROSS JOIN entries
               ON account_id = ?1 AND family = ?2 AND varying_bits = lowest.key
                 AND first BETWEEN lowest.value AND ?5 AND last >= ?4
             WHERE entries.id > ?6 ${sql} ORDER BY entries.id LIMIT ?7)
           ORDER BY id`,
        )
        .bind(account, family, JSON.stringify(lowest), first, last, after ?? "", limit, ...values);
      return (await statement.all<Row>()).results.map(decodeEntry);
    },

    /**
     * At most one pass over the list, from `after` on. SQLite ignores case for ASCII letters only: it searches for the
     * longest ASCII part of the text, and this code checks the rest.
     */
    async matching(account, text, { after, limit, unused }) {
      const { sql, values } = unusedCondition(unused, 5);
      const wanted = fold(text);
      const part = longestAsciiPart(wanted);
      const rows = part === wanted ? limit : SCAN_ROWS;
      const statement = db.prepare(
        `SELECT * FROM entries
         WHERE account_id = ?1 AND id > ?2 AND (instr(lower(label), ?3) > 0 OR instr(lower(value), ?3) > 0) ${sql}
         ORDER BY id LIMIT ?4`,
      );
      const found: Entry[] = [];
      for (let from = after ?? ""; ; ) {
        const page = (await statement.bind(account, from, part, rows, ...values).all<Row>()).results.map(decodeEntry);
        found.push(...page.filter(({ label, value }) => fold(`${label ?? ""}\n${value}`).includes(wanted)));
        if (found.length >= limit || page.length < rows) return found.slice(0, limit);
        from = page.at(-1)?.id ?? from;
      }
    },
  };
}

const fold = (text: string): string => text.normalize("NFC").toLowerCase();

const longestAsciiPart = (text: string): string =>
  text.split(/[^\x20-\x7e]+/).reduce((longest, part) => (part.length > longest.length ? part : longest), "");
