import { err, ok, type Result } from "../../result.ts";
import type { Row } from "./columns.ts";

/** The account was changed or removed since it was read. Nothing was written: read and judge again. */
export type RevisionMoved = "revision_moved";

/** Another call with the same Idempotency-Key came first: its answer is used. */
export type KeyTaken = "key_taken";

export type GuardReason = RevisionMoved | KeyTaken | "account_exists" | "host_taken" | "host_not_found";

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
    const reason = reasons.find((candidate) => message.includes(signOf(candidate)));
    if (reason === undefined) throw error;
    return err(reason);
  }
}

/** The text that D1's message contains when a batch was stopped for this reason. */
const signOf = (reason: GuardReason): string =>
  reason === "key_taken" ? "UNIQUE constraint failed: kept_answers" : `guard_${reason}`;
