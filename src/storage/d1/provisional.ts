import type { Policy } from "../../policy/policy.ts";
import { integer, nullableInteger, nullableText, type Row, text } from "./columns.ts";

/** A change of policy or list that holds now and undoes itself at a moment, unless it is confirmed before. */
export interface Provisional {
  /** The revision that the change made. */
  readonly revision: number;
  /** When it was made, in Unix milliseconds. */
  readonly at: number;
  /** From this moment on the state before holds again. Unix milliseconds, a whole second. */
  readonly undoesAt: number;
  /** As the audit trail names it. */
  readonly actor: string;
  readonly actorName: string | null;
  /** The policy before the change. */
  readonly before: Policy;
}

/** What a provisional change is opened with. */
export interface ProvisionalDraft {
  /** Unix milliseconds. */
  readonly at: number;
  /** Unix milliseconds, a whole second. */
  readonly undoesAt: number;
  /** The policy of the account before the change, as it was read. */
  readonly before: Policy;
}

/** The columns of an account that hold its provisional change. */
export const PROVISIONAL_COLUMNS = [
  "provisional_revision",
  "provisional_at",
  "provisional_undoes_at",
  "provisional_actor",
  "provisional_actor_name",
  "provisional_before",
] as const;

/** From a row of `accounts`. `policy`: of the same row; it fills in what an older version did not keep. */
export function decodeProvisional(row: Row, policy: Policy): Provisional | null {
  const undoesAt = nullableInteger(row, "provisional_undoes_at");
  if (undoesAt === null) return null;
  const before = JSON.parse(text(row, "provisional_before")) as Partial<Policy>;
  return {
    revision: integer(row, "provisional_revision"),
    at: integer(row, "provisional_at"),
    undoesAt,
    actor: text(row, "provisional_actor"),
    actorName: nullableText(row, "provisional_actor_name"),
    before: { ...policy, ...before, session: { ...policy.session, ...before.session } },
  };
}

/** The change has undone itself by then, although its account still has what it changed. */
export const isOverdue = (provisional: Pick<Provisional, "undoesAt"> | null, nowMs: number): boolean =>
  provisional !== null && nowMs >= provisional.undoesAt;

/** SQL: no provisional change of the account is overdue at that moment. */
export const isSettledAt = (moment: string): string => `IFNULL(accounts.provisional_undoes_at > ${moment}, 1)`;

/** SQL: the assignments of an account's update that open a provisional change, with parameters from ?4 on. */
export const OPENING = `, provisional_revision = revision + 1, provisional_at = ?4, provisional_undoes_at = ?5,
  provisional_actor = ?6, provisional_actor_name = ?7, provisional_before = ?8`;

/** The values of those parameters. */
export const openingValues = (
  { at, undoesAt, before }: ProvisionalDraft,
  { actor, actorName = null }: { readonly actor: string; readonly actorName?: string | null },
): readonly unknown[] => [at, undoesAt, actor, actorName, JSON.stringify(before)];

/** Ends the provisional change of an account: what it changed stays. */
export const closeStatement = (db: D1Database, account: string): D1PreparedStatement =>
  db
    .prepare(`UPDATE accounts SET ${PROVISIONAL_COLUMNS.map((column) => `${column} = NULL`).join(", ")} WHERE id = ?1`)
    .bind(account);
