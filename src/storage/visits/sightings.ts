import { DAY_MS } from "../../time.ts";
import { integer, nullableText, oneOf, type Row, text } from "../d1/columns.ts";
import { type EndReason, SESSION_KINDS, type SessionKind } from "../sessions/session-records.ts";

/** Sessions of one person that were last seen at one address. */
export interface Sighting {
  /** In canonical form. */
  readonly address: string;
  /** The product's id; null: the product does not say. */
  readonly user: string | null;
  /** Of the session that was seen last. */
  readonly name: string | null;
  readonly kind: SessionKind;
  readonly sessions: number;
  /** Unix milliseconds. */
  readonly lastSeenAt: number;
}

export interface Sightings {
  /**
   * Of the newest `MAX_SIGHTED_SESSIONS` sessions that were seen since that day (UTC): active ones, and those that ended
   * as sessions do, by a logout or by age. One that was ended by force may have been somebody else's. One query.
   */
  list(account: string, since: number): Promise<readonly Sighting[]>;
}

/** A bound, so that a list of suggestions costs the same however many sessions an account has. */
export const MAX_SIGHTED_SESSIONS = 20_000;

const ENDED_WELL = ["logout", "idle", "absolute"] as const satisfies readonly EndReason[];

const COLUMNS = "address, user, name, kind, last_seen_at";

export function createSightings(db: D1Database): Sightings {
  return {
    async list(account, since) {
      const { results } = await db
        .prepare(
          `SELECT address, user, name, kind, count(*) AS sessions, max(last_seen_at) AS last_seen_at FROM (
             SELECT * FROM (
               SELECT * FROM (
                 SELECT ${COLUMNS} FROM sessions INDEXED BY sessions_active
                 WHERE account_id = ?1 AND ended_at IS NULL AND seen_day >= ?2 ORDER BY seen_day DESC LIMIT ?3)
               UNION ALL
               SELECT * FROM (
                 SELECT ${COLUMNS} FROM sessions INDEXED BY sessions_ended
                 WHERE account_id = ?1 AND ended_at IS NOT NULL AND seen_day >= ?2
                   AND end_reason IN (${ENDED_WELL.map((reason) => `'${reason}'`).join(", ")})
                 ORDER BY seen_day DESC LIMIT ?3))
             ORDER BY last_seen_at DESC LIMIT ?3)
           GROUP BY address, user, kind ORDER BY last_seen_at DESC, address`,
        )
        .bind(account, Math.floor(since / DAY_MS), MAX_SIGHTED_SESSIONS)
        .all<Row>();
      return results.map(decodeSighting);
    },
  };
}

const decodeSighting = (row: Row): Sighting => ({
  address: text(row, "address"),
  user: nullableText(row, "user"),
  name: nullableText(row, "name"),
  kind: oneOf(row, "kind", SESSION_KINDS),
  sessions: integer(row, "sessions"),
  lastSeenAt: integer(row, "last_seen_at"),
});
