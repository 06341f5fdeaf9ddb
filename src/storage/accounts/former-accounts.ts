import { integer, type Row } from "../d1/columns.ts";
import { raiseStatement } from "../d1/raise-epoch.ts";
import { epochAt, type Version } from "../version.ts";

/** SQL: a row of former_accounts is valid for its id, because no account was created with this id again. */
export const IS_REMOVED = "NOT EXISTS (SELECT 1 FROM accounts WHERE accounts.id = former_accounts.id)";

/**
 * Records an account as removed, in the batch that removes it. Its tombstone is newer than all that was published of
 * it, and an account that is created under the id again is newer than the tombstone (see `createAccounts`).
 */
export const retireStatement = (db: D1Database, account: string, now: number): D1PreparedStatement =>
  db
    .prepare(
      `INSERT INTO former_accounts (id, epoch, revision, removed_at)
       SELECT id, MAX(epoch, ?2), revision + 1, ?3 FROM accounts WHERE id = ?1
       ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, revision = excluded.revision,
         removed_at = excluded.removed_at`,
    )
    .bind(account, epochAt(now), now);

/** Records an account that only KV has (D1 was restored to a time before it) as removed, newer than `published`. */
export const buryStatement = (db: D1Database, account: string, published: Version, now: number): D1PreparedStatement =>
  db
    .prepare(
      `INSERT INTO former_accounts (id, epoch, revision, removed_at) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (id) DO NOTHING`,
    )
    .bind(account, Math.max(epochAt(now), published.epoch + 1), published.revision + 1, now);

/**
 * The version of an account's tombstone, raised above `outrank` if it was older; null: there is an account with this
 * id, or there never was one.
 */
export async function readTombstone(db: D1Database, account: string, outrank: Version): Promise<Version | null> {
  const [, rows] = await db.batch<Row>([
    raiseStatement(db, "former_accounts", account, outrank),
    db.prepare(`SELECT epoch, revision FROM former_accounts WHERE id = ?1 AND ${IS_REMOVED}`).bind(account),
  ]);
  const row = rows?.results[0];
  return row === undefined ? null : { epoch: integer(row, "epoch"), revision: integer(row, "revision") };
}

/** Notes that this tombstone was published; changes no row when it is no longer the newest. */
export const markTombstoneStatement = (
  db: D1Database,
  account: string,
  { epoch, revision }: Version,
  now: number,
): D1PreparedStatement =>
  db
    .prepare(
      `UPDATE former_accounts SET published_epoch = epoch, published_revision = revision, published_at = ?2
       WHERE id = ?1 AND epoch = ?3 AND revision = ?4 AND ${IS_REMOVED}`,
    )
    .bind(account, now, epoch, revision);
