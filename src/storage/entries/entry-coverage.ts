import { type AddressRange, firstAddress, rangeFromKey, rangeKey } from "../../address/range.ts";
import { integer, oneOf, type Row, text } from "../d1/columns.ts";
import { type JsonRow, jsonRows } from "../d1/json-rows.ts";
import type { Entry } from "./entry-records.ts";
import { coverBounds, varyingBits } from "./range-columns.ts";

/** Which entries of a list cover others. */
export interface EntryCoverage {
  /**
   * For each of these entries the ids of other entries that are live at `now` and cover all of it, the narrowest first, at
   * most `limit`. An entry that no other covers is left out.
   */
  coveringEach(
    account: string,
    entries: readonly Pick<Entry, "id" | "range">[],
    options: { readonly now: number; readonly limit: number },
  ): Promise<ReadonlyMap<string, readonly string[]>>;
  /** The live entries that are wide enough to matter to whether a list of 250,000 leaves any public address out. */
  wideRanges(account: string, now: number): Promise<readonly AddressRange[]>;
}

/**
 * For one entry and one number of varying bits, so many neighbours are looked at. There is only one CIDR network to look at;
 * more can be ranges of other forms that overlap.
 */
const MAX_NEIGHBOURS = 64;

/**
 * 250,000 narrower ranges cover less than a quarter of the public space: of IPv4 those of up to 2^12 addresses, of IPv6
 * of up to 2^105 (the public space is 2^125).
 */
const WIDE_BITS = { 4: 13, 6: 106 } as const;

export function createEntryCoverage(db: D1Database): EntryCoverage {
  /** The numbers of varying bits that the account's entries of a family have: at most 33 or 129 seeks. */
  const classesOf = (account: string, family: 4 | 6): D1PreparedStatement =>
    db
      .prepare(
        `WITH RECURSIVE class(bits) AS (
           SELECT min(varying_bits) FROM entries WHERE account_id = ?1 AND family = ?2
           UNION ALL
           SELECT (SELECT min(varying_bits) FROM entries
                   WHERE account_id = ?1 AND family = ?2 AND varying_bits > class.bits)
           FROM class WHERE class.bits IS NOT NULL)
         SELECT bits FROM class WHERE bits IS NOT NULL`,
      )
      .bind(account, family);

  return {
    async coveringEach(account, entries, { now, limit }) {
      if (entries.length === 0) return new Map();
      const [of4, of6] = await db.batch<Row>([classesOf(account, 4), classesOf(account, 6)]);
      const bitsOf = (answer: D1Result<Row> | undefined) => (answer?.results ?? []).map((row) => integer(row, "bits"));
      const classes = { 4: bitsOf(of4), 6: bitsOf(of6) };
      const statements = jsonRows(lookups(entries, classes)).map((json) =>
        db
          .prepare(
            `SELECT item.value ->> 0 AS item, (
               SELECT json_group_array(id) FROM (
                 SELECT id FROM (
                   SELECT id, last, enabled, expires_at FROM entries
                   WHERE account_id = ?1 AND family = item.value ->> 1 AND varying_bits = item.value ->> 2
                     AND first BETWEEN item.value ->> 3 AND item.value ->> 4
                   ORDER BY first DESC LIMIT ?4)
                 WHERE last >= item.value ->> 5 AND id <> item.value ->> 0
                   AND enabled = 1 AND (expires_at IS NULL OR expires_at > ?3)
                 LIMIT ?5)) AS ids
             FROM json_each(?2) AS item`,
          )
          .bind(account, json, now, MAX_NEIGHBOURS, limit),
      );
      const answers = statements.length === 0 ? [] : await db.batch<Row>(statements);
      const covering = new Map<string, readonly string[]>();
      for (const row of answers.flatMap(({ results }) => results)) {
        const ids = JSON.parse(text(row, "ids")) as readonly string[];
        if (ids.length === 0) continue;
        const item = text(row, "item");
        covering.set(item, [...(covering.get(item) ?? []), ...ids].slice(0, limit));
      }
      return covering;
    },

    async wideRanges(account, now) {
      // Apart by family: with OR, SQLite would read the whole list.
      const wideOf = (family: string, bits: string) =>
        `SELECT family, first, last FROM entries WHERE account_id = ?1 AND family = ${family} AND varying_bits >= ${bits}
           AND enabled = 1 AND (expires_at IS NULL OR expires_at > ?2)`;
      const { results } = await db
        .prepare(`${wideOf("4", "?3")} UNION ALL ${wideOf("6", "?4")}`)
        .bind(account, now, WIDE_BITS[4], WIDE_BITS[6])
        .all<Row>();
      return results.map((row) =>
        rangeFromKey({ family: oneOf(row, "family", [4, 6]), first: text(row, "first"), last: text(row, "last") }),
      );
    },
  };
}

/** For each entry and each number of varying bits that a covering range can have: where such a range starts and ends. */
function* lookups(
  entries: readonly Pick<Entry, "id" | "range">[],
  classes: Readonly<Record<4 | 6, readonly number[]>>,
): Generator<JsonRow, void, void> {
  for (const { id, range } of entries) {
    const { family, first, last } = rangeKey(range);
    const own = varyingBits({ family, first, last });
    const wider = classes[family].filter((bits) => bits >= own && bits > 0);
    if (wider.length === 0) continue;
    const { lowest } = coverBounds(firstAddress(range));
    for (const bits of wider) yield [id, family, bits, lowest[bits] ?? first, first, last];
  }
}
