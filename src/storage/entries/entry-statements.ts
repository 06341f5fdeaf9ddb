import { type AddressRange, rangeKey } from "../../address/range.ts";
import { type JsonRow, jsonRows } from "../d1/json-rows.ts";
import type { IdBlock } from "../ids.ts";
import type { EntryUpdate, NewEntry } from "./entry-records.ts";
import { varyingBits } from "./range-columns.ts";

/** The statements that write many entries: few statements, whatever the number of rows, for the batch of a change. */
export interface EntryStatements {
  /** The entries get the ids in their order. */
  add(
    account: string,
    entries: Iterable<NewEntry>,
    ids: IdBlock,
    by: { readonly now: number; readonly actor: string },
  ): readonly D1PreparedStatement[];
  update(account: string, updates: readonly EntryUpdate[], now: number): readonly D1PreparedStatement[];
  remove(account: string, ids: readonly string[]): readonly D1PreparedStatement[];
  /** Reads those that are listed, with the columns of a `ListedRange`. */
  listed(account: string, ranges: readonly AddressRange[]): readonly D1PreparedStatement[];
}

export function entryStatements(db: D1Database): EntryStatements {
  /** One statement for each text of rows; ?1 is the account, ?2 the rows, more parameters follow. */
  function forRows(
    sql: string,
    account: string,
    rows: Iterable<JsonRow | string>,
    ...more: readonly (string | number)[]
  ): readonly D1PreparedStatement[] {
    return jsonRows(rows).map((json) => db.prepare(sql).bind(account, json, ...more));
  }

  return {
    add: (account, entries, ids, { now, actor }) =>
      forRows(
        `INSERT INTO entries (account_id, id, value, family, varying_bits, first, last, label, enabled, expires_at,
           created_at, created_by, updated_at)
         SELECT ?1, ?5 || (value ->> 0), value ->> 1, value ->> 2, value ->> 3, value ->> 4,
           coalesce(value ->> 5, value ->> 4), value ->> 6, coalesce(value ->> 7, 1), value ->> 8, ?3, ?4, ?3
         FROM json_each(?2)`,
        account,
        added(entries, ids),
        now,
        actor,
        ids.stem,
      ),

    update(account, updates, now) {
      const described = forRows(
        `${MATERIALISED} UPDATE entries SET label = item.value ->> 1, enabled = item.value ->> 2, expires_at = item.value ->> 3,
           updated_at = ?3
         FROM item WHERE entries.account_id = ?1 AND entries.id = item.value ->> 0`,
        account,
        details(updates),
        now,
      );
      // A separate statement, because it also writes the index of ranges.
      const written = forRows(
        `${MATERIALISED} UPDATE entries SET value = item.value ->> 1, family = item.value ->> 2, varying_bits = item.value ->> 3,
           first = item.value ->> 4, last = item.value ->> 5
         FROM item WHERE entries.account_id = ?1 AND entries.id = item.value ->> 0`,
        account,
        rewritten(updates),
      );
      return [...described, ...written];
    },

    remove: (account, ids) =>
      forRows("DELETE FROM entries WHERE account_id = ?1 AND id IN (SELECT value FROM json_each(?2))", account, ids),

    listed: (account, ranges) =>
      forRows(
        `SELECT entries.id, entries.first, entries.last, entries.label, entries.enabled, entries.expires_at
         FROM json_each(?2) AS item CROSS JOIN entries
           ON account_id = ?1 AND family = item.value ->> 0 AND varying_bits = item.value ->> 1
             AND first = item.value ->> 2 AND last = item.value ->> 3`,
        account,
        ranges.map(rangeColumns),
      ),
  };
}

/**
 * Makes SQLite read the rows in the outer loop. Without this the planner assumes ten entries per account, and reads all
 * rows for each entry: 8,000 entries took a minute.
 */
const MATERIALISED = "WITH item AS MATERIALIZED (SELECT value FROM json_each(?2))";

type RangeColumns = readonly [family: number, varyingBits: number, first: string, last: string];

function rangeColumns(range: AddressRange): RangeColumns {
  const key = rangeKey(range);
  return [key.family, varyingBits(key), key.first, key.last];
}

function* details(updates: readonly EntryUpdate[]): Generator<JsonRow, void, void> {
  for (const { id, label, enabled, expiresAt } of updates) yield [id, label, enabled ? 1 : 0, expiresAt];
}

function* rewritten(updates: readonly EntryUpdate[]): Generator<JsonRow, void, void> {
  for (const { id, written } of updates) {
    if (written !== undefined) yield [id, written.value, ...rangeColumns(written.range)];
  }
}

/**
 * One row per entry, as short as possible: 100,000 of them are in memory as text, and once more in the request to D1.
 * The common beginning of all ids is a parameter; the last address is left out when it equals the first, and so are
 * default values at the end.
 */
function* added(entries: Iterable<NewEntry>, ids: IdBlock): Generator<JsonRow, void, void> {
  let index = 0;
  for (const { value, range, label, enabled, expiresAt } of entries) {
    const [family, bits, first, last] = rangeColumns(range);
    const row = [
      ids.end(index),
      value,
      family,
      bits,
      first,
      bits === 0 ? null : last,
      label,
      enabled ? null : 0,
      expiresAt,
    ];
    while (row.at(-1) === null) row.pop();
    yield row;
    index++;
  }
}
