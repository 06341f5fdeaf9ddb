import { ok, type Result } from "../../result.ts";
import { DAY_MS } from "../../time.ts";
import { integer, nullableInteger, oneOf, type Row, text } from "./columns.ts";
import { type AnswersFull, guardStatement, type KeyTaken, runGuarded } from "./guarded-batch.ts";
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
  /** The account's revision that the answer tells, which `body` leaves out; null: it tells none. */
  readonly revision: number | null;
  readonly body: PackedText;
  /** Unix milliseconds. */
  readonly keptAt: number;
}

export interface KeptAnswers {
  find(call: CallKey, now: number): Promise<KeptAnswer | null>;
  /** For an answer without a change. `key_taken`: another call with this key came first. */
  keep(answer: KeptAnswer): Promise<Result<null, KeyTaken | AnswersFull>>;
  /** Removes answers that are too old, at most `limit` rows; returns how many it removed. */
  purge(now: number, limit: number): Promise<number>;
}

/** Milliseconds: 24 hours, as the API's description says. */
const KEPT_MS = DAY_MS;

/**
 * What an account keeps at most at one time; one answer more is refused, with its change. An answer that was promised for
 * a day is not dropped to make room: the repetition of its call would be made a second time. A long answer (over 1.9 MB)
 * counts as several.
 */
export const MAX_KEPT_ANSWERS = 10_000;
export const MAX_KEPT_BYTES = 64 * 1024 * 1024;

const COLUMNS = "account_id, actor, key, part, request, status, revision, packing, kept_at, bytes, body";

/**
 * For the batch of the change that the answer describes: both are written, or neither. The batch is stopped by another
 * answer under this key (`key_taken`), unless it is too old to count, and when the account keeps too many
 * (`answers_full`). `of_change`: the batch has raised the account's revision before, and the answer tells that one.
 */
export function keepStatements(
  db: D1Database,
  answer: KeptAnswer,
  revision: "of_change" | "as_given",
): readonly D1PreparedStatement[] {
  const told = revision === "of_change" ? "(SELECT revision FROM accounts WHERE id = ?1)" : "?7";
  return [
    ...makeRoom(db, answer),
    ...answer.body.parts.map((body, part) =>
      db
        .prepare(
          `INSERT INTO kept_answers (${COLUMNS})
           SELECT ?1, ?2, ?3, ?4, ?5, ?6, iif(?7 IS NULL, NULL, ${told}), ?8, ?9, ?10, ?11`,
        )
        .bind(...columnsOf(answer, part), byteLength(body), body),
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
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, json_set(?11, '$.ended', detail -> '$.ended')
       FROM audit WHERE id = ?12`,
    )
    .bind(...columnsOf(answer, 0), byteLength(body) + ENDED_BYTES, body, event);
  return [...makeRoom(db, answer), kept];
}

/** `,"ended":` and its number. */
const ENDED_BYTES = 24;

const byteLength = (text: string): number => new TextEncoder().encode(text).byteLength;

const columnsOf = ({ account, actor, key, request, status, revision, body, keptAt }: KeptAnswer, part: number) =>
  [account, actor, key, part, request, status, revision, body.packing, keptAt] as const;

/** Forgets the answer of this key that is too old to count; stops the batch when the account keeps too many. */
function makeRoom(db: D1Database, answer: KeptAnswer): readonly D1PreparedStatement[] {
  const { account, actor, key, keptAt, body } = answer;
  const since = keptAt - KEPT_MS;
  const bytes = body.parts.reduce((sum, part) => sum + byteLength(part), 0);
  return [
    db
      .prepare("DELETE FROM kept_answers WHERE account_id = ?1 AND actor = ?2 AND key = ?3 AND kept_at <= ?4")
      .bind(account, actor, key, since),
    guardStatement(
      db,
      "answers_full",
      `(SELECT count(*) >= ?4 OR total(bytes) + ?5 > ?6 FROM kept_answers WHERE account_id = ?2 AND kept_at > ?3)`,
      [account, since, MAX_KEPT_ANSWERS, bytes, MAX_KEPT_BYTES],
    ),
  ];
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
      const kept = await runGuarded(db, ["key_taken", "answers_full"], [...keepStatements(db, answer, "as_given")]);
      return kept.ok ? ok(null) : kept;
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
