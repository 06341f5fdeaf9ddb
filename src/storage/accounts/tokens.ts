import { MODES, type Mode } from "../../policy/policy.ts";
import { type EventDraft, eventIfChanged } from "../d1/audit.ts";
import { integer, nullableInteger, oneOf, type Row, text } from "../d1/columns.ts";
import { createId, type RandomBytes } from "../ids.ts";

/** A token as a caller writes it. */
export interface NewToken {
  /** Its name for people. */
  readonly name: string;
  /** SHA-256 of the whole token, in hexadecimal: the token itself is never stored. */
  readonly hash: string;
  readonly scopes: readonly string[];
  /** Unix milliseconds; null: never. The token works while now is before it. */
  readonly expiresAt: number | null;
}

/** A token as it is listed. */
export interface Token extends Omit<NewToken, "hash"> {
  readonly id: string;
  readonly account: string;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly createdBy: string;
  /** To within ten minutes; null: not yet. */
  readonly lastUsedAt: number | null;
}

/** The token of a call, and the present policy of its account. */
export interface PresentedToken {
  readonly token: Token;
  readonly mode: Mode;
  /** When the open provisional change of the account undoes itself, in Unix milliseconds; null: none is open. */
  readonly undoesAt: number | null;
}

/** Why a valid token was refused: its address, or its rights. */
export type Refusal = "address" | "rights";

export type TokenRef = Pick<Token, "account" | "id">;

export interface Tokens {
  /** In the order of their creation, those that follow the token `after` (an id; the token may have been revoked). */
  list(account: string, page: { readonly after: string | null; readonly limit: number }): Promise<readonly Token[]>;
  get(account: string, id: string): Promise<Token | null>;
  /** The token of this hash, expired or not. From the primary: a revocation holds at once, everywhere. */
  find(hash: string): Promise<PresentedToken | null>;
  /**
   * `event` gets the new token's id. Null: the account has the greatest number of tokens, or does not exist any more.
   */
  create(account: string, token: NewToken, event: (id: string) => EventDraft, now: number): Promise<Token | null>;
  /** Whether there was such a token. */
  remove(ref: TokenRef, event: EventDraft, now: number): Promise<boolean>;
  /** Notes that the token was used: at most one write in ten minutes, over all isolates. */
  touch(ref: TokenRef, now: number): Promise<void>;
  /** Records a refusal: at most one event of each kind in ten minutes, over all isolates. */
  recordRefusal(ref: TokenRef, refusal: Refusal, event: EventDraft, now: number): Promise<void>;
}

/** Tokens per account. More could not be kept under control. */
export const MAX_TOKENS = 100;

/** The use of a token is noted at most once in this time, in milliseconds. */
export const TOKEN_NOTE_MS = 600_000;

export const isDueForTouch = ({ lastUsedAt }: Token, now: number): boolean =>
  lastUsedAt === null || lastUsedAt <= now - TOKEN_NOTE_MS;

const REFUSED_AT = { address: "address_refused_at", rights: "rights_refused_at" } as const satisfies Record<
  Refusal,
  string
>;

export function createTokens(db: D1Database, random: RandomBytes): Tokens {
  return {
    async list(account, { after, limit }) {
      const { results } = await db
        .prepare("SELECT * FROM tokens WHERE account_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3")
        .bind(account, after ?? "", limit)
        .all<Row>();
      return results.map(decodeToken);
    },

    async get(account, id) {
      const row = await db
        .prepare("SELECT * FROM tokens WHERE account_id = ?1 AND id = ?2")
        .bind(account, id)
        .first<Row>();
      return row === null ? null : decodeToken(row);
    },

    async find(hash) {
      const row = await db
        .prepare(
          `SELECT tokens.*, accounts.mode, accounts.provisional_undoes_at
           FROM tokens JOIN accounts ON accounts.id = tokens.account_id
           WHERE tokens.hash = ?1`,
        )
        .bind(hash)
        .first<Row>();
      if (row === null) return null;
      const undoesAt = nullableInteger(row, "provisional_undoes_at");
      return { token: decodeToken(row), mode: oneOf(row, "mode", MODES), undoesAt };
    },

    async create(account, { name, hash, scopes, expiresAt }, event, now) {
      const id = createId("tok", now, random);
      const draft = event(id);
      const inserted = db
        .prepare(
          `INSERT INTO tokens (account_id, id, name, hash, scopes, expires_at, created_at, created_by)
           SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM accounts
           WHERE id = ?1 AND (SELECT count(*) FROM tokens WHERE account_id = ?1) < ${MAX_TOKENS} RETURNING *`,
        )
        .bind(account, id, name, hash, scopes.join(" "), expiresAt, now, draft.actor);
      const [created] = await db.batch<Row>([inserted, recorded(account, draft, now)]);
      const row = created?.results[0];
      return row === undefined ? null : decodeToken(row);
    },

    async remove({ account, id }, event, now) {
      const removed = db.prepare("DELETE FROM tokens WHERE account_id = ?1 AND id = ?2 RETURNING id").bind(account, id);
      const [gone] = await db.batch<Row>([removed, recorded(account, event, now)]);
      return gone?.results.length === 1;
    },

    async touch({ account, id }, now) {
      await db
        .prepare(
          `UPDATE tokens SET last_used_at = ?3
           WHERE account_id = ?1 AND id = ?2 AND IFNULL(last_used_at <= ?3 - ${TOKEN_NOTE_MS}, 1)`,
        )
        .bind(account, id, now)
        .run();
    },

    async recordRefusal({ account, id }, refusal, event, now) {
      const column = REFUSED_AT[refusal];
      const noted = db
        .prepare(
          `UPDATE tokens SET ${column} = ?3
           WHERE account_id = ?1 AND id = ?2 AND IFNULL(${column} <= ?3 - ${TOKEN_NOTE_MS}, 1)`,
        )
        .bind(account, id, now);
      await db.batch([noted, recorded(account, event, now)]);
    },
  };

  function recorded(account: string, draft: EventDraft, at: number): D1PreparedStatement {
    return eventIfChanged(db, { ...draft, id: createId("evt", at, random), account, at, revision: null });
  }
}

function decodeToken(row: Row): Token {
  return {
    id: text(row, "id"),
    account: text(row, "account_id"),
    name: text(row, "name"),
    scopes: text(row, "scopes").split(" "),
    expiresAt: nullableInteger(row, "expires_at"),
    createdAt: integer(row, "created_at"),
    createdBy: text(row, "created_by"),
    lastUsedAt: nullableInteger(row, "last_used_at"),
  };
}
