import { guardStatement } from "./guarded-batch.ts";

/** The approval of an access request, in the batch of the change that lets the visitor in. */
export interface SettledRequest {
  /** The request's id. */
  readonly id: string;
  /** As the audit trail names the actor. */
  readonly by: string;
  /** The entry that lets the visitor in. */
  readonly entry: string;
}

/** Stops the batch (`overtaken`) when the request is not open any more. Of two decisions, the first one counts. */
export const openRequestGuard = (db: D1Database, account: string, id: string, now: number): D1PreparedStatement =>
  guardStatement(
    db,
    "overtaken",
    `NOT EXISTS (SELECT 1 FROM access_requests
       WHERE account_id = ?2 AND id = ?3 AND state = 'open' AND expires_at > ?4)`,
    [account, id, now],
  );

/** For the batch of a change: the request must be open, and is approved with the change. */
export function settleStatements(
  db: D1Database,
  account: string,
  { id, by, entry }: SettledRequest,
  now: number,
): readonly D1PreparedStatement[] {
  return [
    openRequestGuard(db, account, id, now),
    db
      .prepare(
        `UPDATE access_requests SET state = 'approved', decided_at = ?3, decided_by = ?4, entry_id = ?5
         WHERE account_id = ?1 AND id = ?2`,
      )
      .bind(account, id, now, by, entry),
  ];
}
