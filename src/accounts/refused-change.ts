import type { AuditDetail } from "../storage/d1/audit.ts";
import type { Actor } from "./actor.ts";
import { eventOf } from "./change.ts";
import type { ChangeDeps } from "./deps.ts";

/** A change that was asked for and refused. */
export interface RefusedChange {
  readonly account: string;
  /** The name of the operation, as the API's description has it: `replaceEntries`. */
  readonly operation: string;
  readonly code: string;
  /** What else the event shows: the entry's id, the address that would be locked out. */
  readonly facts?: AuditDetail;
}

/**
 * Keeps a refused change in the audit trail. Only for refusals that say something of their maker: the change would have
 * locked people out, or given more rights than its maker has. Only those who may change the account can cause them, so
 * they add no more events than changes do. The refusal stands even when the event cannot be written.
 */
export async function recordRefusedChange(deps: ChangeDeps, actor: Actor, refusal: RefusedChange): Promise<void> {
  const { account, operation, code, facts } = refusal;
  try {
    const event = eventOf(deps, actor, "change.refused", { operation, code, ...facts });
    await deps.audit.record(account, event, deps.now());
  } catch (error) {
    deps.log("audit_failed", { request_id: deps.requestId, operation, error: String(error) });
  }
}
