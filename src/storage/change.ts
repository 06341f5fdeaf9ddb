import { err, ok, type Result } from "../result.ts";
import { auditStatement, type EventDraft } from "./audit.ts";
import { integer } from "./columns.ts";
import { type GuardReason, guardStatement, type KeyTaken, type RevisionMoved, runGuarded } from "./guarded-batch.ts";
import { createId, type RandomBytes } from "./ids.ts";
import { type KeptAnswer, keepStatements } from "./kept-answers.ts";
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
  /** The answer that tells of it, when the caller's key asks to keep it. */
  readonly answer?: KeptAnswer | undefined;
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
  const { account, event, now, answer } = change;
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

  const kept = answer === undefined ? [] : keepStatements(db, answer);
  const batch = [unmovedGuard(db, account), ...kept, ...statements, raised, recorded];
  const outcome = await runGuarded<RevisionMoved | KeyTaken | R>(
    db,
    ["revision_moved", "key_taken", ...reasons],
    batch,
  );
  // Whoever judges again after the call that took the key finds what it did.
  if (!outcome.ok) return err(outcome.error === "key_taken" ? "revision_moved" : outcome.error);
  const row = outcome.value[batch.length - 2]?.results[0];
  if (row === undefined) throw new Error("a change raised no revision");
  return ok({ epoch: integer(row, "epoch"), revision: integer(row, "revision") });
}
