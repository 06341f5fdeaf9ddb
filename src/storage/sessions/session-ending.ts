import { endConsoleLogins } from "../console/console-login-life.ts";
import { countedEventStatement, type EventDraft } from "../d1/audit.ts";
import { text } from "../d1/columns.ts";
import { type AnswersFull, type KeyTaken, runGuarded } from "../d1/guarded-batch.ts";
import { type KeptAnswer, keepCountedStatements } from "../d1/kept-answers.ts";
import { createId, type RandomBytes } from "../ids.ts";
import type { CredentialRecord, EndReason } from "./session-records.ts";
import { SESSION_ID_END } from "./session-statements.ts";

/** Which sessions of an account. */
export type WhichSessions =
  | { readonly session: string }
  | { readonly user: string }
  | { readonly all: true }
  /**
   * Those that these credentials belong to. A credential that is not on record ends nothing: anyone may send an
   * invented one.
   */
  | { readonly credentials: readonly CredentialRecord[] };

export interface EndOptions {
  /** Ids of sessions that stay. */
  readonly except?: readonly string[] | undefined;
  /** Id of a console login that stays when those of a user or of everybody end: the caller's own. */
  readonly exceptLogin?: string | null | undefined;
  readonly reason: EndReason;
  /** `ended: n` is added to its detail. When nothing was ended, there is an event only for a user or all. */
  readonly event: EventDraft;
  /** Unix milliseconds. */
  readonly now: number;
  /** The answer of the call, without its `ended`, when the caller sent an Idempotency-Key; for a user or all. */
  readonly answer?: KeptAnswer | undefined;
}

export interface Ended {
  readonly ended: number;
  /** Nothing was done: another call with the same key came first, or no further answer can be kept. */
  readonly unkept?: KeyTaken | AnswersFull;
  /** To add to the ended set of this isolate at once. */
  readonly hashes: readonly string[];
}

/** The part of WHERE that selects the sessions; ?2 is its parameter. */
interface Selection {
  readonly sql: string;
  /** Names the index: without statistics the planner would read all sessions of the account. */
  readonly index: string;
  readonly value: string | null;
  /** The user who gets a watermark; null: there is none. */
  readonly watermark: string | null;
}

function select(which: WhichSessions): Selection {
  const unnamed = { index: "", watermark: null };
  if ("session" in which) return { ...unnamed, sql: "sessions.id = ?2", value: which.session };
  if ("user" in which) {
    const { user } = which;
    return {
      ...unnamed,
      sql: "sessions.user = ?2",
      index: "INDEXED BY sessions_by_user",
      value: user,
      watermark: user,
    };
  }
  if ("all" in which) {
    return { ...unnamed, sql: "?2 IS NULL", index: "INDEXED BY sessions_active", value: null, watermark: "" };
  }
  return {
    ...unnamed,
    // A credential that several accounts have on record (a public key, a shared Basic password) does not belong to one
    // session; the id of a seal does: the product has switched it.
    sql: `sessions.id IN (SELECT own.session_id FROM json_each(?2) AS item
      CROSS JOIN credentials AS own ON own.hash = item.value AND own.account_id = ?1
      WHERE item.value LIKE '%${SESSION_ID_END}'
        OR NOT EXISTS (SELECT 1 FROM credentials AS other WHERE other.hash = item.value AND other.account_id <> ?1))`,
    value: JSON.stringify(which.credentials.flatMap(({ hash, former }) => [hash, ...former])),
  };
}

/**
 * One batch of at most nine statements for any number of sessions. Console logins that depend on one of these sessions
 * end with it; when a user or everybody is logged out, their console logins are ended here too.
 */
export async function endSessions(
  db: D1Database,
  random: RandomBytes,
  account: string,
  which: WhichSessions,
  { except = [], exceptLogin = null, reason, event, now, answer }: EndOptions,
): Promise<Ended> {
  const { sql, index, value, watermark } = select(which);
  const spared = JSON.stringify(except);
  const chosen = `sessions.account_id = ?1 AND sessions.ended_at IS NULL AND ${sql}
    AND sessions.id NOT IN (SELECT value FROM json_each(?3))`;

  const appended = db
    .prepare(
      `INSERT INTO ended (hash, kind, account_id, ended_at)
       SELECT credentials.hash, credentials.kind, ?1, ?4 FROM sessions ${index} CROSS JOIN credentials
         ON credentials.account_id = ?1 AND credentials.session_id = sessions.id WHERE ${chosen}
       ON CONFLICT (hash) DO UPDATE SET hash = excluded.hash RETURNING hash`,
    )
    .bind(account, value, spared, now);
  const ended = db
    .prepare(`UPDATE sessions ${index} SET ended_at = ?4, end_reason = ?5 WHERE ${chosen}`)
    .bind(account, value, spared, now, reason);
  const eventId = createId("evt", now, random);
  const recorded = countedEventStatement(
    db,
    { ...event, id: eventId, account, at: now, revision: null },
    watermark === null ? "only_if_any" : "always",
  );
  const batch = [appended, ended, recorded];
  if (watermark !== null) {
    batch.push(...watermarkStatements(db, account, watermark, { spared, reason, now }));
    const logins = { user: watermark, sparedSessions: spared, sparedLogin: exceptLogin, now };
    batch.push(...endConsoleLogins(db, account, logins));
  }
  if (answer !== undefined) batch.push(...keepCountedStatements(db, answer, eventId));

  const outcome = await runGuarded(db, ["key_taken", "answers_full"], batch);
  if (!outcome.ok) return { ended: 0, unkept: outcome.error, hashes: [] };
  const answers = outcome.value;
  const hashes = answers.flatMap(({ results }) => results.map((row) => text(row, "hash")));
  return { ended: answers[1]?.meta.changes ?? 0, hashes: [...new Set(hashes)] };
}

function watermarkStatements(
  db: D1Database,
  account: string,
  user: string,
  { spared, reason, now }: { readonly spared: string; readonly reason: EndReason; readonly now: number },
): readonly D1PreparedStatement[] {
  const set = db
    .prepare(
      `INSERT INTO watermarks (account_id, user, at, reason) SELECT id, ?2, ?3, ?4 FROM accounts WHERE id = ?1
       ON CONFLICT (account_id, user) DO UPDATE SET at = excluded.at, reason = excluded.reason
       WHERE excluded.at >= watermarks.at`,
    )
    .bind(account, user, now, reason);
  if (spared === "[]") return [set];
  // A session that is spared stays, also when it becomes known only later that it belongs to this user.
  const spare = db
    .prepare(
      `UPDATE sessions SET spared_at = ?3
       WHERE account_id = ?1 AND id IN (SELECT value FROM json_each(?2)) AND ended_at IS NULL`,
    )
    .bind(account, spared, now);
  return [set, spare];
}

/** For the batch that removes an account: its credentials are ended, and the log does not name the account any more. */
export function endRemovedAccount(db: D1Database, account: string, now: number): readonly D1PreparedStatement[] {
  return [
    db
      .prepare(
        `INSERT INTO ended (hash, kind, account_id, ended_at)
         SELECT hash, kind, NULL, ?2 FROM credentials WHERE account_id = ?1 ON CONFLICT (hash) DO NOTHING`,
      )
      .bind(account, now),
    db.prepare("UPDATE ended SET account_id = NULL WHERE account_id = ?1").bind(account),
  ];
}
