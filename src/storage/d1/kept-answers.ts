import { DAY_MS } from "../../time.ts";
import { integer, nullableInteger, oneOf, type Row, text } from "./columns.ts";
import { runGuarded } from "./guarded-batch.ts";
import type { PackedText } from "./packed-text.ts";

/** The owner of a key: keys are separate for each account and actor. */
export interface CallKey {
  readonly account: string;
  /** As the audit trail names it. */
  readonly actor: string;
  /** The caller's Idempotency-Key. */
  readonly key: string;
}

/** The answer of a call, for the call's repetitions. Never one that holds a secret. */
export interface KeptAnswer extends CallKey {
  /** A digest of the request. */
  readonly request: string;
  readonly status: number;
  /** The account's revision that the answer tells; null: it tells none. */
  readonly revision: number | null;
  readonly body: PackedText;
  /** Unix milliseconds. */
  readonly keptAt: number;
}

export interface KeptAnswers {
  find(call: CallKey, now: number): Promise<KeptAnswer | null>;
  /** For an answer without a change; false: another call with this key came first. */
  keep(answer: KeptAnswer): Promise<boolean>;
  /** Removes answers that are too old, at most `limit` rows; returns how many it removed. */
  purge(now: number, limit: number): Promise<number>;
}

/** Milliseconds: 24 hours, as the API's description says. */
const KEPT_MS = DAY_MS;

const COLUMNS = "account_id, actor, key, part, request, status, revision, packing, kept_at, body";

/**
 * For the batch of the change that the answer describes: both are written, or neither. Another answer under this key
 * stops the batch (`key_taken`), unless it is too old to count.
 */
export function keepStatements(db: D1Database, answer: KeptAnswer): readonly D1PreparedStatement[] {
  return [
    forget(db, answer),
    ...answer.body.parts.map((body, part) =>
      db
        .prepare(`INSERT INTO kept_answers (${COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`)
        .bind(...columnsOf(answer, part), body),
    ),
  ];
}

/** The same for an answer of one part that lacks `ended`: that number is in the event before it in the batch. */
export function keepCountedStatements(
  db: D1Database,
  answer: KeptAnswer,
  event: string,
): readonly D1PreparedStatement[] {
  const [body = "{}"] = answer.body.parts;
  const kept = db
    .prepare(
      `INSERT INTO kept_answers (${COLUMNS})
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, json_set(?10, '$.ended', detail -> '$.ended') FROM audit WHERE id = ?11`,
    )
    .bind(...columnsOf(answer, 0), body, event);
  return [forget(db, answer), kept];
}

const columnsOf = ({ account, actor, key, request, status, revision, body, keptAt }: KeptAnswer, part: number) =>
  [account, actor, key, part, request, status, revision, body.packing, keptAt] as const;

function forget(db: D1Database, { account, actor, key, keptAt }: KeptAnswer): D1PreparedStatement {
  return db
    .prepare("DELETE FROM kept_answers WHERE account_id = ?1 AND actor = ?2 AND key = ?3 AND kept_at <= ?4")
    .bind(account, actor, key, keptAt - KEPT_MS);
}

export function createKeptAnswers(db: D1Database): KeptAnswers {
  return {
    async find({ account, actor, key }, now) {
      const { results } = await db
        .prepare(
          `SELECT ${COLUMNS} FROM kept_answers
           WHERE account_id = ?1 AND actor = ?2 AND key = ?3 AND kept_at > ?4 ORDER BY part`,
        )
        .bind(account, actor, key, now - KEPT_MS)
        .all<Row>();
      const [row] = results;
      if (row === undefined) return null;
      return {
        account,
        actor,
        key,
        request: text(row, "request"),
        status: integer(row, "status"),
        revision: nullableInteger(row, "revision"),
        body: { packing: oneOf(row, "packing", ["json", "gzip"]), parts: results.map((part) => text(part, "body")) },
        keptAt: integer(row, "kept_at"),
      };
    },

    async keep(answer) {
      return (await runGuarded(db, ["key_taken"], [...keepStatements(db, answer)])).ok;
    },

    async purge(now, limit) {
      const removed = await db
        .prepare(
          `DELETE FROM kept_answers
           WHERE rowid IN (SELECT rowid FROM kept_answers WHERE kept_at <= ?1 ORDER BY kept_at LIMIT ?2)`,
        )
        .bind(now - KEPT_MS, limit)
        .run();
      return removed.meta.changes;
    },
  };
}
