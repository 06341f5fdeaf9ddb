import type { FieldError } from "../../input/validation.ts";

/**
 * The closed list of what can go wrong: its status and its title. Clients rely on a code: it never changes its
 * meaning. (RFC 9457; the codes of `errors` are finer and come from the schemas and the address parser.)
 */
export const PROBLEMS = {
  malformed_json: { status: 400, title: "The body is not JSON" },
  malformed_text: { status: 400, title: "The body is not UTF-8 text" },
  malformed_header: { status: 400, title: "A request header cannot be read" },
  idempotency_not_supported: { status: 400, title: "No Idempotency-Key is taken here" },
  invalid_cursor: { status: 400, title: "The cursor does not belong to this list" },
  unauthorized: { status: 401, title: "A valid token is needed" },
  operator_only: { status: 403, title: "Only the operator may do this" },
  missing_scope: { status: 403, title: "The token lacks the scope for this" },
  address_not_allowed: { status: 403, title: "The address is not on the account's allowlist" },
  exceeds_own_rights: { status: 403, title: "A token gives no more than it has" },
  not_found: { status: 404, title: "There is nothing here" },
  access_request_not_found: { status: 404, title: "There is no such access request" },
  account_not_found: { status: 404, title: "There is no such account" },
  host_not_found: { status: 404, title: "There is no such host" },
  console_login_not_found: { status: 404, title: "There is no such console login" },
  denial_not_found: { status: 404, title: "There is no such denial" },
  entry_not_found: { status: 404, title: "There is no such entry" },
  provisional_not_found: { status: 404, title: "No change is provisional" },
  revision_not_found: { status: 404, title: "There is no such revision" },
  session_not_found: { status: 404, title: "There is no such session" },
  token_not_found: { status: 404, title: "There is no such token" },
  method_not_allowed: { status: 405, title: "This method is not for this path" },
  access_request_settled: { status: 409, title: "The access request is not open" },
  account_exists: { status: 409, title: "The account exists already" },
  already_listed: { status: 409, title: "The range is already listed" },
  concurrent_change: { status: 409, title: "Others are changing the same thing at this moment" },
  denial_without_address: { status: 409, title: "The denial has no address" },
  empty_allowlist: { status: 409, title: "Enforcing needs at least one live entry" },
  idempotency_in_progress: { status: 409, title: "A call with this key is being made" },
  host_taken: { status: 409, title: "The hostname is in use" },
  lockout_risk: { status: 409, title: "This change would lock you out" },
  provisional_open: { status: 409, title: "A provisional change is open" },
  provisional_undone: { status: 409, title: "The change is undone already" },
  too_many_tokens: { status: 409, title: "The account has as many tokens as it may have" },
  undo_not_possible: { status: 409, title: "The change cannot be undone by itself" },
  revision_not_kept: { status: 410, title: "The revision is not kept any more" },
  revision_mismatch: { status: 412, title: "The account has changed since" },
  request_too_large: { status: 413, title: "The body is too large" },
  unsupported_media_type: { status: 415, title: "The body's media type is not accepted here" },
  idempotency_key_reused: { status: 422, title: "The key belongs to another request" },
  invalid_request: { status: 422, title: "The request is not valid" },
  too_many_entries: { status: 422, title: "The allowlist would be too long" },
  if_match_required: { status: 428, title: "If-Match is needed" },
  idempotency_limit_reached: { status: 429, title: "No further answers can be kept" },
  rate_limited: { status: 429, title: "Too many attempts have failed" },
  internal_error: { status: 500, title: "Gatehouse failed" },
  unavailable: { status: 503, title: "Gatehouse cannot reach its storage" },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** An answer shows at most so many errors, and says when it was cut. */
export const MAX_ERRORS = 1000;

/** A refusal as data: what the answer will say, and nothing that it must not say. */
export interface Problem<Code extends ProblemCode = ProblemCode> {
  readonly kind: "problem";
  readonly code: Code;
  /** For people: what happened here, and what to do. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  /** Members beside the standard ones, such as `your_address`. */
  readonly members?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export function problem<const Code extends ProblemCode>(
  code: Code,
  detail: string,
  more: Pick<Problem, "errors" | "members" | "headers"> = {},
): Problem<Code> {
  return { kind: "problem", code, detail, ...more };
}

/** All that is wrong with the input, as one problem. */
export function invalidRequest(errors: readonly FieldError[]): Problem<"invalid_request"> {
  const count = errors.length === 1 ? "One thing is" : `${errors.length} things are`;
  return problem("invalid_request", `${count} wrong with the request; nothing was changed. See errors.`, { errors });
}

/** RFC 9457, section 3: `type` names the code; it is a name and not an address. */
export const problemType = (code: ProblemCode): string => `urn:gatehouse:problem:${code}`;

/** The problem as it goes over the wire. */
export function problemBody(refusal: Problem, requestId: string): Record<string, unknown> {
  const { status, title } = PROBLEMS[refusal.code];
  const { errors } = refusal;
  return {
    type: problemType(refusal.code),
    title,
    status,
    detail: refusal.detail,
    code: refusal.code,
    request_id: requestId,
    ...refusal.members,
    ...(errors === undefined ? {} : { errors: errors.slice(0, MAX_ERRORS) }),
    ...(errors !== undefined && errors.length > MAX_ERRORS ? { errors_truncated: true } : {}),
  };
}
