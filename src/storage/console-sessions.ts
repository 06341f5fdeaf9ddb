import { type EventDraft, eventIfChanged } from "./audit.ts";
import type { Row } from "./columns.ts";
import {
  CONSOLE_IDLE_MS,
  type ConsoleSession,
  decodeConsoleSession,
  type NewConsoleSession,
  type OpenedSession,
  openStatements,
  tokenLives,
} from "./console-session-opening.ts";
import { createId, type RandomBytes } from "./ids.ts";
import { hashSecret } from "./secret.ts";

export type { ConsoleSession, NewConsoleSession, OpenedSession } from "./console-session-opening.ts";

/**
 * Who is in the console. A session is over after 30 minutes without a visit, after twelve hours, and with the token that
 * opened it. Links open sessions too (`ConsoleLinks`). All of these throw when D1 fails.
 */
export interface ConsoleSessions {
  /** Null: there is no such account, or no such token any more. */
  open(
    wanted: NewConsoleSession,
    event: (session: Pick<ConsoleSession, "id" | "actorName">) => EventDraft,
    now: number,
  ): Promise<OpenedSession | null>;
  /** The session of a cookie's value, while it lasts. From the primary: what was ended is over at once, everywhere. */
  find(secret: string, now: number): Promise<ConsoleSession | null>;
  /** Notes a visit, for after the response; nothing unless `isDueForTouch`. */
  touch(session: ConsoleSession, now: number): Promise<void>;
  /** Whether there was such a session. */
  end(session: Pick<ConsoleSession, "account" | "id">, event: EventDraft, now: number): Promise<boolean>;
  /** Removes sessions and links that are over, at most `limit` of each. Answers how many. */
  purge(now: number, limit: number): Promise<number>;
}

/** A visit is noted once in this time. */
export const CONSOLE_TOUCH_MS = 60_000;

export const isDueForTouch = ({ lastSeenAt }: ConsoleSession, now: number): boolean =>
  lastSeenAt <= now - CONSOLE_TOUCH_MS;

export function createConsoleSessions(db: D1Database, random: RandomBytes): ConsoleSessions {
  return {
    async open(wanted, event, now) {
      const opening = await openStatements(db, random, wanted, event, { now, linkHash: null });
      return opening.readFrom(await db.batch<Row>([...opening.statements]));
    },

    async find(secret, now) {
      const row = await db
        .prepare(
          `SELECT * FROM console_sessions AS own WHERE hash = ?1 AND expires_at > ?2 AND last_seen_at > ?3
             AND ${tokenLives("own.account_id", "own.token_id", "?2")}`,
        )
        .bind(await hashSecret(secret), now, now - CONSOLE_IDLE_MS)
        .first<Row>();
      return row === null ? null : decodeConsoleSession(row);
    },

    async touch(session, now) {
      if (!isDueForTouch(session, now)) return;
      await db
        .prepare(
          `UPDATE console_sessions SET last_seen_at = ?3
           WHERE account_id = ?1 AND id = ?2 AND last_seen_at <= ?3 - ${CONSOLE_TOUCH_MS}`,
        )
        .bind(session.account, session.id, now)
        .run();
    },

    async end({ account, id }, event, now) {
      const recorded = { ...event, id: createId("evt", now, random), account, at: now, revision: null };
      const [removed] = await db.batch([
        db.prepare("DELETE FROM console_sessions WHERE account_id = ?1 AND id = ?2").bind(account, id),
        eventIfChanged(db, recorded),
      ]);
      return removed?.meta.changes === 1;
    },

    async purge(now, limit) {
      const answers = await db.batch([
        db
          .prepare(
            `DELETE FROM console_sessions WHERE hash IN (
               SELECT hash FROM console_sessions WHERE expires_at <= ?1 OR last_seen_at <= ?2 LIMIT ?3)`,
          )
          .bind(now, now - CONSOLE_IDLE_MS, limit),
        db
          .prepare(
            "DELETE FROM console_links WHERE hash IN (SELECT hash FROM console_links WHERE expires_at <= ?1 LIMIT ?2)",
          )
          .bind(now, limit),
      ]);
      return answers.reduce((sum, { meta }) => sum + meta.changes, 0);
    },
  };
}
