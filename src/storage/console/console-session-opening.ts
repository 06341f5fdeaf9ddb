import { type EventDraft, eventIfChanged } from "../d1/audit.ts";
import { integer, nullableText, oneOf, type Row, text } from "../d1/columns.ts";
import { createId, type RandomBytes } from "../ids.ts";
import { createSecret, hashSecret } from "../secret.ts";
import { parentsLive } from "./console-login-life.ts";

export const OPENED_WITH = ["link", "token", "operator"] as const;

/** The person of a console login, and its rights. */
export interface NewConsoleSession {
  readonly account: string;
  readonly openedWith: (typeof OPENED_WITH)[number];
  /** The account token that opened it, or that made the link: the login ends with it. Null: the operator's. */
  readonly tokenId: string | null;
  /** As the audit trail shows it. */
  readonly actorName: string;
  /** The product's id of that person; the login ends when that user's sessions are ended. */
  readonly user: string | null;
  /** The product session on record of the person's request: the login ends with it. */
  readonly session: string | null;
  /** As an account token has them. */
  readonly scopes: readonly string[];
}

export interface ConsoleSession extends NewConsoleSession {
  /** Opaque, no secret: names the session in the audit trail. */
  readonly id: string;
  /** The proof in each form of this login; a page of another site cannot know it. */
  readonly csrf: string;
  /** Unix milliseconds. */
  readonly createdAt: number;
  /** To within a minute. */
  readonly lastSeenAt: number;
  readonly expiresAt: number;
}

export interface OpenedSession {
  /** For the cookie. Shown once: it is stored as its hash. */
  readonly secret: string;
  readonly session: ConsoleSession;
}

/** A login ends after this time, also when it is in use. */
export const CONSOLE_ABSOLUTE_MS = 43_200_000;

interface Opening {
  /** For one batch, which `readFrom` reads: null: the link or a parent of the login does not exist any more. */
  readonly statements: readonly D1PreparedStatement[];
  readonly readFrom: (answers: readonly D1Result<Row>[]) => OpenedSession | null;
}

/**
 * @param linkHash the link that opens it, which the rest of the batch deletes; null: it is opened without a link.
 */
export async function openStatements(
  db: D1Database,
  random: RandomBytes,
  wanted: NewConsoleSession,
  event: (session: Pick<ConsoleSession, "id" | "actorName">) => EventDraft,
  { now, linkHash }: { readonly now: number; readonly linkHash: string | null },
): Promise<Opening> {
  const { account, openedWith, tokenId, actorName, user, session, scopes } = wanted;
  const secret = createSecret(random);
  const id = createId("con", now, random);
  const inserted = db
    .prepare(
      `INSERT INTO console_sessions (hash, id, account_id, opened_with, token_id, actor_name, user, session, scopes, csrf,
         created_at, last_seen_at, expires_at)
       SELECT ?1, ?2, own.account_id, ?4, own.token_id, ?6, ?7, own.session, ?9, ?10, ?11, ?11, ?12
       FROM (SELECT ?3 AS account_id, ?5 AS token_id, ?8 AS session) AS own
       WHERE (?13 IS NULL OR EXISTS (SELECT 1 FROM console_links WHERE hash = ?13 AND expires_at > ?11))
         AND ${parentsLive("own", "?11")}
       RETURNING *`,
    )
    .bind(
      await hashSecret(secret),
      id,
      account,
      openedWith,
      tokenId,
      actorName,
      user,
      session,
      scopes.join(" "),
      createSecret(random),
      now,
      now + CONSOLE_ABSOLUTE_MS,
      linkHash,
    );
  const draft = event({ id, actorName });
  const recorded = { ...draft, id: createId("evt", now, random), account, at: now, revision: null };
  return {
    statements: [inserted, eventIfChanged(db, recorded)],
    readFrom([answer]) {
      const row = answer?.results[0];
      return row === undefined ? null : { secret, session: decodeConsoleSession(row) };
    },
  };
}

export const decodeConsoleSession = (row: Row): ConsoleSession => ({
  id: text(row, "id"),
  account: text(row, "account_id"),
  openedWith: oneOf(row, "opened_with", OPENED_WITH),
  tokenId: nullableText(row, "token_id"),
  actorName: text(row, "actor_name"),
  user: nullableText(row, "user"),
  session: nullableText(row, "session"),
  scopes: text(row, "scopes").split(" ").filter(Boolean),
  csrf: text(row, "csrf"),
  createdAt: integer(row, "created_at"),
  lastSeenAt: integer(row, "last_seen_at"),
  expiresAt: integer(row, "expires_at"),
});
