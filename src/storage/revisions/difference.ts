import { nullableInteger, type Row, text } from "../d1/columns.ts";
import { isOfStem, stemOf } from "../d1/record-revision.ts";
import type { Entry } from "../entries/entry-records.ts";
import type { EntryPage } from "../entries/entry-search.ts";
import { decodePast, imageOf } from "./past-entries.ts";

/** What a change did to one entry. Null before: it added the entry. Null after: it removed it. */
export type EntryDifference = (
  | { readonly before: Entry; readonly after: Entry }
  | { readonly before: null; readonly after: Entry }
  | { readonly before: Entry; readonly after: null }
) & {
  /** The next revision that changed the entry; null: it is as this change left it. */
  readonly changedAgain: number | null;
};

/**
 * What the change that made a revision did, in the order of creation of the entries: a page. What an entry became is found
 * where its next change recorded it, or in the present list.
 */
export const differencePage = (
  db: D1Database,
  account: string,
  revision: number,
  { after, limit }: EntryPage,
): D1PreparedStatement =>
  db
    .prepare(
      `WITH stems AS MATERIALIZED (SELECT stem FROM entry_additions WHERE account_id = ?1 AND revision = ?2),
       touched AS MATERIALIZED (
         SELECT * FROM (
           SELECT id, 0 AS is_new FROM entry_changes INDEXED BY entry_changes_by_revision
           WHERE account_id = ?1 AND revision = ?2 AND id > ?3 AND ${stemOf("id")} NOT IN (SELECT stem FROM stems)
           ORDER BY id LIMIT ?4)
         UNION
         SELECT * FROM (
           SELECT id, 1 FROM stems CROSS JOIN entries ON account_id = ?1 AND ${isOfStem("id", "stem")}
           WHERE id > ?3 ORDER BY id LIMIT ?4)
         UNION
         SELECT * FROM (
           SELECT DISTINCT id, 1 FROM stems CROSS JOIN entry_changes ON account_id = ?1 AND ${isOfStem("id", "stem")}
           WHERE id > ?3 AND revision > ?2 ORDER BY id LIMIT ?4)
         ORDER BY id LIMIT ?4)
       SELECT touched.id, ${imageOf("was", "before_")}, later.revision AS later,
         ${imageOf("later", "later_")}, ${imageOf("entries", "now_")}
       FROM touched
         LEFT JOIN entry_changes AS was
           ON is_new = 0 AND was.account_id = ?1 AND was.id = touched.id AND was.revision = ?2
         LEFT JOIN entry_changes AS later ON later.account_id = ?1 AND later.id = touched.id AND later.revision = (
           SELECT MIN(revision) FROM entry_changes WHERE account_id = ?1 AND id = touched.id AND revision > ?2)
         LEFT JOIN entries ON entries.account_id = ?1 AND entries.id = touched.id
       ORDER BY touched.id`,
    )
    .bind(account, revision, after ?? "", limit);

/** A row of that page. */
export function decodeDifference(account: string, row: Row): EntryDifference {
  const before = imageAt(account, row, "before_");
  const changedAgain = nullableInteger(row, "later");
  const after = imageAt(account, row, changedAgain === null ? "now_" : "later_");
  if (before !== null) return { before, after, changedAgain };
  if (after === null) throw new Error("a difference without an entry");
  return { before, after, changedAgain };
}

/** The entry of the columns with this prefix; null: there was none. */
function imageAt(account: string, row: Row, prefix: string): Entry | null {
  if (row[`${prefix}value`] === null) return null;
  const columns = Object.entries(row).filter(([name]) => name.startsWith(prefix));
  const image = Object.fromEntries(columns.map(([name, value]) => [name.slice(prefix.length), value]));
  return decodePast(account, { ...image, id: text(row, "id") });
}
