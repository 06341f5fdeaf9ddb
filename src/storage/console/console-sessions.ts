import { DAY_MS } from "../../policy/session-expiry.ts";
import type { Account } from "../accounts/accounts.ts";
import { type EventDraft, eventIfChanged } from "../d1/audit.ts";
import { type Row, text } from "../d1/columns.ts";
import { createId, type RandomBytes } from "../ids.ts";
import { hashSecret } from "../secret.ts";
import { loginLives } from "./console-login-life.ts";
import {
  type ConsoleSession,
  decodeConsoleSession,
  type NewConsoleSession,
  type OpenedSession,
  openStatements,
} from "./console-session-opening.ts";

export type { ConsoleSession, NewConsoleSession, OpenedSession } from "./console-session-opening.ts";

/** A login as its cookie claims it. */
export interface PresentedLogin {
  readonly account: string;
  readonly secret: string;
}

export type AccountName = Pick<Account, "id" | "name">;

/** The position of a login in its list. */
export type ConsoleLoginKey = Pick<ConsoleSession, "expiresAt" | "id">;

/**
 * The console logins. A login ends after 30 minutes without a visit, after twelve hours, and with its parents
 * (console-login-life.ts). Links open logins too (`ConsoleLinks`). All of these throw when D1 fails.
 */
export interface ConsoleSessions {
  /** Null: there is no such account, or no such token any more. */
  open(
    wanted: NewConsoleSession,
    event: (session: Pick<ConsoleSession, "id" | "actorName">) => EventDraft,
    now: number,
  ): Promise<OpenedSession | null>;
  /** The login of a cookie's value, while it is live. From the primary: an ending holds at once, everywhere. */
  find(secret: string, now: number): Promise<ConsoleSession | null>;
  /** The account of a login, live or over for no more than a week; null: the value is no cookie of such a login. */
  openedFor(secret: string): Promise<AccountName | null>;
  /** The accounts of those of these logins that are live, in the order of their names. */
  liveAccounts(logins: readonly PresentedLogin[], now: number): Promise<readonly AccountName[]>;
  /** The login of this id, live or over for no more than a week. */
  get(account: string, id: string): Promise<ConsoleSession | null>;
  /** The live logins of an account, newest first, those after `after`. */
  list(
    account: string,
    page: { readonly after: ConsoleLoginKey | null; readonly limit: number },
    now: number,
  ): Promise<readonly ConsoleSession[]>;
  /** Notes a visit, for after the response; nothing unless `isDueForTouch`. */
  touch(session: ConsoleSession, now: number): Promise<void>;
  /** Whether it was live until now. */
  end(session: Pick<ConsoleSession, "account" | "id">, event: EventDraft, now: number): Promise<boolean>;
  /** Removes logins that ended a week ago, and old links: at most `limit` of each. Answers how many. */
  purge(now: number, limit: number): Promise<number>;
}

/** A visit is noted at most once in this time, in milliseconds. */
export const CONSOLE_TOUCH_MS = 60_000;

/**
 * How long a row stays after the latest possible end of its login, so that a form which comes later can be shown to its
 * sender again.
 */
export const CONSOLE_KEPT_MS = 7 * DAY_MS;

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
        .prepare(`SELECT * FROM console_sessions AS own WHERE hash = ?1 AND ${loginLives("own", "?2")}`)
        .bind(await hashSecret(secret), now)
        .first<Row>();
      return row === null ? null : decodeConsoleSession(row);
    },

    async openedFor(secret) {
      const row = await db
        .prepare(
          `SELECT accounts.id, accounts.name FROM console_sessions JOIN accounts ON accounts.id = account_id
           WHERE hash = ?1`,
        )
        .bind(await hashSecret(secret))
        .first<Row>();
      return row === null ? null : decodeName(row);
    },

    async liveAccounts(logins, now) {
      if (logins.length === 0) return [];
      const presented = await Promise.all(
        logins.map(async ({ account, secret }) => [account, await hashSecret(secret)] as const),
      );
      const { results } = await db
        .prepare(
          `SELECT accounts.id, accounts.name FROM json_each(?1) AS item CROSS JOIN console_sessions AS own
             ON own.hash = item.value ->> 1 AND own.account_id = item.value ->> 0
           JOIN accounts ON accounts.id = own.account_id
           WHERE ${loginLives("own", "?2")} ORDER BY accounts.name, accounts.id`,
        )
        .bind(JSON.stringify(presented), now)
        .all<Row>();
      return results.map(decodeName);
    },

    async get(account, id) {
      const row = await db
        .prepare("SELECT * FROM console_sessions WHERE account_id = ?1 AND id = ?2")
        .bind(account, id)
        .first<Row>();
      return row === null ? null : decodeConsoleSession(row);
    },

    async list(account, { after, limit }, now) {
      const { results } = await db
        .prepare(
          `SELECT * FROM console_sessions AS own INDEXED BY console_sessions_open
           WHERE account_id = ?1 AND ${loginLives("own", "?2")} AND (?3 IS NULL OR (expires_at, id) < (?3, ?4))
           ORDER BY expires_at DESC, id DESC LIMIT ?5`,
        )
        .bind(account, now, after?.expiresAt ?? null, after?.id ?? null, limit)
        .all<Row>();
      return results.map(decodeConsoleSession);
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
      const [ended] = await db.batch([
        db
          .prepare(
            `UPDATE console_sessions AS own SET ended_at = ?3
             WHERE account_id = ?1 AND id = ?2 AND ${loginLives("own", "?3")}`,
          )
          .bind(account, id, now),
        eventIfChanged(db, recorded),
      ]);
      return ended?.meta.changes === 1;
    },

    async purge(now, limit) {
      const answers = await db.batch([
        db
          .prepare(
            `DELETE FROM console_sessions WHERE hash IN (
               SELECT hash FROM console_sessions WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)`,
          )
          .bind(now - CONSOLE_KEPT_MS, limit),
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

const decodeName = (row: Row): AccountName => ({ id: text(row, "id"), name: text(row, "name") });
