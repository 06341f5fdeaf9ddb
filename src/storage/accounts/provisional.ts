import type { Policy } from "../../policy/policy.ts";
import { integer, nullableInteger, nullableText, type Row, text } from "../d1/columns.ts";

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
  return {
    revision: integer(row, "provisional_revision"),
    at: integer(row, "provisional_at"),
    undoesAt,
    actor: text(row, "provisional_actor"),
    actorName: nullableText(row, "provisional_actor_name"),
    before: { ...policy, ...(JSON.parse(text(row, "provisional_before")) as Partial<Policy>) },
  };
}

/** The change has undone itself by then, although its account still has what it changed. */
export const isOverdue = (provisional: Pick<Provisional, "undoesAt"> | null, nowMs: number): boolean =>
  provisional !== null && nowMs >= provisional.undoesAt;

/** SQL: no provisional change of the account is overdue at that moment. */
export const isSettledAt = (moment: string): string => `IFNULL(accounts.provisional_undoes_at > ${moment}, 1)`;

const ENTRY_COLUMNS = `account_id, id, value, family, varying_bits, first, last, label, enabled, expires_at, created_at,
  created_by, updated_at`;

/**
 * Keeps entries as they are before a provisional change touches them. The first state that was kept stays. `ids`: a JSON
 * array.
 */
export const keepEntries = (db: D1Database, account: string, ids: string): D1PreparedStatement =>
  db
    .prepare(
      `INSERT OR IGNORE INTO provisional_entries (${ENTRY_COLUMNS}) SELECT ${ENTRY_COLUMNS} FROM entries
       WHERE account_id = ?1 AND id IN (SELECT value FROM json_each(?2))`,
    )
    .bind(account, ids);

/** Notes the entries that a provisional change has added: those whose ids have this stem (`IdBlock`). */
export const noteAdded = (db: D1Database, account: string, stem: string): D1PreparedStatement =>
  db
    .prepare(
      `INSERT OR IGNORE INTO provisional_entries (account_id, id) SELECT account_id, id FROM entries
       WHERE account_id = ?1 AND id >= ?2 AND id < ?2 || '~'`,
    )
    .bind(account, stem);

/** SQL: the assignments of an account's update that open a provisional change, with parameters from ?4 on. */
export const OPENING = `, provisional_revision = revision + 1, provisional_at = ?4, provisional_undoes_at = ?5,
  provisional_actor = ?6, provisional_actor_name = ?7, provisional_before = ?8`;

/** The values of those parameters. */
export const openingValues = (
  { at, undoesAt, before }: ProvisionalDraft,
  { actor, actorName = null }: { readonly actor: string; readonly actorName?: string | null },
): readonly unknown[] => [at, undoesAt, actor, actorName, JSON.stringify(before)];

/** Ends the provisional change of an account: what it changed stays. */
export const closeStatements = (db: D1Database, account: string): readonly D1PreparedStatement[] => [
  db.prepare("DELETE FROM provisional_entries WHERE account_id = ?1").bind(account),
  db
    .prepare(`UPDATE accounts SET ${PROVISIONAL_COLUMNS.map((column) => `${column} = NULL`).join(", ")} WHERE id = ?1`)
    .bind(account),
];

/** Makes the entries what they were before the provisional change, to the id and the time of their last change. */
export const restoreEntries = (db: D1Database, account: string): readonly D1PreparedStatement[] => [
  db
    .prepare(
      `DELETE FROM entries
       WHERE account_id = ?1 AND id IN (SELECT id FROM provisional_entries WHERE account_id = ?1)`,
    )
    .bind(account),
  db
    .prepare(
      `INSERT INTO entries (${ENTRY_COLUMNS}) SELECT ${ENTRY_COLUMNS} FROM provisional_entries
       WHERE account_id = ?1 AND value IS NOT NULL`,
    )
    .bind(account),
];

/**
 * SQL: the entries of the list as it was before the provisional change, with these columns. `where`: for each of both
 * parts. ?1 is the account.
 */
export const entriesBefore = (columns: string, where: string): string =>
  `SELECT ${columns} FROM entries WHERE account_id = ?1 AND NOT EXISTS (
     SELECT 1 FROM provisional_entries AS kept WHERE kept.account_id = ?1 AND kept.id = entries.id) AND ${where}
   UNION ALL
   SELECT ${columns} FROM provisional_entries WHERE account_id = ?1 AND value IS NOT NULL AND ${where}`;
