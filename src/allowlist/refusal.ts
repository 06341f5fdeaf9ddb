import type { Actor } from "../accounts/actor.ts";
import type { ChangeRefusal, ProvisionalOpen, UnkeptAnswer } from "../accounts/change.ts";
import { recordRefusedChange } from "../accounts/refused-change.ts";
import type { FieldError } from "../input/validation.ts";
import type { AuditDetail } from "../storage/d1/audit.ts";
import type { RevisionMissing } from "../storage/revisions/revision-records.ts";
import type { RequestState } from "../storage/visits/access-requests.ts";
import { formatTime } from "../time.ts";
import type { AllowlistDeps } from "./deps.ts";
import type { NamedEntry } from "./entry-line.ts";

/** What speaks against the list as it would be after a change. */
export type JudgementRefusal =
  /** The list is enforced, and no entry would be enabled and not expired. There is no way to override this. */
  | { readonly code: "empty_allowlist" }
  /**
   * This address, in canonical form, would be refused on the dashboard from then on (Unix milliseconds), because the entry
   * ends. Null: it would be refused at once. The caller may acknowledge that.
   */
  | {
      readonly code: "lockout_risk";
      readonly address: string;
      readonly lockedOutAt: number;
      readonly entry: NamedEntry | null;
    };

/** No change of the account is provisional. */
export interface NotProvisional {
  readonly code: "provisional_not_found";
}

/** Why a provisional change was not confirmed. */
export type ProvisionalRefusal =
  | NotProvisional
  /** It was undone at this moment in Unix milliseconds, by itself or by a caller. */
  | { readonly code: "provisional_undone"; readonly undoneAt: number; readonly isByItself: boolean }
  /** The new state does not admit this address, in canonical form: nothing shows that its administrators still get in. */
  | { readonly code: "address_not_allowed"; readonly address: string };

/** Why a change of a list was not made: a code, and the facts that it rests on. */
export type AllowlistRefusal =
  | ChangeRefusal
  | ProvisionalOpen
  | ProvisionalRefusal
  | JudgementRefusal
  | { readonly code: "entry_not_found" }
  /** The entry with this id covers exactly what `value` covers. */
  | { readonly code: "already_listed"; readonly value: string; readonly id: string }
  /** The account would have at least so many entries. */
  | { readonly code: "too_many_entries"; readonly count: number }
  | { readonly code: "denial_not_found" }
  /** The visits came from more addresses than are kept one by one. */
  | { readonly code: "denial_without_address" }
  /** A prefix length was given that an address of this family cannot be let in with. */
  | { readonly code: "prefix_out_of_bounds"; readonly address: string; readonly from: number; readonly to: number }
  | { readonly code: "access_request_not_found" }
  /** It was decided by this actor before, or has expired. */
  | { readonly code: "access_request_settled"; readonly state: RequestState; readonly decidedBy: string | null }
  /** What the entries ask for cannot be, as the list and the time are now. */
  | { readonly code: "invalid_entries"; readonly errors: readonly FieldError[] }
  | RevisionMissing
  /**
   * Later changes stand in the way of undoing the change of this revision alone (`entries`: the first of them, as they are
   * written), or it is too large for that.
   */
  | {
      readonly code: "undo_not_possible";
      readonly revision: number;
      readonly reason: "changed_since" | "too_large";
      readonly entries: readonly string[];
      readonly isPolicyChanged: boolean;
    }
  | UnkeptAnswer;

export type RefusalOf<Code extends AllowlistRefusal["code"]> = Extract<AllowlistRefusal, { readonly code: Code }>;

/** Keeps in the audit trail that a change was refused because it would have shut people out. */
export async function recordJudgement(
  deps: AllowlistDeps,
  actor: Actor,
  { account, operation, id }: { readonly account: string; readonly operation: string; readonly id?: string },
  refusal: { readonly code: string },
): Promise<void> {
  if (!isJudgement(refusal)) return;
  const facts: AuditDetail = {
    ...(id === undefined ? {} : { id }),
    ...(refusal.code === "lockout_risk"
      ? { your_address: refusal.address, locked_out_at: formatTime(refusal.lockedOutAt) }
      : {}),
  };
  await recordRefusedChange(deps, actor, { account, operation, code: refusal.code, facts });
}

const isJudgement = (refusal: { readonly code: string }): refusal is JudgementRefusal =>
  refusal.code === "empty_allowlist" || refusal.code === "lockout_risk";
