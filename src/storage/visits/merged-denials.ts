import { rangeKey, singleAddressRange } from "../../address/range.ts";
import { readAddress } from "../../address/read-address.ts";

/** One address of a row that counts many. */
export interface MergedAddress {
  /** Canonical form. */
  readonly address: string;
  /** The `referenceKey` of its last visit. */
  readonly reference: string;
}

/** What merged addresses have in common. */
interface MergedCount {
  readonly account: string;
  readonly surface: string;
  readonly isBlocked: boolean;
  readonly reason: string;
  /** Unix milliseconds. */
  readonly lastAt: number;
  readonly merged?: Iterable<MergedAddress>;
}

/** Addresses per account, surface, outcome and batch of an isolate; those beyond are counted and not kept. */
export const MAX_MERGED_ADDRESSES = 1_000;

/** Rows of merged addresses per account, the newest: at most 500,000 addresses, some 30 MB, however long a flood lasts. */
const MAX_MERGED_ROWS = 500;

/** The last addresses of a batch of isolates and of the rows that a day has too many of, as rows of denials. */
export const SELECT_MERGED = `SELECT merged.account_id, merged.id || '.' || item.key AS id, item.value ->> 0 AS address,
    surface, '' AS device, '' AS device_type, is_blocked, reason, NULL AS country, NULL AS region, NULL AS city,
    at AS first_at, at AS last_at, 1 AS visits, item.value ->> 2 AS refs, item.value ->> 1 AS address_key
  FROM merged_denials AS merged CROSS JOIN json_each(merged.items) AS item`;

/** The row and the place in it of a merged address; null: the id is that of an ordinary denial. */
export function readMergedId(id: string): { readonly row: string; readonly place: number } | null {
  const [, row, place] = /^(mrg_\w{1,80})\.(\d{1,5})$/.exec(id) ?? [];
  return row === undefined ? null : { row, place: Number(place) };
}

/** An address in canonical form as hexadecimal digits of fixed width, so that text order is numeric order. */
export function addressKeyOf(text: string): string {
  const address = readAddress(text);
  if (address === null) throw new Error("a denied address is no address");
  return rangeKey(singleAddressRange(address)).first;
}

/** Keeps the addresses of a count that an isolate merged; none: it merged none. */
export function mergedStatements(
  db: D1Database,
  { account, surface, isBlocked, reason, lastAt, merged }: MergedCount,
  id: string,
): readonly D1PreparedStatement[] {
  const items = [...(merged ?? [])]
    .slice(0, MAX_MERGED_ADDRESSES)
    .map(({ address, reference }) => [address, addressKeyOf(address), reference]);
  if (items.length === 0) return [];
  return [
    db
      .prepare(
        `INSERT INTO merged_denials (account_id, id, at, surface, is_blocked, reason, items)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE EXISTS (SELECT 1 FROM accounts WHERE id = ?1)`,
      )
      .bind(account, id, lastAt, surface, isBlocked ? 1 : 0, reason, JSON.stringify(items)),
  ];
}

/** Keeps the addresses of the rows that a day has too many of, before those rows are removed. `surplus`: a CTE of ?1. */
export function mergeSurplus(db: D1Database, surplus: string, json: string, id: string): D1PreparedStatement {
  return db
    .prepare(
      `${surplus} INSERT INTO merged_denials (account_id, id, at, surface, is_blocked, reason, items)
       SELECT account_id, ?2 || '_' || day || '_' || surface || '_' || is_blocked, MAX(last_at), surface, is_blocked,
         MAX(reason), json_group_array(json_array(address, address_key, refs))
       FROM surplus WHERE true GROUP BY account_id, day, surface, is_blocked`,
    )
    .bind(json, id);
}

/** Removes the oldest merged addresses of the accounts that ?1 names, when there are too many. */
export function boundMerged(db: D1Database, json: string): D1PreparedStatement {
  return db
    .prepare(
      `DELETE FROM merged_denials WHERE (account_id, id) IN (
         SELECT account_id, id FROM (
           SELECT merged.account_id, merged.id,
             row_number() OVER (PARTITION BY merged.account_id ORDER BY merged.at DESC, merged.id DESC) AS place
           FROM (SELECT DISTINCT value ->> 0 AS account_id FROM json_each(?1)) AS touched
             CROSS JOIN merged_denials AS merged ON merged.account_id = touched.account_id)
         WHERE place > ${MAX_MERGED_ROWS})`,
    )
    .bind(json);
}
