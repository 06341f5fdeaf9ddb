import { DAY_MS } from "../../time.ts";
import { type Row, text } from "../d1/columns.ts";
import { isSettledAt } from "../d1/provisional.ts";
import { createIds, type RandomBytes } from "../ids.ts";
import type { Ended } from "./session-ending.ts";

/**
 * SQL: why a session has expired by its account's policy, the same as `sessionExpiry`; null: it has not, or the limits are
 * those of a provisional change that has undone itself. ?1 is the moment.
 */
const OVERDUE = `CASE
  WHEN NOT ${isSettledAt("?1")} THEN NULL
  WHEN sessions.kind = 'api' THEN CASE WHEN sessions.last_seen_at <= ?1 - accounts.api_idle_days * ${DAY_MS} THEN 'idle' END
  WHEN sessions.last_seen_at <= ?1 - ${DAY_MS} *
    CASE sessions.two_factor WHEN 1 THEN accounts.idle_days_2fa ELSE accounts.idle_days END THEN 'idle'
  WHEN sessions.logged_in_at <= ?1 - accounts.absolute_days * ${DAY_MS} THEN 'absolute'
END`;

/** Each part reads, per account, only the end of an index where expired sessions are. */
const CANDIDATES = `SELECT DISTINCT account_id, id FROM (
  SELECT sessions.account_id, sessions.id, ${OVERDUE} AS reason
  FROM accounts CROSS JOIN sessions INDEXED BY sessions_active ON sessions.account_id = accounts.id
    AND sessions.seen_day <= (?1 - MIN(accounts.idle_days, IFNULL(accounts.api_idle_days, 9999)) * ${DAY_MS}) / ${DAY_MS}
  WHERE sessions.ended_at IS NULL
  UNION ALL
  SELECT sessions.account_id, sessions.id, ${OVERDUE}
  FROM accounts CROSS JOIN sessions INDEXED BY sessions_active_2fa ON sessions.account_id = accounts.id
    AND sessions.seen_day <= (?1 - accounts.idle_days_2fa * ${DAY_MS}) / ${DAY_MS}
  WHERE sessions.ended_at IS NULL AND sessions.two_factor = 1
  UNION ALL
  SELECT sessions.account_id, sessions.id, ${OVERDUE}
  FROM accounts CROSS JOIN sessions INDEXED BY sessions_active_by_login ON sessions.account_id = accounts.id
    AND sessions.logged_in_at <= ?1 - accounts.absolute_days * ${DAY_MS}
  WHERE sessions.ended_at IS NULL AND sessions.kind = 'web'
) WHERE reason IS NOT NULL LIMIT ?2`;

/** Judged again in the statement that ends it: a session that was seen meanwhile stays. ?2 holds the candidates. */
const END = `UPDATE sessions SET ended_at = ?1, end_reason = over.reason
  FROM (
    SELECT sessions.account_id, sessions.id, ${OVERDUE} AS reason
    FROM json_each(?2) AS candidate
    CROSS JOIN sessions ON sessions.account_id = candidate.value ->> 0 AND sessions.id = candidate.value ->> 1
    CROSS JOIN accounts ON accounts.id = sessions.account_id
  ) AS over
  WHERE sessions.account_id = over.account_id AND sessions.id = over.id AND sessions.ended_at IS NULL
    AND over.reason IS NOT NULL`;

const JUST_ENDED = `FROM json_each(?2) AS candidate
  CROSS JOIN sessions ON sessions.account_id = candidate.value ->> 0 AND sessions.id = candidate.value ->> 1
    AND sessions.ended_at = ?1 AND sessions.end_reason IN ('idle', 'absolute')`;

const APPEND = `INSERT INTO ended (hash, kind, account_id, ended_at)
  SELECT credentials.hash, credentials.kind, credentials.account_id, ?1 ${JUST_ENDED}
  CROSS JOIN credentials ON credentials.account_id = sessions.account_id AND credentials.session_id = sessions.id
  WHERE true ON CONFLICT (hash) DO UPDATE SET hash = excluded.hash RETURNING hash`;

/** One event per account: how many, of which kind. ?3 holds an id for each account. */
const RECORD = `INSERT INTO audit (id, account_id, at, actor, address, action, detail, revision)
  SELECT event.value ->> 1, event.value ->> 0, ?1, 'job', NULL, 'session.expired',
    json_object('ended', of.idle + of.absolute, 'idle', of.idle, 'absolute', of.absolute), NULL
  FROM json_each(?3) AS event JOIN (
    SELECT sessions.account_id, SUM(end_reason = 'idle') AS idle, SUM(end_reason = 'absolute') AS absolute
    ${JUST_ENDED} GROUP BY sessions.account_id
  ) AS of ON of.account_id = event.value ->> 0`;

/** Ends up to `limit` sessions that are idle or too old: one query to find them, one batch of three to end them. */
export async function endOverdueSessions(
  db: D1Database,
  random: RandomBytes,
  now: number,
  limit: number,
): Promise<Ended> {
  const { results } = await db.prepare(CANDIDATES).bind(now, limit).all<Row>();
  if (results.length === 0) return { ended: 0, hashes: [] };
  const candidates = JSON.stringify(results.map((row) => [text(row, "account_id"), text(row, "id")]));
  const accounts = [...new Set(results.map((row) => text(row, "account_id")))];
  const ids = createIds("evt", accounts.length, now, random);
  const events = JSON.stringify(accounts.map((account, index) => [account, ids[index] ?? ""]));

  const [ended, appended] = await db.batch<Row>([
    db.prepare(END).bind(now, candidates),
    db.prepare(APPEND).bind(now, candidates),
    db.prepare(RECORD).bind(now, candidates, events),
  ]);
  return {
    ended: ended?.meta.changes ?? 0,
    hashes: (appended?.results ?? []).map((row) => text(row, "hash")),
  };
}
