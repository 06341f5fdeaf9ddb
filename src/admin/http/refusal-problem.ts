import type { ChangeRefusal, ProvisionalOpen, UnkeptAnswer } from "../../accounts/change.ts";
import type { UnknownSessions } from "../../accounts/sessions.ts";
import { nameOf } from "../../allowlist/entry-line.ts";
import { MAX_ENTRIES } from "../../allowlist/reading/proposed-entries.ts";
import type { AllowlistRefusal, RefusalOf } from "../../allowlist/refusal.ts";
import { MAX_UNDONE_ENTRIES } from "../../allowlist/revisions/past-state.ts";
import type { InvalidCursor } from "../../input/cursor.ts";
import type { FieldError } from "../../input/validation.ts";
import { MAX_KEPT_ANSWERS, MAX_KEPT_BYTES } from "../../storage/d1/kept-answers.ts";
import { formatTime } from "../../time.ts";
import { etagOf } from "./etag.ts";
import { invalidRequest, type Problem, problem } from "./problem.ts";

/** What the domain refuses: a code and the facts that it rests on. */
export type Refusal = AllowlistRefusal | InvalidCursor | UnknownSessions | { readonly code: "session_not_found" };

/** What any change of an account can be refused for. */
export const CHANGE_PROBLEMS = [
  "account_not_found",
  "revision_mismatch",
  "concurrent_change",
] as const satisfies readonly ChangeRefusal["code"][];

/** What a change of policy or list can be refused for. */
export const RULES_PROBLEMS = [...CHANGE_PROBLEMS, "provisional_open"] as const satisfies readonly (
  | ChangeRefusal
  | ProvisionalOpen
)["code"][];

/** What a call with an Idempotency-Key can be refused for besides. */
export const KEY_PROBLEMS = [
  "idempotency_in_progress",
  "idempotency_limit_reached",
] as const satisfies readonly UnkeptAnswer["code"][];

/** The code of the answer. All but three have the refusal's own. */
type CodeOf<R extends Refusal | Problem> = R["code"] extends infer Code
  ? Code extends "prefix_out_of_bounds" | "sessions_not_found" | "invalid_entries"
    ? "invalid_request"
    : Code & Problem["code"]
  : never;

/** A refusal of the domain in the words of the API. What is a problem already stays as it is. */
export function toProblem<R extends Refusal | Problem>(refusal: R): Problem<CodeOf<R>> {
  // The switch below gives each code its own problem.
  return ("kind" in refusal ? refusal : describe(refusal)) as Problem<CodeOf<R>>;
}

function describe(refusal: Refusal): Problem {
  switch (refusal.code) {
    case "account_not_found":
      return accountNotFound();
    case "revision_mismatch": {
      const { revision } = refusal;
      const detail = `The account is at revision ${revision} now. Read it again and repeat your change.`;
      return problem("revision_mismatch", detail, { members: { revision }, headers: { ETag: etagOf(revision) } });
    }
    case "concurrent_change":
      return problem("concurrent_change", "Every attempt met another change. Nothing was changed; try again.", {
        headers: { "Retry-After": "1" },
      });
    case "empty_allowlist": {
      const detail = "The dashboard could not be reached any more. Add an entry that is enabled and not expired first.";
      return problem("empty_allowlist", `${detail} To let everyone in, set the mode to off or monitor.`);
    }
    case "lockout_risk": {
      const { address, lockedOutAt, entry } = refusal;
      const time = formatTime(lockedOutAt);
      const when = entry === null ? "." : `, from ${time} on, when the entry ${nameOf(entry)} ends.`;
      const remedy =
        entry === null ? "Add it to the list first" : "Give that entry a later end, or list the address by another one";
      const detail = `After this change ${address} would be turned away from the dashboard${when}`;
      return problem("lockout_risk", `${detail} ${remedy}, or repeat with ?acknowledge_lockout=true.`, {
        members: { your_address: address, locked_out_at: time },
      });
    }
    case "provisional_open":
      return provisionalOpen(refusal);
    case "provisional_not_found":
      return problem("provisional_not_found", "No change of the account waits for a confirmation.");
    case "provisional_undone": {
      const { undoneAt, isByItself } = refusal;
      const how = isByItself ? "It was not confirmed in time and undid itself at" : "It was undone by a caller at";
      const detail = `${how} ${formatTime(undoneAt)}.`;
      return problem("provisional_undone", `${detail} The state before holds; make the change again.`);
    }
    case "address_not_allowed": {
      const { address } = refusal;
      const detail = `The new state does not admit ${address}. Confirm from an address that it admits, or undo the change.`;
      return problem("address_not_allowed", detail, { members: { your_address: address } });
    }
    case "entry_not_found":
      return problem("entry_not_found", "The account has no entry with this id.");
    case "already_listed": {
      const detail = `The list has an entry that covers exactly ${JSON.stringify(refusal.value)}.`;
      return problem("already_listed", detail, { members: { id: refusal.id } });
    }
    case "too_many_entries":
      return tooManyEntries(refusal.count);
    case "denial_not_found":
      return problem("denial_not_found", "The account has no denial with this id.");
    case "denial_without_address":
      return problem("denial_without_address", "These visits came from more addresses than are kept one by one.");
    case "prefix_out_of_bounds": {
      const { address, from, to } = refusal;
      const detail = `${address} cannot be let in with this network: it is too wide, or of the other family.`;
      const fix = `Give a prefix from ${from} to ${to}, or leave it out.`;
      return invalidRequest([{ pointer: "/prefix", code: "prefix_out_of_bounds", detail, fix }]);
    }
    case "access_request_not_found":
      return problem("access_request_not_found", "The account has no access request with this id.");
    case "access_request_settled": {
      const { state, decidedBy } = refusal;
      const by = decidedBy === null ? "" : ` by ${decidedBy}`;
      return problem("access_request_settled", `The request is ${state}${by}. Nothing was changed.`, {
        members: { state },
      });
    }
    case "invalid_entries":
      return invalidRequest(refusal.errors);
    case "revision_not_found":
      return problem("revision_not_found", "The account has not come to this revision.");
    case "revision_not_kept":
      return revisionNotKept(refusal.oldest);
    case "undo_not_possible":
      return undoNotPossible(refusal);
    case "session_not_found":
      return problem("session_not_found", "This account has no session of this id.");
    case "sessions_not_found":
      return invalidRequest(refusal.places.map(notASession));
    case "idempotency_in_progress":
      return problem("idempotency_in_progress", "A call with this key is being made at this moment. Repeat yours.", {
        headers: { "Retry-After": "1" },
      });
    case "idempotency_limit_reached": {
      const bound = `${MAX_KEPT_ANSWERS} answers, or ${MAX_KEPT_BYTES / 1024 ** 2} MiB of them`;
      const detail = `The account keeps ${bound}, for 24 hours each. Nothing was changed.`;
      const help = "Repeat without Idempotency-Key, or later: the oldest answers make room.";
      return problem("idempotency_limit_reached", `${detail} ${help}`, { headers: { "Retry-After": "3600" } });
    }
    case "invalid_cursor":
      return problem("invalid_cursor", "Give `next_cursor` as this very list answered it, or none to begin again.");
    default:
      return refusal satisfies never;
  }
}

function provisionalOpen({ provisional }: ProvisionalOpen): Problem<"provisional_open"> {
  const { revision, actor, actorName, at, undoesAt } = provisional;
  const made = `Revision ${revision}, made by ${actorName ?? actor} at ${formatTime(at)}, undoes itself at ${formatTime(undoesAt)}.`;
  const help = "Until then policy and list take no other change.";
  const ways = "Keep it with POST …/provisional/confirm, or undo it with DELETE …/provisional.";
  return problem("provisional_open", `${made} ${help} ${ways}`, {
    members: { revision, undoes_at: formatTime(undoesAt), actor },
  });
}

function revisionNotKept(oldest: RefusalOf<"revision_not_kept">["oldest"]): Problem {
  // The account was removed while it was read.
  if (oldest === null) return accountNotFound();
  const { revision, at } = oldest;
  const detail = `Revisions are kept from ${revision} on (${formatTime(at)}). Of that one the state is kept, not its change.`;
  return problem("revision_not_kept", detail, { members: { oldest_revision: revision, kept_since: formatTime(at) } });
}

function undoNotPossible({ revision, reason, entries, isPolicyChanged }: RefusalOf<"undo_not_possible">): Problem {
  const instead = `Undo the later changes first, or restore revision ${revision - 1}.`;
  if (reason === "too_large") {
    const detail = `The change is not the last one and concerns more than ${MAX_UNDONE_ENTRIES} entries. ${instead}`;
    return problem("undo_not_possible", detail, { members: { entries: [], policy_changed: false } });
  }
  const what = [...(isPolicyChanged ? ["the policy"] : []), ...entries].join(", ");
  const detail = `Other changes came after it, of what it did: ${what}. ${instead}`;
  return problem("undo_not_possible", detail, { members: { entries, policy_changed: isPolicyChanged } });
}

const notASession = (place: number): FieldError => ({
  pointer: `/except/${place}`,
  code: "session_not_found",
  detail: "This account has no session of this id. No one was logged out.",
  fix: "Give the id as the list of sessions (GET …/sessions) answers it, or leave it out.",
});

export const accountNotFound = (): Problem<"account_not_found"> =>
  problem("account_not_found", "There is no such account, or it is not yours.");

/** `count`: as far as it was counted. */
export const tooManyEntries = (count: number): Problem<"too_many_entries"> =>
  problem(
    "too_many_entries",
    `That would be ${count} entries or more; an account has at most ${MAX_ENTRIES}. Write neighbours as one range.`,
  );
