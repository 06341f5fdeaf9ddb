import type { EventDraft } from "../d1/audit.ts";
import { integer, nullableText, type Row, text } from "../d1/columns.ts";
import type { RandomBytes } from "../ids.ts";
import { createSecret, hashSecret } from "../secret.ts";
import { CONSOLE_LINK_MS, linkLives } from "./console-login-life.ts";
import { type ConsoleSession, type OpenedSession, openStatements } from "./console-session-opening.ts";

/** The person for whom a link into the console is. Gatehouse believes what the product says here. */
export interface NewConsoleLink {
  readonly account: string;
  /** As the audit trail will show it. */
  readonly actorName: string;
  /** The product's id of that person. */
  readonly user: string | null;
  /** The session on record of the person's request, "this device": link and login end with it. */
  readonly session: string | null;
  /** The actor that asks for the link, and its token; null: the operator's. */
  readonly createdBy: string;
  readonly tokenId: string | null;
}

export interface ConsoleLink extends NewConsoleLink {
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

/**
 * Links work once, within five minutes, and only while their parents are live (console-login-life.ts). These throw when
 * D1 fails.
 */
export interface ConsoleLinks {
  /** The code is the link's secret: only its hash is stored. Null: there is no such account. */
  create(link: NewConsoleLink, now: number): Promise<{ readonly code: string; readonly expiresAt: number } | null>;
  /** Reads a link without using it; null: unknown, used or over. */
  find(code: string, now: number): Promise<ConsoleLink | null>;
  /**
   * Opens a console login and deletes the link in one batch, so that only one of two requests with the same code
   * succeeds. `event` gets the person of the link. Null: unknown, used or over.
   */
  redeem(code: string, opening: Redemption, now: number): Promise<OpenedSession | null>;
}

export interface Redemption {
  readonly scopes: readonly string[];
  readonly event: (session: Pick<ConsoleSession, "id" | "actorName">, link: ConsoleLink) => EventDraft;
}

export function createConsoleLinks(db: D1Database, random: RandomBytes): ConsoleLinks {
  async function find(hash: string, now: number): Promise<ConsoleLink | null> {
    const row = await db
      .prepare(`SELECT * FROM console_links AS own WHERE hash = ?1 AND ${linkLives("own", "?2")}`)
      .bind(hash, now)
      .first<Row>();
    return row === null ? null : decodeLink(row);
  }

  return {
    async create({ account, actorName, user, session, createdBy, tokenId }, now) {
      const code = createSecret(random);
      const expiresAt = now + CONSOLE_LINK_MS;
      const [, inserted] = await db.batch([
        // Each new link removes the old unused ones of its account.
        db.prepare("DELETE FROM console_links WHERE account_id = ?1 AND expires_at <= ?2").bind(account, now),
        db
          .prepare(
            `INSERT INTO console_links (hash, account_id, actor_name, user, session, created_by, token_id, expires_at)
             SELECT ?2, id, ?3, ?4, ?5, ?6, ?7, ?8 FROM accounts WHERE id = ?1`,
          )
          .bind(account, await hashSecret(code), actorName, user, session, createdBy, tokenId, expiresAt),
      ]);
      return inserted?.meta.changes === 1 ? { code, expiresAt } : null;
    },

    find: async (code, now) => find(await hashSecret(code), now),

    async redeem(code, { scopes, event }, now) {
      const hash = await hashSecret(code);
      const link = await find(hash, now);
      if (link === null) return null;
      const { account, tokenId, actorName, user, session } = link;
      const opening = await openStatements(
        db,
        random,
        { account, openedWith: "link", tokenId, actorName, user, session, scopes },
        (opened) => event(opened, link),
        { now, linkHash: hash },
      );
      const used = db.prepare("DELETE FROM console_links WHERE hash = ?1").bind(hash);
      return opening.readFrom(await db.batch<Row>([...opening.statements, used]));
    },
  };
}

const decodeLink = (row: Row): ConsoleLink => ({
  account: text(row, "account_id"),
  actorName: text(row, "actor_name"),
  user: nullableText(row, "user"),
  session: nullableText(row, "session"),
  createdBy: text(row, "created_by"),
  tokenId: nullableText(row, "token_id"),
  expiresAt: integer(row, "expires_at"),
});
