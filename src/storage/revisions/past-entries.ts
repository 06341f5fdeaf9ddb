import type { Row } from "../d1/columns.ts";
import { stemOf } from "../d1/record-revision.ts";
import { decodeEntry, type Entry } from "../entries/entry-records.ts";
import type { EntryPage } from "../entries/entry-search.ts";

/** Columns of an entry as `decodeEntry` reads them, from a row of `entries` or of `entry_changes`. */
const IMAGE = [
  "value",
  "family",
  "varying_bits",
  "first",
  "last",
  "label",
  "enabled",
  "expires_at",
  "created_at",
  "created_by",
  "updated_at",
] as const;

/** SQL: the columns of an entry from the row `table`, under the names that `prefix` makes. */
export const imageOf = (table: string, prefix = ""): string =>
  IMAGE.map((column) =>
    column === "last" && table !== "entries"
      ? `ifnull(${table}.last, ${table}.first) AS ${prefix}last`
      : `${table}.${column} AS ${prefix}${column}`,
  ).join(", ");

/** The changes that made the revisions after `after`, up to `upTo`; null: all since. */
export interface Span {
  readonly after: number;
  readonly upTo: number | null;
}

/** ?1 … ?3 of `WITH_PAST`. */
export const spanValues = (account: string, { after, upTo }: Span): readonly [string, number, number] => [
  account,
  after,
  upTo ?? Number.MAX_SAFE_INTEGER,
];

/**
 * SQL of a WITH clause about the account ?1, after its revision ?2 up to ?3. `past` has each entry that was changed in that
 * span, by its id, and the first revision that changed it: that row of `entry_changes` holds the entry as it was at ?2.
 * `younger` has the stems of the entries that were added in it. Both are found by revision: what is near the present costs
 * little, however long the history is.
 */
export const WITH_PAST = `WITH past AS MATERIALIZED (
    SELECT id, MIN(revision) AS revision FROM entry_changes INDEXED BY entry_changes_by_revision
    WHERE account_id = ?1 AND revision > ?2 AND revision <= ?3 GROUP BY id),
  younger AS MATERIALIZED (
    SELECT stem FROM entry_additions WHERE account_id = ?1 AND revision > ?2 AND revision <= ?3)`;

/** SQL: before a column, so that the index of revisions is not used: rows are wanted in the order of their ids. */
const NOT_BY_INDEX = "+";

/** SQL: the entry of this id was there at ?2, if anything is known of it at all. */
export const isNotYounger = (id: string): string => `${stemOf(id)} NOT IN (SELECT stem FROM younger)`;

/** SQL: the row of `entry_changes` that `past` names, as `was`. */
export const JOIN_WAS = `CROSS JOIN entry_changes AS was
  ON was.account_id = ?1 AND was.id = past.id AND was.revision = past.revision`;

/**
 * SQL: the entries of the account ?1 as they were at its revision ?2, in the order of their creation: a page of ?4 after the
 * id ?3. `columns` and `condition`: of the row of `entries` or of `was`. `here` are those that are as they were; the others
 * come from their first change since. Neither is read beyond the page (`bound`), so that all pages together read list and
 * history once, however much was changed.
 */
export const pastPageSql = (
  columns: (table: "entries" | "was") => string,
  condition: (table: "entries" | "was") => string,
): string => `WITH younger AS MATERIALIZED (SELECT stem FROM entry_additions WHERE account_id = ?1 AND revision > ?2),
  here AS MATERIALIZED (
    SELECT id, ${columns("entries")} FROM entries
    WHERE account_id = ?1 AND id > ?3 AND ${condition("entries")} AND ${isNotYounger("id")} AND NOT EXISTS (
      SELECT 1 FROM entry_changes AS since
      WHERE since.account_id = ?1 AND since.id = entries.id AND since.revision > ?2)
    ORDER BY id LIMIT ?4),
  bound AS MATERIALIZED (SELECT iif(count(*) = ?4, max(id), '~') AS id FROM here)
  SELECT * FROM here
  UNION ALL
  SELECT * FROM (
    SELECT was.id, ${columns("was")} FROM entry_changes AS was
    WHERE was.account_id = ?1 AND was.id > ?3 AND was.id <= (SELECT id FROM bound)
      AND ${NOT_BY_INDEX}was.revision > ?2 AND ${condition("was")} AND ${isNotYounger("was.id")} AND NOT EXISTS (
        SELECT 1 FROM entry_changes AS earlier WHERE earlier.account_id = ?1 AND earlier.id = was.id
          AND earlier.revision > ?2 AND earlier.revision < was.revision)
    ORDER BY was.id LIMIT ?4)
  ORDER BY id LIMIT ?4`;

const PAST_PAGE = pastPageSql(imageOf, (table) => `${table}.value IS NOT NULL`);

/** The entries of an account as they were at a revision, in the order of their creation: a page. */
export const pastPage = (
  db: D1Database,
  account: string,
  revision: number,
  { after, limit }: EntryPage,
): D1PreparedStatement => db.prepare(PAST_PAGE).bind(account, revision, after ?? "", limit);

export const decodePast = (account: string, row: Row): Entry => decodeEntry({ ...row, account_id: account });
