import { DAY_MS } from "../../time.ts";

/**
 * How long an ending is kept, in days: longer than a browser keeps a cookie (400 days, RFC 6265bis section 5.5) and
 * than any seal is accepted.
 */
export const TOMBSTONE_DAYS = 430;

/**
 * Ended sessions to remove. They stay as long as a browser may still send one of their cookies: until then the cookies
 * are known to be ended, also when the log does not have them any more. Sessions of integrations that the product names
 * stay for good: a token that is renewed years later must still be refused.
 */
const PURGEABLE = `SELECT sessions.account_id, sessions.id
  FROM accounts CROSS JOIN sessions INDEXED BY sessions_ended ON sessions.account_id = accounts.id
    AND sessions.seen_day <= ?1 / ${DAY_MS}
  WHERE sessions.ended_at IS NOT NULL AND sessions.ended_at <= ?1
    AND NOT (sessions.kind = 'api' AND sessions.product_session IS NOT NULL)
  ORDER BY sessions.account_id, sessions.seen_day, sessions.id LIMIT ?2`;

/**
 * Removes rows that nothing depends on any more, at most `limit` sessions and as many watermarks. Returns how many
 * rows.
 */
export async function purgeSessions(db: D1Database, now: number, limit: number): Promise<number> {
  const before = now - TOMBSTONE_DAYS * DAY_MS;
  const [, sessions, watermarks] = await db.batch([
    db
      .prepare(
        `DELETE FROM credentials WHERE (hash, account_id) IN (
           SELECT credentials.hash, credentials.account_id FROM (${PURGEABLE}) AS gone CROSS JOIN credentials
             ON credentials.account_id = gone.account_id AND credentials.session_id = gone.id)`,
      )
      .bind(before, limit),
    db.prepare(`DELETE FROM sessions WHERE (account_id, id) IN (${PURGEABLE})`).bind(before, limit),
    db
      .prepare(
        `DELETE FROM watermarks WHERE (account_id, user) IN (
           SELECT account_id, user FROM watermarks WHERE at <= ?1 LIMIT ?2)`,
      )
      .bind(before, limit),
  ]);
  return (sessions?.meta.changes ?? 0) + (watermarks?.meta.changes ?? 0);
}
