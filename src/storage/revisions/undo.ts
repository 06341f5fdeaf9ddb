import { isOfStem } from "../d1/record-revision.ts";
import { imageOf, isNotYounger, JOIN_WAS, withPast } from "./past-entries.ts";

const COLUMNS = `account_id, id, value, family, varying_bits, first, last, label, enabled, expires_at, created_at,
  created_by, updated_at`;

/**
 * Makes the list what it was at a revision, to the ids of its entries and the times of their changes, for the batch of a
 * change: few statements, whatever the length of the list. What they replace is recorded as of any change; `past` goes on
 * finding the rows that were recorded first.
 */
export const undoEntries = (db: D1Database, account: string, revision: number): readonly D1PreparedStatement[] =>
  [
    `${withPast()} DELETE FROM entries WHERE account_id = ?1 AND id IN (SELECT id FROM past)`,
    `${withPast()} DELETE FROM entries WHERE account_id = ?1 AND id IN (
       SELECT entries.id FROM younger CROSS JOIN entries ON account_id = ?1 AND ${isOfStem("entries.id", "stem")})`,
    `${withPast()} INSERT INTO entries (${COLUMNS})
       SELECT ?1, past.id, ${imageOf("was")} FROM past ${JOIN_WAS}
       WHERE was.value IS NOT NULL AND ${isNotYounger("past.id")}`,
  ].map((sql) => db.prepare(sql).bind(account, revision));

/** SQL: a row when the list of the account ?1 was changed since its provisional change. */
export const TOUCHED_SINCE_PROVISIONAL = `SELECT 1 FROM accounts WHERE id = ?1 AND (
    EXISTS (SELECT 1 FROM entry_changes INDEXED BY entry_changes_by_revision
      WHERE entry_changes.account_id = ?1 AND entry_changes.revision >= accounts.provisional_revision)
    OR EXISTS (SELECT 1 FROM entry_additions
      WHERE entry_additions.account_id = ?1 AND entry_additions.revision >= accounts.provisional_revision))`;

/** SQL: the live ranges of the account ?1 at its revision ?2: ids after ?3, not expired at ?4, at most ?5. */
export const PAST_RANGES_PAGE = `${withPast("AND id > ?3")}
  SELECT * FROM (
    SELECT id, family, first, last, expires_at FROM entries
    WHERE account_id = ?1 AND id > ?3 AND enabled = 1 AND (expires_at IS NULL OR expires_at > ?4)
      AND id NOT IN (SELECT id FROM past) AND ${isNotYounger("id")}
    ORDER BY id LIMIT ?5)
  UNION ALL
  SELECT * FROM (
    SELECT past.id, was.family, was.first, ifnull(was.last, was.first) AS last, was.expires_at FROM past ${JOIN_WAS}
    WHERE was.enabled = 1 AND (was.expires_at IS NULL OR was.expires_at > ?4) AND ${isNotYounger("past.id")}
    ORDER BY past.id LIMIT ?5)
  ORDER BY id LIMIT ?5`;

/** SQL: the entries of the account ?1 that covered the address ?4 of the family ?3 at its revision ?2, with all columns. */
export const PAST_COVERING = `${withPast()}
  SELECT account_id, id, ${imageOf("entries")} FROM entries
  WHERE account_id = ?1 AND family = ?3 AND first <= ?4 AND last >= ?4
    AND id NOT IN (SELECT id FROM past) AND ${isNotYounger("id")}
  UNION ALL
  SELECT was.account_id, past.id, ${imageOf("was")} FROM past ${JOIN_WAS}
  WHERE was.family = ?3 AND was.first <= ?4 AND ifnull(was.last, was.first) >= ?4 AND ${isNotYounger("past.id")}`;
