import { type EventDraft, eventIfChanged } from "./audit.ts";
import { integer, nullableText, oneOf, type Row, text } from "./columns.ts";
import { createId, type RandomBytes } from "./ids.ts";
import { createSecret, hashSecret } from "./secret.ts";

export const OPENED_WITH = ["link", "token", "operator"] as const;

/** Whom a session of the console is for, and what it may do. */
export interface NewConsoleSession {
  readonly account: string;
  readonly openedWith: (typeof OPENED_WITH)[number];
  /** The account token that opened it, or that made the link: the session is over when that is. Null: the operator's. */
  readonly tokenId: string | null;
  /** As the audit trail shows it. */
  readonly actorName: string;
  readonly user: string | null;
  readonly session: string | null;
  /** As an account token has them. */
  readonly scopes: readonly string[];
}

export interface ConsoleSession extends NewConsoleSession {
  /** Opaque, no secret: names the session in the audit trail. */
  readonly id: string;
  /** What a form of this session carries, and no page of another site can know. */
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

export const CONSOLE_IDLE_MS = 1_800_000;
export const CONSOLE_ABSOLUTE_MS = 43_200_000;

/** SQL, of an account, a token's id or null, and the time: nothing depends on a token, or on one that works. */
export const tokenLives = (account: string, token: string, now: string): string =>
  `(${token} IS NULL OR EXISTS (SELECT 1 FROM tokens
     WHERE tokens.account_id = ${account} AND tokens.id = ${token} AND IFNULL(tokens.expires_at > ${now}, 1)))`;

interface Opening {
  /** For one batch, which `readFrom` reads: null, the account, token or link is gone. */
  readonly statements: readonly D1PreparedStatement[];
  readonly readFrom: (answers: readonly D1Result<Row>[]) => OpenedSession | null;
}

/** @param linkHash the link that it is opened by, to be used up by the rest of the batch; null: by none. */
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
       SELECT ?1, ?2, id, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12 FROM accounts WHERE id = ?3
         AND (?13 IS NULL OR EXISTS (SELECT 1 FROM console_links WHERE hash = ?13 AND expires_at > ?11))
         AND ${tokenLives("?3", "?5", "?11")}
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
  const swept = db
    .prepare("DELETE FROM console_sessions WHERE account_id = ?1 AND (expires_at <= ?2 OR last_seen_at <= ?3)")
    .bind(account, now, now - CONSOLE_IDLE_MS);
  return {
    statements: [inserted, eventIfChanged(db, recorded), swept],
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
