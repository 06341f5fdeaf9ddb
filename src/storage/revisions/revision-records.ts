import type { AuditDetail } from "../d1/audit.ts";
import { integer, nullableText, oneOf, type Row, text } from "../d1/columns.ts";

/** One state of an account's policy and list, and the change that made it. */
export interface Revision {
  readonly revision: number;
  /** Unix milliseconds. */
  readonly at: number;
  /** As in the audit trail; null: it was made before revisions were recorded, and nothing says by whom. */
  readonly actor: string | null;
  readonly actorName: string | null;
  /** As in the audit trail, such as `allowlist.added`. */
  readonly action: string;
  /** The detail of the audit event with the first items of its lists. */
  readonly detail: AuditDetail;
  /** How many entries the change added, removed and changed; null: it is the oldest one, and only its state is kept. */
  readonly counts: EntryCounts | null;
  /** The change set the policy. */
  readonly hasPolicyChange: boolean;
}

export interface EntryCounts {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

/** Why a revision cannot be read. */
export type RevisionMissing =
  /** The account has not come to this revision yet. */
  | { readonly code: "revision_not_found" }
  /** It is older than what is kept. `oldest` is kept; null: none is, the account was removed meanwhile. */
  | { readonly code: "revision_not_kept"; readonly oldest: { readonly revision: number; readonly at: number } | null };

/** A row of `revisions`, with `has_policy_change`. */
export const decodeRevision = (row: Row): Revision => ({
  revision: integer(row, "revision"),
  at: integer(row, "at"),
  actor: nullableText(row, "actor"),
  actorName: nullableText(row, "actor_name"),
  action: text(row, "action"),
  detail: JSON.parse(text(row, "detail")) as AuditDetail,
  counts:
    oneOf(row, "state", ["kept", "expiring", "base"]) === "kept"
      ? { added: integer(row, "added"), removed: integer(row, "removed"), changed: integer(row, "changed") }
      : null,
  hasPolicyChange: integer(row, "has_policy_change") === 1,
});
