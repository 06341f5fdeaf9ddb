import { integer, type Row, text } from "../d1/columns.ts";

/** How many accounts one call purges. */
const ACCOUNTS = 50;

/**
 * Removes revisions that were made before `beforeMs`, the oldest first and whole, in two steps, at most some `limit` rows
 * each. The newest of them stays as a state alone (`base`): it is what held at `beforeMs`. First the revisions are set
 * apart (`expiring`), and from that moment they are not read any more; then their rows go. So no state is ever read of which
 * a part is gone. What an open provisional change goes back to stays. Returns how many rows it set apart or removed.
 */
export async function purgeRevisions(db: D1Database, beforeMs: number, limit: number): Promise<number> {
  const { results } = await db
    .prepare(
      `SELECT account_id, MAX(revision) AS revision FROM (
         SELECT account_id, revision FROM revisions WHERE state = 'kept' AND at < ?1
           AND NOT EXISTS (SELECT 1 FROM accounts WHERE accounts.id = revisions.account_id
             AND accounts.provisional_revision <= revisions.revision)
         ORDER BY at LIMIT ?2)
       GROUP BY account_id`,
    )
    .bind(beforeMs, limit)
    .all<Row>();
  const old = JSON.stringify(results.map((row) => [text(row, "account_id"), integer(row, "revision")]));
  const setApart = await db
    .prepare(
      `UPDATE revisions SET state = 'expiring' FROM (SELECT value FROM json_each(?1)) AS old
       WHERE account_id = old.value ->> 0 AND revision <= old.value ->> 1 AND state = 'kept'`,
    )
    .bind(old)
    .run();
  return setApart.meta.changes + (await removeExpiring(db, limit));
}

/** Removes what revisions that were set apart had replaced; when all of an account's is gone, the rows of the revisions. */
async function removeExpiring(db: D1Database, limit: number): Promise<number> {
  const { results } = await db
    .prepare(
      `SELECT account_id, MAX(revision) AS revision FROM revisions WHERE state <> 'kept' AND state = 'expiring'
       GROUP BY account_id LIMIT ${ACCOUNTS}`,
    )
    .all<Row>();
  let removed = 0;
  for (const row of results) {
    if (removed >= limit) break;
    removed += await removeUpTo(db, text(row, "account_id"), integer(row, "revision"), limit - removed);
  }
  return removed;
}

async function removeUpTo(db: D1Database, account: string, revision: number, limit: number): Promise<number> {
  const removeRows = (sql: string): D1PreparedStatement => db.prepare(sql).bind(account, revision, limit);
  const answers = await db.batch([
    removeRows(
      `DELETE FROM entry_changes WHERE account_id = ?1 AND (id, revision) IN (
         SELECT id, revision FROM entry_changes INDEXED BY entry_changes_by_revision
         WHERE account_id = ?1 AND revision <= ?2 LIMIT ?3)`,
    ),
    removeRows(
      `DELETE FROM entry_additions WHERE account_id = ?1 AND (revision, stem) IN (
         SELECT revision, stem FROM entry_additions WHERE account_id = ?1 AND revision <= ?2 LIMIT ?3)`,
    ),
    removeRows(
      `DELETE FROM policy_changes WHERE account_id = ?1 AND revision IN (
         SELECT revision FROM policy_changes WHERE account_id = ?1 AND revision <= ?2 LIMIT ?3)`,
    ),
  ]);
  const removed = answers.reduce((sum, { meta }) => sum + meta.changes, 0);
  if (removed > 0) return removed;
  // Nothing is left of them.
  const [rows] = await db.batch([
    db
      .prepare("DELETE FROM revisions WHERE account_id = ?1 AND revision < ?2 AND state <> 'kept'")
      .bind(account, revision),
    db
      .prepare("UPDATE revisions SET state = 'base' WHERE account_id = ?1 AND revision = ?2 AND state = 'expiring'")
      .bind(account, revision),
  ]);
  return 1 + (rows?.meta.changes ?? 0);
}
