import type { Address } from "../../address/address.ts";
import { rangeKey, singleAddressRange } from "../../address/range.ts";
import { DAY_MS } from "../../time.ts";
import { integer, type Row, text } from "../d1/columns.ts";
import { type JsonRow, jsonRows } from "../d1/json-rows.ts";

/** An address that an account's list admitted. */
export interface AdmittedAddress {
  readonly account: string;
  readonly address: Address;
  /** When it came, in Unix milliseconds. */
  readonly at: number;
}

/** How an entry was used. */
export interface EntryUse {
  /** Unix milliseconds; null: never, since use is recorded. The day (UTC) is that of the last use. */
  readonly lastUsedAt: number | null;
  /** On how many of the last `USE_DAYS` days (UTC), today included, it admitted a visit. */
  readonly days: number;
}

export const NEVER_USED: EntryUse = { lastUsedAt: null, days: 0 };

/** The days that are remembered one by one. */
export const USE_DAYS = 30;
const ALL_DAYS = 2 ** USE_DAYS - 1;

export interface EntryUseReader {
  /** By id; an entry that was never used is left out. */
  usesOf(account: string, ids: readonly string[], now: number): Promise<ReadonlyMap<string, EntryUse>>;
}

/** Where a sweep of the table goes on: after this row. */
export interface UsePlace {
  readonly account: string;
  readonly entry: string;
}

export interface EntryUses {
  /**
   * Notes for every live entry that covers one of the addresses that it was used on that day. One batch. An entry that is
   * noted for that day already is not written again.
   */
  record(admitted: readonly AdmittedAddress[]): Promise<void>;
  /**
   * Looks at up to `limit` rows after `place`, and removes those of entries that are gone and were not used in the last
   * USE_DAYS days: until then, an entry that comes back under its id finds its use. `next`: null at the end of the table.
   */
  purge(
    now: number,
    place: UsePlace | null,
    limit: number,
  ): Promise<{ readonly removed: number; readonly next: UsePlace | null }>;
}

/** Hexadecimal digits, and the zeros that fill a bound up. */
const DIGITS = "'0123456789abcdef'";
const ZEROS = `'${"0".repeat(32)}'`;

/** The lowest bound that a range of `bits` varying bits can start at when it covers the address: as `coverBounds` has it. */
const LOWEST = `substr(
  substr(item.address, 1, length(item.address) - (bits + 3) / 4)
  || CASE bits % 4 WHEN 0 THEN '' ELSE substr(${DIGITS},
       ((instr(${DIGITS}, substr(item.address, length(item.address) - (bits + 3) / 4 + 1, 1)) - 1)
         & (15 << (bits % 4)) & 15) + 1, 1) END
  || ${ZEROS}, 1, length(item.address))`;

/**
 * ?1: rows of account, family, address and time. For each account the numbers of varying bits that its entries have, and for
 * each of these one seek in the index of ranges, as `FROM_COVERING` does for one address. What is materialized is read in
 * the outer loops: the planner takes a list for short.
 */
const RECORD = `WITH RECURSIVE
  item AS MATERIALIZED (
    SELECT value ->> 0 AS account, value ->> 1 AS family, value ->> 2 AS address, value ->> 3 AS at FROM json_each(?1)),
  class(account, family, bits) AS (
    SELECT account, family, (SELECT min(varying_bits) FROM entries
      WHERE entries.account_id = one.account AND entries.family = one.family)
    FROM (SELECT DISTINCT account, family FROM item) AS one
    UNION ALL
    SELECT account, family, (SELECT min(varying_bits) FROM entries
      WHERE entries.account_id = class.account AND entries.family = class.family AND varying_bits > class.bits)
    FROM class WHERE class.bits IS NOT NULL)
  INSERT INTO entry_use (account_id, entry_id, day, used_at, days)
  SELECT entries.account_id, entries.id, item.at / ${DAY_MS}, item.at, 1
  FROM class CROSS JOIN item ON item.account = class.account AND item.family = class.family AND class.bits IS NOT NULL
    CROSS JOIN entries ON entries.account_id = class.account AND entries.family = class.family
      AND varying_bits = class.bits AND first BETWEEN ${LOWEST} AND item.address AND last >= item.address
  WHERE enabled = 1 AND (expires_at IS NULL OR expires_at > item.at)
  ON CONFLICT (account_id, entry_id) DO UPDATE SET
    day = MAX(day, excluded.day),
    used_at = MAX(used_at, excluded.used_at),
    days = CASE WHEN excluded.day > day THEN ((days << (excluded.day - day)) | 1) & ${ALL_DAYS}
      ELSE days | (1 << (day - excluded.day)) END
  WHERE excluded.day > day OR (day - excluded.day < ${USE_DAYS} AND days & (1 << (day - excluded.day)) = 0)`;

export function createEntryUses(db: D1Database): EntryUses {
  return {
    async record(admitted) {
      const statements = jsonRows(admitted.map(rowOf)).map((json) => db.prepare(RECORD).bind(json));
      if (statements.length > 0) await db.batch(statements);
    },

    async purge(now, place, limit) {
      const { account, entry } = place ?? { account: "", entry: "" };
      const last = await db
        .prepare(
          `SELECT account_id, entry_id FROM entry_use WHERE (account_id, entry_id) > (?1, ?2)
           ORDER BY account_id, entry_id LIMIT 1 OFFSET ?3`,
        )
        .bind(account, entry, limit - 1)
        .first<Row>();
      const next = last === null ? null : { account: text(last, "account_id"), entry: text(last, "entry_id") };
      const upTo = next === null ? "" : "AND (account_id, entry_id) <= (?4, ?5)";
      const { meta } = await db
        .prepare(
          `DELETE FROM entry_use WHERE (account_id, entry_id) > (?1, ?2) ${upTo} AND day < ?3
             AND NOT EXISTS (SELECT 1 FROM entries WHERE entries.account_id = entry_use.account_id AND id = entry_id)`,
        )
        .bind(account, entry, dayOf(now) - USE_DAYS, ...(next === null ? [] : [next.account, next.entry]))
        .run();
      return { removed: meta.changes, next };
    },
  };
}

/** Rows for `decodeUses`: ?1 the account, ?2 a JSON array of ids. */
export const USES_OF = `SELECT entry_id, day, used_at, days FROM json_each(?2) AS wanted CROSS JOIN entry_use
  ON account_id = ?1 AND entry_id = wanted.value`;

export const decodeUses = (rows: readonly Row[], now: number): ReadonlyMap<string, EntryUse> =>
  new Map(rows.map((row) => [text(row, "entry_id"), decodeUse(row, dayOf(now))]));

export function createEntryUseReader(db: D1Database): EntryUseReader {
  return {
    async usesOf(account, ids, now) {
      if (ids.length === 0) return new Map();
      const { results } = await db.prepare(USES_OF).bind(account, JSON.stringify(ids)).all<Row>();
      return decodeUses(results, now);
    },
  };
}

const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

function rowOf({ account, address, at }: AdmittedAddress): JsonRow {
  const { family, first } = rangeKey(singleAddressRange(address));
  return [account, family, first, at];
}

function decodeUse(row: Row, today: number): EntryUse {
  const ago = today - integer(row, "day");
  const days = ago >= USE_DAYS ? 0 : (integer(row, "days") * 2 ** Math.max(0, ago)) % 2 ** USE_DAYS;
  return { lastUsedAt: integer(row, "used_at"), days: countBits(days) };
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest > 0; rest &= rest - 1) count++;
  return count;
}

/** Which entries a page is asked for: only live ones that were not used in so many days. */
export interface UnusedFilter {
  readonly days: number;
  /** Unix milliseconds. */
  readonly now: number;
}

/**
 * A condition on `entries`, to be appended, and its values, which begin at parameter ?`from`. A day is over when it ended
 * `days` days ago. An entry that is younger does not count, nor does anything before use is recorded for so long.
 */
export function unusedCondition(
  unused: UnusedFilter | undefined,
  from: number,
): { readonly sql: string; readonly values: readonly number[] } {
  if (unused === undefined) return { sql: "", values: [] };
  const { days, now } = unused;
  const [live, old, lastDay] = [`?${from}`, `?${from + 1}`, `?${from + 2}`];
  return {
    sql: `AND enabled = 1 AND (expires_at IS NULL OR expires_at > ${live}) AND created_at <= ${old}
      AND (SELECT at FROM entry_use_start) <= ${old}
      AND NOT EXISTS (SELECT 1 FROM entry_use AS used
        WHERE used.account_id = entries.account_id AND used.entry_id = entries.id AND used.day >= ${lastDay})`,
    values: [now, now - days * DAY_MS, dayOf(now) - days],
  };
}
