import { err, ok, type Result } from "../../result.ts";
import { createId, type RandomBytes } from "../ids.ts";
import { epochAt, type Version } from "../version.ts";
import { type EventDraft, eventOfChange } from "./audit.ts";
import { type Basis, basisGuards } from "./change-basis.ts";
import { integer } from "./columns.ts";
import { type GuardReason, guardStatement, type KeyTaken, type Overtaken, runGuarded } from "./guarded-batch.ts";
import { type KeptAnswer, keepStatements } from "./kept-answers.ts";
import { OPENING, openingValues, type Provisional, type ProvisionalDraft } from "./provisional.ts";
import { recordRevision } from "./record-revision.ts";
import { type SettledRequest, settleStatements } from "./settled-request.ts";

/** An account as it was read. */
export interface AccountState {
  readonly id: string;
  readonly revision: number;
  /** Unix milliseconds; differs when the account was removed and created again. */
  readonly createdAt: number;
  /** Its provisional change; null: none is open. */
  readonly provisional: Provisional | null;
}

/** What belongs to every change of an account. */
export interface ChangeContext {
  readonly account: AccountState;
  /**
   * The account must be at this revision when the change is written: the caller said so, or the change was judged by all
   * of the account. Null or left out: at any, and `basis` says what else must still be so.
   */
  readonly atRevision?: number | null | undefined;
  readonly basis?: Basis | undefined;
  readonly event: EventDraft;
  /** Unix milliseconds. */
  readonly now: number;
  /** The answer of the call, when the caller sent an Idempotency-Key. It tells the revision that the change makes. */
  readonly answer?: KeptAnswer | undefined;
  /** The access request that the change approves. */
  readonly settles?: SettledRequest | undefined;
  /**
   * The change is provisional. It then needs the account to be at the revision that was read. When a provisional change is
   * open already, it becomes a part of that one.
   */
  readonly provisional?: ProvisionalDraft | undefined;
}

/**
 * Stops the batch when the account was removed since it was read, is at another revision than the change needs, or when a
 * provisional change was opened or ended since.
 */
export function accountGuard(
  db: D1Database,
  { account, atRevision = null }: Pick<ChangeContext, "account" | "atRevision">,
): D1PreparedStatement {
  const same = `SELECT 1 FROM accounts WHERE id = ?2 AND created_at = ?3 AND (?4 IS NULL OR revision = ?4)
    AND provisional_revision IS ?5`;
  const open = account.provisional?.revision ?? null;
  return guardStatement(db, "overtaken", `NOT EXISTS (${same})`, [account.id, account.createdAt, atRevision, open]);
}

/**
 * The one way to change an account: statements, revision and audit event, in one transaction, which writes nothing when
 * what the change was judged by has changed. The revision is counted inside the transaction, and event and kept answer
 * read it there: so changes that do not concern each other need not know each other. Returns the new version.
 */
export async function applyChange<const R extends GuardReason = never>(
  db: D1Database,
  random: RandomBytes,
  change: ChangeContext,
  statements: readonly D1PreparedStatement[],
  /** Reasons of guards among the statements that the caller handles. */
  reasons: readonly R[] = [],
): Promise<Result<Version, Overtaken | R>> {
  const { account, event, now, answer, settles, basis = {}, provisional } = change;
  const guards = basisGuards(db, account.id, basis);
  const opening = provisional !== undefined && account.provisional === null ? provisional : null;
  const raised = db
    .prepare(
      `UPDATE accounts SET revision = revision + 1, epoch = MAX(epoch, ?2), updated_at = ?3
         ${opening === null ? "" : OPENING} WHERE id = ?1 RETURNING epoch, revision`,
    )
    .bind(account.id, epochAt(now), now, ...(opening === null ? [] : openingValues(opening, event)));
  const recorded = eventOfChange(db, { ...event, id: createId("evt", now, random), account: account.id, at: now });

  const settled = settles === undefined ? [] : settleStatements(db, account.id, settles, now);
  const guarded = provisional === undefined ? change : { ...change, atRevision: account.revision };
  const done = [accountGuard(db, guarded), ...guards.before, ...settled, ...statements, ...guards.after, raised];
  const kept = answer === undefined ? [] : keepStatements(db, answer, "of_change");
  const outcome = await runGuarded<Overtaken | KeyTaken | R>(
    db,
    ["overtaken", "key_taken", ...reasons],
    [...done, recorded, recordRevision(db, account.id, event, now), ...kept],
  );
  // The other call has written its change: when this call is judged again, it finds it.
  if (!outcome.ok) return err(outcome.error === "key_taken" ? "overtaken" : outcome.error);
  const row = outcome.value[done.length - 1]?.results[0];
  if (row === undefined) throw new Error("a change raised no revision");
  return ok({ epoch: integer(row, "epoch"), revision: integer(row, "revision") });
}
