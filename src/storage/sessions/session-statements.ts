/**
 * Statements that recording and joining share. Each takes the beginning of a WITH clause that ends by the table
 * `touched`: account_id and session_id of the sessions in question. ?1 is what that text reads.
 */

/** Hashes that a session keeps; a product that changes its cookie with each answer makes more. */
export const MAX_SESSION_HASHES = 20;

/** How the hash of a session id ends (`hashOfSessionId`): by it the session is ended, so it is never removed. */
export const SESSION_ID_END = "00000000";

/** Removes all but the newest hashes of each session; answers session_id of each one that is removed. */
export function trimCredentials(db: D1Database, withTouched: string, json: string): D1PreparedStatement {
  return db
    .prepare(
      `${withTouched}
       DELETE FROM credentials WHERE (hash, account_id) IN (
         SELECT hash, account_id FROM (
           SELECT credentials.hash, credentials.account_id, row_number() OVER (
             PARTITION BY credentials.account_id, credentials.session_id ORDER BY added_at DESC, hash) AS place
           FROM touched CROSS JOIN credentials
             ON credentials.account_id = touched.account_id AND credentials.session_id = touched.session_id)
         WHERE place > ${MAX_SESSION_HASHES} AND hash NOT LIKE '%${SESSION_ID_END}')
       RETURNING session_id`,
    )
    .bind(json);
}

/** Appends all hashes of those sessions that are ended to the log. */
export function appendEndedOf(db: D1Database, withTouched: string, json: string, now: number): D1PreparedStatement {
  return db
    .prepare(
      `${withTouched}
       INSERT INTO ended (hash, kind, account_id, ended_at)
       SELECT credentials.hash, credentials.kind, credentials.account_id, ?2
       FROM touched
       CROSS JOIN sessions ON sessions.account_id = touched.account_id AND sessions.id = touched.session_id
       CROSS JOIN credentials
         ON credentials.account_id = sessions.account_id AND credentials.session_id = sessions.id
       WHERE sessions.ended_at IS NOT NULL AND sessions.end_reason <> 'replaced'
       ON CONFLICT (hash) DO NOTHING`,
    )
    .bind(json, now);
}
