import { err, ok, type Result } from "../../result.ts";
import type { Row } from "./columns.ts";

/**
 * Something that the change was judged by has changed since it was read, or the account was removed. Nothing was written:
 * read and judge again.
 */
export type Overtaken = "overtaken";

/** Another call with the same Idempotency-Key came first: its answer is used. */
export type KeyTaken = "key_taken";

/** The account keeps as many answers for Idempotency-Keys as it may. Nothing was written. */
export type AnswersFull = "answers_full";

export type GuardReason =
  | Overtaken
  | KeyTaken
  | AnswersFull
  | "too_many_entries"
  | "account_exists"
  | "host_taken"
  | "host_not_found";

/**
 * A statement that stops its batch when `condition` (SQL, parameters from ?2 on) is true. It writes no row. D1 has no
 * interactive transactions: a failing CHECK is the way to make a batch conditional.
 */
export function guardStatement(
  db: D1Database,
  reason: GuardReason,
  condition: string,
  values: readonly unknown[],
): D1PreparedStatement {
  return db.prepare(`INSERT INTO guard (reason) SELECT ?1 WHERE ${condition}`).bind(reason, ...values);
}

/**
 * Runs the statements as one transaction; a guard that stopped it is returned as a value, any other failure is an
 * exception.
 */
export async function runGuarded<const R extends GuardReason>(
  db: D1Database,
  reasons: readonly R[],
  statements: D1PreparedStatement[],
): Promise<Result<readonly D1Result<Row>[], R>> {
  try {
    return ok(await db.batch<Row>(statements));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const reason = reasons.find((candidate) => signsOf(candidate).some((sign) => message.includes(sign)));
    if (reason === undefined) throw error;
    return err(reason);
  }
}

/** Texts of which D1's message contains one when a batch was stopped for this reason. */
function signsOf(reason: GuardReason): readonly string[] {
  switch (reason) {
    case "key_taken":
      return ["UNIQUE constraint failed: kept_answers"];
    case "overtaken":
      // The index of ranges: since this change was judged, another one has listed the range.
      return ["guard_overtaken", "UNIQUE constraint failed: entries.account_id, entries.family"];
    default:
      return [`guard_${reason}`];
  }
}
