import { buryStatement, IS_REMOVED } from "../accounts/former-accounts.ts";
import { decodeHost } from "../accounts/hosts.ts";
import { flag, integer, nullableInteger, nullableText, type Row, text } from "../d1/columns.ts";
import { targetContent } from "../kv/host-store.ts";
import { type CopyFacts, REMOVED } from "../kv/kv.ts";
import { epochAt, type Version } from "../version.ts";

/** The truth about an account or a host that its copy is compared with. */
export interface CopyTruth extends Version {
  readonly name: string;
  readonly isRemoved: boolean;
  /** What D1 notes of the copy that was last published; `at` in Unix milliseconds. */
  readonly mark: (CopyFacts & { readonly at: number }) | null;
}

/** Names after `after` up to and including `upTo` (null: to the end), in the order of their bytes. */
export interface NameRange {
  readonly after: string;
  readonly upTo: string | null;
  readonly limit: number;
}

/** The queries of the repair job. */
export interface Drift {
  /** Names of records that D1 knows to be unpublished; those that wait longest come first. */
  unpublishedAccounts(limit: number): Promise<readonly string[]>;
  unpublishedHosts(limit: number): Promise<readonly string[]>;
  /** Removed ones too. */
  accounts(range: NameRange): Promise<readonly CopyTruth[]>;
  hosts(range: NameRange): Promise<readonly CopyTruth[]>;
  /** No account and no host, not even a removed one: a database that has never been used. */
  isEmpty(): Promise<boolean>;
  /** Writes a record that only KV has (D1 was restored to a time before it) as removed, newer than `published`. */
  buryAccount(account: string, published: Version, now: number): Promise<void>;
  buryHost(hostname: string, published: Version, now: number): Promise<void>;
  /** Where the next run goes on; null: at the start. */
  place(job: string): Promise<string | null>;
  savePlace(job: string, place: string | null, now: number): Promise<void>;
}

/** The same condition as in the partial indexes. */
const IS_UNPUBLISHED = "published_epoch IS NOT epoch OR published_revision IS NOT revision";

const ACCOUNTS_AND_TOMBSTONES = `
  SELECT id AS name, 0 AS is_removed, epoch, revision, published_epoch, published_revision, published_at, published_digest
    FROM accounts WHERE id > ?1 AND id <= ?2
  UNION ALL
  SELECT id, 1, epoch, revision, published_epoch, published_revision, published_at, NULL
    FROM former_accounts WHERE id > ?1 AND id <= ?2 AND ${IS_REMOVED}
  ORDER BY name LIMIT ?3`;

/** Sorts after every name: the highest code point. */
const END = "\u{10ffff}";

export function createDrift(db: D1Database): Drift {
  async function names(sql: string, limit: number): Promise<readonly string[]> {
    const { results } = await db.prepare(sql).bind(limit).all<Row>();
    return results.map((row) => text(row, "name"));
  }

  async function rows(sql: string, { after, upTo, limit }: NameRange): Promise<readonly Row[]> {
    const { results } = await db
      .prepare(sql)
      .bind(after, upTo ?? END, limit)
      .all<Row>();
    return results;
  }

  return {
    unpublishedAccounts: (limit) =>
      names(
        `SELECT id AS name, updated_at AS since FROM accounts WHERE ${IS_UNPUBLISHED}
         UNION ALL SELECT id, removed_at FROM former_accounts WHERE (${IS_UNPUBLISHED}) AND ${IS_REMOVED}
         ORDER BY since LIMIT ?1`,
        limit,
      ),

    unpublishedHosts: (limit) =>
      names(`SELECT hostname AS name FROM hosts WHERE ${IS_UNPUBLISHED} ORDER BY updated_at LIMIT ?1`, limit),

    accounts: async (range) =>
      (await rows(ACCOUNTS_AND_TOMBSTONES, range)).map((row) => {
        const isRemoved = flag(row, "is_removed");
        const digest = isRemoved ? REMOVED : nullableText(row, "published_digest");
        return { name: text(row, "name"), isRemoved, ...readTruth(row, digest) };
      }),

    hosts: async (range) =>
      (await rows("SELECT * FROM hosts WHERE hostname > ?1 AND hostname <= ?2 ORDER BY hostname LIMIT ?3", range)).map(
        (row) => {
          const { hostname, target } = decodeHost(row);
          return { name: hostname, isRemoved: target.kind === "removed", ...readTruth(row, targetContent(target)) };
        },
      ),

    async isEmpty() {
      const any =
        "SELECT 1 FROM accounts UNION ALL SELECT 1 FROM former_accounts UNION ALL SELECT 1 FROM hosts LIMIT 1";
      return (await db.prepare(any).first()) === null;
    },

    async buryAccount(account, published, now) {
      await buryStatement(db, account, published, now).run();
    },

    async buryHost(hostname, published, now) {
      await db
        .prepare(
          `INSERT INTO hosts (hostname, kind, account_id, epoch, revision, created_at, updated_at)
           VALUES (?1, 'removed', NULL, ?2, ?3, ?4, ?4) ON CONFLICT (hostname) DO NOTHING`,
        )
        .bind(hostname, Math.max(epochAt(now), published.epoch + 1), published.revision + 1, now)
        .run();
    },

    async place(job) {
      const row = await db.prepare("SELECT place FROM progress WHERE job = ?1").bind(job).first<Row>();
      return row === null ? null : text(row, "place");
    },

    async savePlace(job, place, now) {
      const statement =
        place === null
          ? db.prepare("DELETE FROM progress WHERE job = ?1").bind(job)
          : db
              .prepare(
                `INSERT INTO progress (job, place, updated_at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (job) DO UPDATE SET place = excluded.place, updated_at = excluded.updated_at`,
              )
              .bind(job, place, now);
      await statement.run();
    },
  };
}

/** `content`: of the copy, if it is of this version. */
function readTruth(row: Row, content: string | null): Pick<CopyTruth, "epoch" | "revision" | "mark"> {
  const version = { epoch: integer(row, "epoch"), revision: integer(row, "revision") };
  const epoch = nullableInteger(row, "published_epoch");
  const revision = nullableInteger(row, "published_revision");
  const at = nullableInteger(row, "published_at");
  const isMarked = epoch !== null && revision !== null && at !== null && content !== null;
  return { ...version, mark: isMarked ? { epoch, revision, at, content } : null };
}
