import { DAY_MS } from "../../time.ts";
import { integer, type Row, text } from "../d1/columns.ts";
import { decodeEntry, type Entry } from "./entry-records.ts";
import { decodeUses, type EntryUse, USES_OF } from "./entry-use.ts";

/** A summary of a list. */
export interface ListOverview {
  readonly total: number;
  /** Enabled and not expired. */
  readonly live: number;
  /** All of them in the order of creation; null: there are more than were asked for. */
  readonly entries: readonly Entry[] | null;
}

/** What a page of the list's table shows beside its entries. */
export interface TableOverview {
  /** Entries of the account. */
  readonly total: number;
  /** By id; an entry that was never used is left out. */
  readonly uses: ReadonlyMap<string, EntryUse>;
  /** Since when use is recorded, in Unix milliseconds. */
  readonly recordedSince: number;
}

/** Sessions of mobile apps and integrations that share an address. */
export interface ApiAddress {
  /** In canonical form. */
  readonly address: string;
  readonly sessions: number;
}

/** What a page about the list shows. One query each. All throw when D1 fails. */
export interface AllowlistOverviews {
  list(account: string, now: number, limit: number): Promise<ListOverview>;
  table(account: string, ids: readonly string[], now: number): Promise<TableOverview>;
  /** Active sessions of kind `api` among the newest `MAX_CONSIDERED_SESSIONS` that were seen since that moment. */
  apiAddresses(account: string, since: number): Promise<readonly ApiAddress[]>;
}

/** A bound, so that a page costs the same however many sessions an account has. */
export const MAX_CONSIDERED_SESSIONS = 20_000;

export function createAllowlistOverviews(db: D1Database): AllowlistOverviews {
  return {
    async list(account, now, limit) {
      const { results } = await db
        .prepare(
          `SELECT entries.*, counts.total, counts.live
           FROM (SELECT count(*) AS total,
                   IFNULL(sum(enabled = 1 AND (expires_at IS NULL OR expires_at > ?2)), 0) AS live
                 FROM entries WHERE account_id = ?1) AS counts
           LEFT JOIN entries ON entries.account_id = ?1 AND counts.total <= ?3
           ORDER BY entries.id`,
        )
        .bind(account, now, limit)
        .all<Row>();
      const [first] = results;
      if (first === undefined) throw new Error("counting a list answered nothing");
      const total = integer(first, "total");
      const isWhole = total <= limit;
      return {
        total,
        live: integer(first, "live"),
        entries: isWhole ? results.filter(({ id }) => id !== null).map(decodeEntry) : null,
      };
    },

    async table(account, ids, now) {
      const { results } = await db
        .prepare(
          `SELECT counts.*, uses.* FROM (
             SELECT (SELECT count(*) FROM entries WHERE account_id = ?1) AS total,
               (SELECT at FROM entry_use_start) AS recorded_since) AS counts
           LEFT JOIN (${USES_OF}) AS uses`,
        )
        .bind(account, JSON.stringify(ids))
        .all<Row>();
      const [first] = results;
      if (first === undefined) throw new Error("counting a list answered nothing");
      return {
        total: integer(first, "total"),
        uses: decodeUses(
          results.filter(({ entry_id: id }) => id !== null),
          now,
        ),
        recordedSince: integer(first, "recorded_since"),
      };
    },

    async apiAddresses(account, since) {
      const { results } = await db
        .prepare(
          `SELECT address, count(*) AS sessions FROM (
             SELECT address, kind FROM sessions
             WHERE account_id = ?1 AND ended_at IS NULL AND seen_day >= ?2 ORDER BY seen_day DESC LIMIT ?3)
           WHERE kind = 'api' GROUP BY address`,
        )
        .bind(account, Math.floor(since / DAY_MS), MAX_CONSIDERED_SESSIONS)
        .all<Row>();
      return results.map((row) => ({ address: text(row, "address"), sessions: integer(row, "sessions") }));
    },
  };
}
