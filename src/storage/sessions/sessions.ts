import { integer, type Row, text } from "../d1/columns.ts";
import type { RandomBytes } from "../ids.ts";
import { decodeSession } from "./session-columns.ts";
import { type Ended, type EndOptions, endSessions, type WhichSessions } from "./session-ending.ts";
import { joinRotations } from "./session-joining.ts";
import { listSessions, type SessionQuery } from "./session-list.ts";
import { endOverdueSessions } from "./session-overdue.ts";
import { purgeSessions } from "./session-purge.ts";
import { recordProofs } from "./session-recording.ts";
import type { Proof, Recorded, Rotation, Session } from "./session-records.ts";

export type { Ended, EndOptions, WhichSessions } from "./session-ending.ts";
export { type SessionQuery, sessionKey } from "./session-list.ts";

/** `isInCookie`: it is on record as the value of a session cookie. */
export type FoundSession = Session & { readonly isInCookie: boolean };

/** Sessions and their credentials in D1. Each call is one batch; these throw when D1 fails. */
export interface Sessions {
  /** In the order of the proofs. One batch for any number (a few, when proofs name the same credential). */
  record(proofs: readonly Proof[], now: number): Promise<readonly Recorded[]>;
  /** In the order of the rotations; those of an ended session are ended at once. */
  join(rotations: readonly Rotation[], now: number): Promise<readonly Recorded[]>;
  /** Rows, ended log, watermark (for a user, for all) and audit event. */
  end(account: string, which: WhichSessions, options: EndOptions): Promise<Ended>;
  /**
   * Ends sessions that are idle or too old by their account's policy, at most `limit`; when it ends none, there are no
   * more.
   */
  endOverdue(now: number, limit: number): Promise<Ended>;
  get(account: string, id: string): Promise<Session | null>;
  /** Those of the ids that no session of the account has, neither a live one nor one that has ended. */
  unknownIds(account: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Newest `lastSeenAt` first. */
  list(account: string, query: SessionQuery): Promise<readonly Session[]>;
  countActive(account: string): Promise<number>;
  /** The sessions of these hashes, by hash; ended ones too. */
  findByCredential(account: string, hashes: readonly string[]): Promise<ReadonlyMap<string, Session>>;
  /**
   * The active sessions, of any account, with these hashes, by hash; the one that was last seen first. At most MAX_FOUND in
   * all: with as many there may be more.
   */
  findAnywhere(hashes: readonly string[]): Promise<ReadonlyMap<string, readonly FoundSession[]>>;
  /** Removes ended sessions and watermarks that nothing depends on any more, at most `limit` of each. */
  purge(now: number, limit: number): Promise<number>;
}

const decodeFound = (row: Row): FoundSession => ({
  ...decodeSession(row),
  isInCookie: text(row, "held_in") === "cookie",
});

/** Of one request's hashes; an app-wide key may be on record with many accounts. */
export const MAX_FOUND = 100;

export function createSessions(db: D1Database, random: RandomBytes): Sessions {
  return {
    record: (proofs, now) => recordProofs(db, random, proofs, now),
    join: (rotations, now) => joinRotations(db, rotations, now),
    end: (account, which, options) => endSessions(db, random, account, which, options),
    endOverdue: (now, limit) => endOverdueSessions(db, random, now, limit),
    list: (account, query) => listSessions(db, account, query),
    purge: (now, limit) => purgeSessions(db, now, limit),

    async get(account, id) {
      const statement = db.prepare("SELECT * FROM sessions WHERE account_id = ?1 AND id = ?2").bind(account, id);
      const row = await statement.first<Row>();
      return row === null ? null : decodeSession(row);
    },

    async unknownIds(account, ids) {
      const { results } = await db
        .prepare(
          `SELECT item.value AS id FROM json_each(?2) AS item
           WHERE NOT EXISTS (SELECT 1 FROM sessions WHERE account_id = ?1 AND id = item.value)`,
        )
        .bind(account, JSON.stringify(ids))
        .all<Row>();
      return new Set(results.map((row) => text(row, "id")));
    },

    async countActive(account) {
      const row = await db
        .prepare("SELECT count(*) AS n FROM sessions WHERE account_id = ?1 AND ended_at IS NULL")
        .bind(account)
        .first<Row>();
      return row === null ? 0 : integer(row, "n");
    },

    async findAnywhere(hashes) {
      const { results } = await db
        .prepare(
          `SELECT credentials.hash, credentials.kind AS held_in, sessions.* FROM json_each(?1) AS item
           CROSS JOIN credentials ON credentials.hash = item.value
           CROSS JOIN sessions ON sessions.account_id = credentials.account_id AND sessions.id = credentials.session_id
           WHERE sessions.ended_at IS NULL ORDER BY sessions.last_seen_at DESC, sessions.id DESC LIMIT ${MAX_FOUND}`,
        )
        .bind(JSON.stringify(hashes))
        .all<Row>();
      const byHash = Map.groupBy(results, (row) => text(row, "hash"));
      return new Map([...byHash].map(([hash, rows]) => [hash, rows.map(decodeFound)]));
    },

    async findByCredential(account, hashes) {
      const { results } = await db
        .prepare(
          `SELECT credentials.hash, sessions.* FROM json_each(?2) AS item
           CROSS JOIN credentials ON credentials.hash = item.value AND credentials.account_id = ?1
           CROSS JOIN sessions ON sessions.account_id = ?1 AND sessions.id = credentials.session_id`,
        )
        .bind(account, JSON.stringify(hashes))
        .all<Row>();
      return new Map(results.map((row) => [text(row, "hash"), decodeSession(row)]));
    },
  };
}
