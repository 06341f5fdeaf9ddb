import { err, ok, type Result } from "../../result.ts";
import { createId, type RandomBytes } from "../ids.ts";
import { epochAt, type Version } from "../version.ts";
import { auditStatement, type EventDraft } from "./audit.ts";
import { integer } from "./columns.ts";
import { type GuardReason, guardStatement, type KeyTaken, type RevisionMoved, runGuarded } from "./guarded-batch.ts";
import { type KeptAnswer, keepStatements } from "./kept-answers.ts";

/** An account as it was read. A change is judged by it, and is written only if the account has not changed since. */
export interface AccountState {
  readonly id: string;
  readonly revision: number;
  /** Unix milliseconds; differs when the account was removed and created again. */
  readonly createdAt: number;
}

/** What belongs to every change of an account. */
export interface ChangeContext {
  readonly account: AccountState;
  readonly event: EventDraft;
  /** Unix milliseconds. */
  readonly now: number;
  /** The answer of the call, when the caller sent an Idempotency-Key. */
  readonly answer?: KeptAnswer | undefined;
}

/** Stops the batch when the account has changed since it was read. */
export function unmovedGuard(db: D1Database, account: AccountState): D1PreparedStatement {
  const same = "SELECT 1 FROM accounts WHERE id = ?2 AND revision = ?3 AND created_at = ?4";
  return guardStatement(db, "revision_moved", `NOT EXISTS (${same})`, [
    account.id,
    account.revision,
    account.createdAt,
  ]);
}

/**
 * The one way to change an account: statements, revision and audit event, in one transaction, which writes nothing when
 * the account has changed since it was read. Returns the new version.
 */
export async function applyChange<const R extends GuardReason = never>(
  db: D1Database,
  random: RandomBytes,
  change: ChangeContext,
  statements: readonly D1PreparedStatement[],
  /** Reasons of guards among the statements that the caller handles. */
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
  // The other call has written its change: when this call is judged again, it finds it.
  if (!outcome.ok) return err(outcome.error === "key_taken" ? "revision_moved" : outcome.error);
  const row = outcome.value[batch.length - 2]?.results[0];
  if (row === undefined) throw new Error("a change raised no revision");
  return ok({ epoch: integer(row, "epoch"), revision: integer(row, "revision") });
}
