import { FORMER_PREFIX } from "../d1/audit.ts";
import { flag, integer, nullableText, type Row, text } from "../d1/columns.ts";
import { raiseStatement } from "../d1/raise-epoch.ts";
import { epochAt, type Version } from "../version.ts";

/** An id under which an account was removed, the last one if there were several. */
export interface FormerAccount {
  readonly id: string;
  /** The last name, as long as the audit trail keeps the removal; null: it is forgotten. */
  readonly name: string | null;
  /** Unix milliseconds. */
  readonly removedAt: number;
  /** There is an account of this id again. */
  readonly isReused: boolean;
}

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

/** The name is not kept in `former_accounts`, whose rows stay for good: it is forgotten with the event of the removal. */
const LIST = `SELECT id, removed_at, EXISTS (SELECT 1 FROM accounts WHERE accounts.id = former_accounts.id) AS is_reused,
    (SELECT detail ->> '$.name' FROM audit WHERE account_id = '${FORMER_PREFIX}' || former_accounts.id
       AND at = former_accounts.removed_at AND action = 'account.removed' ORDER BY seq DESC LIMIT 1) AS name
  FROM former_accounts WHERE id > ?1 ORDER BY id LIMIT ?2`;

/** In the order of their ids, those that follow `after`. */
export async function listFormer(
  db: D1Database,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<readonly FormerAccount[]> {
  const { results } = await db
    .prepare(LIST)
    .bind(after ?? "", limit)
    .all<Row>();
  return results.map((row) => ({
    id: text(row, "id"),
    name: nullableText(row, "name"),
    removedAt: integer(row, "removed_at"),
    isReused: flag(row, "is_reused"),
  }));
}

/** Was an account of this id ever removed? */
export async function isFormer(db: D1Database, id: string): Promise<boolean> {
  const row = await db.prepare("SELECT 1 AS found FROM former_accounts WHERE id = ?1").bind(id).first();
  return row !== null;
}
