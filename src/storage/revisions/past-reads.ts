import type { Address } from "../../address/address.ts";
import { rangeKey, singleAddressRange } from "../../address/range.ts";
import { imageOf, isNotYounger, JOIN_WAS, pastPageSql, spanValues, WITH_PAST } from "./past-entries.ts";

/** SQL: a row when the list of the account ?1 was changed by its provisional change. */
export const TOUCHED_BY_PROVISIONAL = `SELECT 1 FROM accounts WHERE id = ?1 AND (
    EXISTS (SELECT 1 FROM entry_changes INDEXED BY entry_changes_by_revision
      WHERE entry_changes.account_id = ?1 AND entry_changes.revision >= accounts.provisional_revision)
    OR EXISTS (SELECT 1 FROM entry_additions
      WHERE entry_additions.account_id = ?1 AND entry_additions.revision >= accounts.provisional_revision))`;

/**
 * SQL: the live ranges of an account as they were at a revision, for the edge: ?1 … ?4 of `pastPageSql`; not expired at
 * ?5.
 */
export const PAST_RANGES_PAGE = pastPageSql(
  (table) => `${table}.family, ${table}.first, ifnull(${table}.last, ${table}.first) AS last, ${table}.expires_at`,
  (table) => `${table}.enabled = 1 AND (${table}.expires_at IS NULL OR ${table}.expires_at > ?5)`,
);

/** The entries that covered an address right after a revision was made: enabled or not, expired or not. */
export function pastCovering(db: D1Database, account: string, revision: number, address: Address): D1PreparedStatement {
  const { family, first } = rangeKey(singleAddressRange(address));
  return db
    .prepare(
      `${WITH_PAST}
       SELECT id, ${imageOf("entries")} FROM entries
       WHERE account_id = ?1 AND family = ?4 AND first <= ?5 AND last >= ?5
         AND id NOT IN (SELECT id FROM past) AND ${isNotYounger("id")}
       UNION ALL
       SELECT past.id, ${imageOf("was")} FROM past ${JOIN_WAS}
       WHERE was.family = ?4 AND was.first <= ?5 AND ifnull(was.last, was.first) >= ?5 AND ${isNotYounger("past.id")}`,
    )
    .bind(...spanValues(account, { after: revision, upTo: null }), family, first);
}
