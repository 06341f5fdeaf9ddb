import { decodeAccount } from "./accounts.ts";
import { nullableInteger, nullableText, type Row, text } from "./columns.ts";
import type { HostTarget } from "./host-store.ts";
import { decodeHost } from "./hosts.ts";
import { epochAt, type Version } from "./version.ts";

/** What D1 notes of the copy that was last published. */
export interface PublishedMark extends Version {
  /** Unix milliseconds. */
  readonly at: number;
}

/** The truth about an account, as far as its copy is compared with it. */
export interface AccountTruth extends Version {
  readonly name: string;
  readonly mark: (PublishedMark & { readonly digest: string }) | null;
}

export interface HostTruth extends Version {
  readonly name: string;
  readonly target: HostTarget;
  readonly mark: PublishedMark | null;
}

/** Names after `after` up to and including `upTo` (null: to the end), in the order of their bytes. */
export interface NameRange {
  readonly after: string;
  readonly upTo: string | null;
  readonly limit: number;
}

/** What the repair job asks D1. */
export interface Drift {
  /** Names of what D1 itself knows to be unpublished, the longest waiting first. */
  unpublishedAccounts(limit: number): Promise<readonly string[]>;
  unpublishedHosts(limit: number): Promise<readonly string[]>;
  accounts(range: NameRange): Promise<readonly AccountTruth[]>;
  hosts(range: NameRange): Promise<readonly HostTruth[]>;
  hasAccount(id: string): Promise<boolean>;
  /** No account and no host, not even a removed one: a database that has never been used. */
  isEmpty(): Promise<boolean>;
  /** Enters a host that only KV knows (D1 was restored to a time before it) as removed, newer than `published`. */
  buryHost(hostname: string, published: Version, now: number): Promise<void>;
  /** Where the job goes on; null: from the start. */
  place(job: string): Promise<string | null>;
  savePlace(job: string, place: string | null, now: number): Promise<void>;
}

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
        `SELECT id AS name FROM accounts WHERE published_epoch IS NOT epoch OR published_revision IS NOT revision
         ORDER BY updated_at LIMIT ?1`,
        limit,
      ),

    unpublishedHosts: (limit) =>
      names(
        `SELECT hostname AS name FROM hosts WHERE published_epoch IS NOT epoch OR published_revision IS NOT revision
         ORDER BY updated_at LIMIT ?1`,
        limit,
      ),

    accounts: async (range) =>
      (await rows("SELECT * FROM accounts WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3", range)).map((row) => {
        const { id, epoch, revision } = decodeAccount(row);
        const mark = readMark(row);
        const digest = nullableText(row, "published_digest");
        return { name: id, epoch, revision, mark: mark === null || digest === null ? null : { ...mark, digest } };
      }),

    hosts: async (range) =>
      (await rows("SELECT * FROM hosts WHERE hostname > ?1 AND hostname <= ?2 ORDER BY hostname LIMIT ?3", range)).map(
        (row) => {
          const { hostname, target, epoch, revision } = decodeHost(row);
          return { name: hostname, target, epoch, revision, mark: readMark(row) };
        },
      ),

    async hasAccount(id) {
      return (await db.prepare("SELECT 1 FROM accounts WHERE id = ?1").bind(id).first()) !== null;
    },

    async isEmpty() {
      return (await db.prepare("SELECT 1 FROM accounts UNION ALL SELECT 1 FROM hosts LIMIT 1").first()) === null;
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

function readMark(row: Row): PublishedMark | null {
  const epoch = nullableInteger(row, "published_epoch");
  const revision = nullableInteger(row, "published_revision");
  const at = nullableInteger(row, "published_at");
  return epoch === null || revision === null || at === null ? null : { epoch, revision, at };
}
