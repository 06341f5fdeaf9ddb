import { flag, integer, nullableText, type Row, text } from "../d1/columns.ts";
import type { Recorded, Rotation } from "./session-records.ts";
import { appendEndedOf, trimCredentials } from "./session-statements.ts";

/** ?1 holds the rotations, ?2 the moment. A session that was replaced has no credentials of its own any more. */
const ROTATED = `WITH
rotated AS (
  SELECT key AS n, value ->> 'account' AS account_id, value ->> 'session' AS session_id, value ->> 'at' AS at,
    value AS json FROM json_each(?1)
),
touched AS (
  SELECT DISTINCT rotated.account_id, rotated.session_id FROM rotated JOIN sessions
    ON sessions.account_id = rotated.account_id AND sessions.id = rotated.session_id
  WHERE sessions.end_reason IS NOT 'replaced'
)`;

const JOIN = `INSERT INTO credentials (hash, account_id, session_id, kind, added_at)
  SELECT item.value ->> 0, rotated.account_id, rotated.session_id, item.value ->> 1, rotated.at
  FROM rotated JOIN touched USING (account_id, session_id) CROSS JOIN json_each(rotated.json, '$.hashes') AS item
  WHERE NOT EXISTS (SELECT 1 FROM ended WHERE ended.hash = item.value ->> 0)
  ON CONFLICT (hash, account_id) DO NOTHING`;

const TELL_SESSIONS = `SELECT rotated.n, sessions.id, sessions.user, sessions.ended_at IS NOT NULL AS is_ended
  FROM rotated JOIN touched USING (account_id, session_id)
  JOIN sessions ON sessions.account_id = rotated.account_id AND sessions.id = rotated.session_id`;

const TELL_ENDED = `SELECT rotated.n, ended.hash
  FROM rotated CROSS JOIN json_each(rotated.json, '$.hashes') AS item CROSS JOIN ended ON ended.hash = item.value ->> 0`;

/**
 * Puts new credentials on record with sessions that are; when the session has ended, the new credentials are ended at
 * once.
 */
export async function joinRotations(
  db: D1Database,
  rotations: readonly Rotation[],
  now: number,
): Promise<readonly Recorded[]> {
  if (rotations.length === 0) return [];
  const json = JSON.stringify(
    rotations.map(({ account, session, credentials, at }) => ({
      account,
      session,
      at,
      hashes: credentials.map(({ hash, kind }) => [hash, kind]),
    })),
  );
  const answers = await db.batch<Row>([
    db.prepare(`${ROTATED} ${JOIN}`).bind(json),
    trimCredentials(db, ROTATED, json),
    appendEndedOf(db, ROTATED, json, now),
    db.prepare(`${ROTATED} ${TELL_SESSIONS}`).bind(json),
    db.prepare(`${ROTATED} ${TELL_ENDED}`).bind(json),
  ]);
  const rows = (statement: number): readonly Row[] => answers[statement]?.results ?? [];

  const crowded = new Set(rows(1).map((row) => text(row, "session_id")));
  const sessions = new Map(rows(3).map((row) => [integer(row, "n"), row]));
  const ended = Map.groupBy(rows(4), (row) => integer(row, "n"));
  return rotations.map((_, n) => {
    const row = sessions.get(n);
    const session = row === undefined || flag(row, "is_ended") ? null : text(row, "id");
    return {
      session,
      user: row === undefined ? null : nullableText(row, "user"),
      created: false,
      endedOnArrival: (ended.get(n) ?? []).map((of) => text(of, "hash")),
      crowded: session !== null && crowded.has(session),
    };
  });
}
