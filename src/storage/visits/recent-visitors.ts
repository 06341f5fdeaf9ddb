import { DAY_MS } from "../../time.ts";
import type { Row } from "../d1/columns.ts";
import { decodeSession } from "../sessions/session-columns.ts";
import type { Session, SessionKind } from "../sessions/session-records.ts";
import { type Denial, type DeniedSurface, decodeDenial } from "./denials.ts";

/** The parts of an active session by which its next visit is judged. */
export interface RecentSession {
  readonly id: string;
  readonly kind: SessionKind;
  readonly address: string;
  /** Unix milliseconds. */
  readonly lastSeenAt: number;
}

/** The parts of a row of denied visits that a preview needs. */
export interface RecentDenial {
  readonly id: string;
  /** Null: many addresses. */
  readonly address: string | null;
  readonly surface: DeniedSurface;
  /** Its label; empty: several. */
  readonly device: string;
  readonly reason: string;
  readonly visits: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/**
 * The visitors of the last days, in pages: an account may have 100,000 sessions or more, so a reader must not keep all
 * of them. A visitor who comes again meanwhile may appear twice, but is never missing.
 */
export interface RecentVisitors {
  /** Active ones that were seen since that day (UTC). */
  sessions(account: string, since: number): AsyncGenerator<readonly RecentSession[], void, void>;
  /** Seen since that day (UTC). */
  denials(account: string, since: number): AsyncGenerator<readonly RecentDenial[], void, void>;
  /** In the order of these ids. Some may have been removed. */
  sessionsById(account: string, ids: readonly string[]): Promise<readonly Session[]>;
  denialsById(account: string, ids: readonly string[]): Promise<readonly Denial[]>;
}

/** Rows per page: two megabytes of an answer. */
const PAGE_ROWS = 20_000;

type SessionRow = [id: string, seenDay: number, kind: SessionKind, address: string, lastSeenAt: number];
type DenialRow = [
  id: string,
  day: number,
  address: string,
  surface: DeniedSurface,
  device: string,
  reason: string,
  visits: number,
  firstAt: number,
  lastAt: number,
];

export function createRecentVisitors(db: D1Database): RecentVisitors {
  async function* pages<R extends [id: string, day: number, ...unknown[]]>(
    sql: string,
    account: string,
    since: number,
  ): AsyncGenerator<readonly R[], void, void> {
    let after: readonly [day: number, id: string] = [Math.floor(since / DAY_MS), ""];
    for (;;) {
      const rows = await db
        .prepare(sql)
        .bind(account, ...after, PAGE_ROWS)
        .raw<R>();
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (rows.length < PAGE_ROWS || last === undefined) return;
      after = [last[1], last[0]];
    }
  }

  async function byId(table: "sessions" | "denials", account: string, ids: readonly string[]): Promise<readonly Row[]> {
    if (ids.length === 0) return [];
    const { results } = await db
      .prepare(
        `SELECT ${table}.* FROM json_each(?2) AS wanted CROSS JOIN ${table}
           ON ${table}.account_id = ?1 AND ${table}.id = wanted.value ORDER BY wanted.key`,
      )
      .bind(account, JSON.stringify(ids))
      .all<Row>();
    return results;
  }

  return {
    async *sessions(account, since) {
      const sql = `SELECT id, seen_day, kind, address, last_seen_at FROM sessions INDEXED BY sessions_active
        WHERE account_id = ?1 AND ended_at IS NULL AND seen_day >= ?2 AND (seen_day, id) > (?2, ?3)
        ORDER BY seen_day, id LIMIT ?4`;
      for await (const rows of pages<SessionRow>(sql, account, since)) {
        yield rows.map(([id, , kind, address, lastSeenAt]) => ({ id, kind, address, lastSeenAt }));
      }
    },

    async *denials(account, since) {
      const sql = `SELECT id, day, address, surface, device, reason, visits, first_at, last_at FROM denials
        WHERE account_id = ?1 AND day >= ?2 AND (day, id) > (?2, ?3) ORDER BY day, id LIMIT ?4`;
      for await (const rows of pages<DenialRow>(sql, account, since)) {
        yield rows.map(([id, , address, surface, device, reason, visits, firstAt, lastAt]) => ({
          id,
          address: address === "" ? null : address,
          surface,
          device,
          reason,
          visits,
          firstAt,
          lastAt,
        }));
      }
    },

    sessionsById: async (account, ids) => (await byId("sessions", account, ids)).map(decodeSession),
    denialsById: async (account, ids) => (await byId("denials", account, ids)).map(decodeDenial),
  };
}
