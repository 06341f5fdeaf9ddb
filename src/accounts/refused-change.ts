import type { Actor } from "../admin/access/auth.ts";
import type { AdminDeps } from "../admin/deps.ts";
import type { Problem, ProblemCode } from "../admin/http/problem.ts";
import type { AuditDetail } from "../storage/audit.ts";
import { eventOf } from "./change.ts";

/**
 * Refusals that the audit trail keeps: what would have shut people out, or given more than its maker has. Bad input,
 * stale conditions and things that exist already are everyday work and tell nothing. Whoever can cause these may change
 * the account, so they add no more events than changes do.
 */
const KEPT: ReadonlySet<ProblemCode> = new Set(["empty_allowlist", "lockout_risk", "exceeds_own_rights"]);

/** A change that was asked for, and the answer. */
export interface Refused {
  readonly operationId: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly refusal: Problem;
}

/** Keeps the event of a refused change. The refusal stands whether or not that can be written. */
export async function keepRefusal(deps: AdminDeps, actor: Actor | null, refused: Refused): Promise<void> {
  const { operationId, params, refusal } = refused;
  if (actor === null || !KEPT.has(refusal.code) || typeof params.account !== "string") return;
  const detail: AuditDetail = {
    operation: operationId,
    code: refusal.code,
    ...(typeof params.id === "string" ? { id: params.id } : {}),
    ...refusal.members,
    ...(refusal.errors === undefined ? {} : { errors: refusal.errors.slice(0, 20).map(({ detail }) => detail) }),
  };
  try {
    await deps.audit.record(params.account, eventOf(deps, actor, "change.refused", detail), deps.now());
  } catch (error) {
    deps.log("audit_failed", { request_id: deps.requestId, operation: operationId, error: String(error) });
  }
}
