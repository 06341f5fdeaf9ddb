import { err, ok, type Result } from "../result.ts";
import { auditStatement, type EventDraft } from "./audit.ts";
import { integer, type Row } from "./columns.ts";
import { createId, type RandomBytes } from "./ids.ts";
import { epochAt, type Version } from "./version.ts";

/** An account as it was read; a change is judged on it and holds only while it stays so. */
export interface AccountState {
  readonly id: string;
  readonly revision: number;
  /** Unix milliseconds; tells a re-created account from its former self. */
  readonly createdAt: number;
}

/** What every change of an account comes with. */
export interface ChangeContext {
  readonly account: AccountState;
  readonly event: EventDraft;
  /** Unix milliseconds. */
  readonly now: number;
}

/** The account changed since it was read (or is gone): read again and judge again. Nothing was written. */
export type RevisionMoved = "revision_moved";

export type GuardReason = RevisionMoved | "account_exists" | "host_taken" | "host_not_found";

/**
 * Stops the batch that it stands in when `condition` (SQL, parameters from ?2 on) holds. It writes no row.
 * D1 has no interactive transactions: a failing CHECK is the way to say "only if" within one.
 */
export function guardStatement(
  db: D1Database,
  reason: GuardReason,
  condition: string,
  values: readonly unknown[],
): D1PreparedStatement {
  return db.prepare(`INSERT INTO guard (reason) SELECT ?1 WHERE ${condition}`).bind(reason, ...values);
}

/** Runs the statements as one transaction; a guard that stopped it is a value, any other failure an exception. */
export async function runGuarded<const R extends GuardReason>(
  db: D1Database,
  reasons: readonly R[],
  statements: D1PreparedStatement[],
): Promise<Result<readonly D1Result<Row>[], R>> {
  try {
    return ok(await db.batch<Row>(statements));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const reason = reasons.find((candidate) => message.includes(`guard_${candidate}`));
    if (reason === undefined) throw error;
    return err(reason);
  }
}

/** Stops the batch unless the account still is as it was read. */
export function unmovedGuard(db: D1Database, account: AccountState): D1PreparedStatement {
  const same = "SELECT 1 FROM accounts WHERE id = ?2 AND revision = ?3 AND created_at = ?4";
  return guardStatement(db, "revision_moved", `NOT EXISTS (${same})`, [
    account.id,
    account.revision,
    account.createdAt,
  ]);
}

/**
 * The one way to change an account: statements, revision and audit event, in one transaction that is void when the
 * account is no longer as it was read. Answers the version that it made.
 */
export async function applyChange<const R extends GuardReason = never>(
  db: D1Database,
  random: RandomBytes,
  change: ChangeContext,
  statements: readonly D1PreparedStatement[],
  /** Guards among the statements whose reasons the caller understands. */
  reasons: readonly R[] = [],
): Promise<Result<Version, RevisionMoved | R>> {
  const { account, event, now } = change;
  const raised = db
    .prepare(
      `UPDATE accounts SET revision = revision + 1, epoch = MAX(epoch, ?2), updated_at = ?3 WHERE id = ?1
       RETURNING epoch, revision`,
    )
    .bind(account.id, epochAt(now), now);
  const recorded = auditStatement(db, {
    ...event,
    id: createId("evt", now, random),
    account: account.id,
    at: now,
    revision: account.revision + 1,
  });

  const batch = [unmovedGuard(db, account), ...statements, raised, recorded];
  const outcome = await runGuarded<RevisionMoved | R>(db, ["revision_moved", ...reasons], batch);
  if (!outcome.ok) return outcome;
  const row = outcome.value[batch.length - 2]?.results[0];
  if (row === undefined) throw new Error("a change raised no revision");
  return ok({ epoch: integer(row, "epoch"), revision: integer(row, "revision") });
}
