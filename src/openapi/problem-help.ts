import type { ProblemCode } from "../admin/http/problem.ts";
import type { Refusal } from "../gate/refusal/kinds.ts";

/** For each problem of the API: when it comes, and what helps. */
export const PROBLEM_HELP: Readonly<Record<ProblemCode, { readonly when: string; readonly remedy: string }>> = {
  malformed_json: {
    when: "The body is sent as `application/json` and does not parse.",
    remedy: "`detail` gives line and column. Check what your JSON library writes.",
  },
  malformed_text: {
    when: "The body has bytes that are not UTF-8.",
    remedy: "Save or convert the file as UTF-8.",
  },
  malformed_header: {
    when: "A request header that matters, such as `If-Match`, cannot be read.",
    remedy: '`If-Match` is `*` or entity tags in quotes, such as `"12"`.',
  },
  idempotency_not_supported: {
    when: "The request has an `Idempotency-Key`, and no answer of this call is kept.",
    remedy: "Leave the header out. Repeating a GET, PUT or DELETE does no harm by itself.",
  },
  invalid_cursor: {
    when: "`cursor` is not one that this list gave, or was given for another list or account.",
    remedy: "Use `next_cursor` of the page before as it is, or begin without a cursor.",
  },
  unauthorized: {
    when: "There is no token, or it is unknown, wrong, expired or malformed: the answer does not tell which.",
    remedy: "Send `Authorization: Bearer <token>`, once.",
  },
  operator_only: {
    when: "The call is the operator's, and the token is an account's.",
    remedy: "Ask the operator of this Gatehouse.",
  },
  missing_scope: {
    when: "The token lacks the scope that `scope` names.",
    remedy: "Make a token that has it. A `write` scope includes its `read`.",
  },
  address_not_allowed: {
    when: "The token is good, and the call comes from an address that is not on the account's allowlist.",
    remedy: "Call from a trusted address, or have an administrator add yours: `your_address` in the answer.",
  },
  exceeds_own_rights: {
    when: "A token makes another one with a scope that it has not itself, or that would outlive it: `errors` says which.",
    remedy: "Leave that out, or have the token made by one that has more, or by the operator.",
  },
  not_found: {
    when: "No resource has this path.",
    remedy: "Check the path against this description, the base path too.",
  },
  account_not_found: {
    when: "There is no such account, or the token belongs to another one.",
    remedy: "Check the account's id.",
  },
  host_not_found: {
    when: "The account has no such host.",
    remedy: "List the account's hosts.",
  },
  console_login_not_found: {
    when: "The account has no console login of this id, or it was over a week ago.",
    remedy: "List `console-logins`: what is not there is over.",
  },
  access_request_not_found: {
    when: "The account has no access request with this id; it may have been removed after 90 days.",
    remedy: "List the requests again.",
  },
  access_request_settled: {
    when: "The request was approved or declined before, or has expired after a week: `state` says which. Nothing was changed. Of two administrators who decide at the same moment, the second one gets this.",
    remedy: "Read the request again. To change what was decided, change the entry.",
  },
  denial_not_found: {
    when: "The account has no denial with this id; those of a flood give way to newer ones.",
    remedy: "List the denials again, or add the address to the list by itself.",
  },
  entry_not_found: {
    when: "The account's list has no entry with this id; it may have been removed.",
    remedy: "List the entries again.",
  },
  revision_not_found: {
    when: "The account has not come to a revision of this number.",
    remedy: "List the revisions: `GET …/revisions`.",
  },
  session_not_found: {
    when: "No session of this account has the id.",
    remedy: "List the sessions: `GET …/sessions`.",
  },
  token_not_found: {
    when: "The account has no token with this id; it may have been revoked.",
    remedy: "List the tokens again.",
  },
  method_not_allowed: {
    when: "The path exists and takes other methods.",
    remedy: "The `Allow` header names them.",
  },
  account_exists: {
    when: "An account with this id exists already.",
    remedy: "Choose another id, or change the account that there is.",
  },
  already_listed: {
    when: "The list has a live entry that covers exactly this range: `id` names it. (Of many entries in one request this is a warning. An entry that is off or expired comes to life again instead.)",
    remedy: "Change that entry instead.",
  },
  concurrent_change: {
    when: "Others changed the same thing again and again while this change was tried: the entry, the policy, or what the change rests on. Changes of different entries, hosts and tokens do not cause this. Nothing was saved.",
    remedy: "Try again after a moment.",
  },
  provisional_not_found: {
    when: "No change of the account waits for a confirmation, or it was confirmed before it should be undone.",
    remedy: "Read `provisional` of the policy: it tells whether a change is provisional.",
  },
  provisional_open: {
    when: "A change of the account is provisional (`confirm_within`). Until it is confirmed or undone, policy and list take no other change, and no second provisional one. `revision`, `actor` and `undoes_at` say which it is and when it undoes itself.",
    remedy:
      "Keep it with `POST …/provisional/confirm`, undo it with `DELETE …/provisional`, or wait until it undoes itself. Then repeat the change.",
  },
  provisional_undone: {
    when: "The provisional change was not confirmed in time and has undone itself, or a caller has undone it: the state before it holds.",
    remedy: "Make the change again, and confirm it before `undoes_at`.",
  },
  denial_without_address: {
    when: "The denial counts visits of many addresses, which are not kept one by one.",
    remedy: "Ask the visitor for the address that the refusal page shows, and add it to the list.",
  },
  empty_allowlist: {
    when: "The account would enforce a list without a live entry: no one could reach the dashboard. There is no override.",
    remedy: "Add an entry that is enabled and not expired first, or set the mode to `off` or `monitor`.",
  },
  idempotency_in_progress: {
    when: "Another call with this `Idempotency-Key` came first, at the same moment.",
    remedy: "Repeat the request with the same key: it gets that call's answer.",
  },
  idempotency_limit_reached: {
    when: "The account keeps as many answers for its `Idempotency-Key`s as it may: 10,000, or 64 MiB, within 24 hours. Nothing was changed. No kept answer is dropped to make room: a repetition of its call would then be made a second time.",
    remedy:
      "Repeat the request without `Idempotency-Key`, or later. Use a key for a call that may be repeated, not for each call.",
  },
  host_taken: {
    when: "The hostname belongs to an account already, or is shared.",
    remedy: "Remove it there first.",
  },
  lockout_risk: {
    when: "After the change `your_address` would be turned away from the dashboard from `locked_out_at` on: at once, or within 24 hours because the last entry that covers it runs out. Nothing was saved. An entry that runs out later is told in the answer (warning `access_ends_at`).",
    remedy:
      "List that address first, give its entry a later end or none, or repeat the call with `?acknowledge_lockout=true`.",
  },
  too_many_tokens: {
    when: "The account has 100 tokens, expired ones among them.",
    remedy: "Revoke those that are not needed: `last_used_at` and `expires_at` tell which.",
  },
  undo_not_possible: {
    when: "What the change did was changed again (`entries` has the first of them, `policy_changed` tells of the policy), or it is not the last change and concerns more than 1,000 entries. Nothing was changed.",
    remedy: "Undo the later changes first, or restore the state before: `POST …/revisions/{revision}/restore`.",
  },
  revision_not_kept: {
    when: "The revision is older than the operator's REVISION_RETENTION_DAYS, or than the record of revisions. `oldest_revision` is the oldest that is kept, `kept_since` when it was made; of that one the state is kept, and not what it changed.",
    remedy: "Use a revision that `GET …/revisions` lists.",
  },
  revision_mismatch: {
    when: "`If-Match` names another revision than the account's, which `revision` and the `ETag` header give.",
    remedy: "Read again, make your change on what is there now, and repeat it with the new ETag.",
  },
  request_too_large: {
    when: "The body has more than 32 MiB where a list is taken, or more than 64 KiB elsewhere.",
    remedy: "Send a list in parts.",
  },
  unsupported_media_type: {
    when: "The body's media type is not taken here, or the body is compressed or in another character set than UTF-8.",
    remedy: "The `Accept` header of the answer names what is taken.",
  },
  idempotency_key_reused: {
    when: "The `Idempotency-Key` was used within the last 24 hours for a call of another path, media type or body.",
    remedy: "Make a new key for a new request; repeat an old one as it was.",
  },
  invalid_request: {
    when: "The request is understood and something in it is not valid. Nothing was changed.",
    remedy: "`errors` has all of it (the first 1,000), each with its place and a `fix`.",
  },
  too_many_entries: {
    when: "The list would have more than 250,000 entries.",
    remedy: "Write neighbouring addresses as one range.",
  },
  if_match_required: {
    when: "The call replaces a whole list and does not say which revision it was made for.",
    remedy: "Send `If-Match` with the ETag of what you read, or `*` to replace regardless.",
  },
  rate_limited: {
    when: "Too many calls with bad tokens came from your address, or too many with this one. For a minute it is not looked at.",
    remedy: "Wait for the time that `Retry-After` gives, and use a token that is valid.",
  },
  internal_error: {
    when: "Gatehouse has a fault.",
    remedy: "Give `request_id` to the operator: the log has the reason under it.",
  },
  unavailable: {
    when: "The storage does not answer. Nothing is known to be saved.",
    remedy: "Try again after the time that `Retry-After` gives; read before you repeat a change.",
  },
};

/** The same for the problems that a visitor's program meets instead of the product. */
export const REFUSAL_HELP: Readonly<Record<Refusal["kind"], { readonly when: string; readonly remedy: string }>> = {
  address_not_allowed: {
    when: "The account enforces its allowlist for this request, and the visitor's address is not on it.",
    remedy: "Switch the VPN off or on, or ask an administrator of the account to add the address.",
  },
  unknown_host: {
    when: "No account has this hostname.",
    remedy: "The operator registers it for its account.",
  },
  unavailable: {
    when: "There is nothing to judge the visit by just now. Gatehouse fails closed.",
    remedy: "Try again after the time that `Retry-After` gives. The operator's log has the reason.",
  },
  origin_unreachable: {
    when: "The product's own server did not answer.",
    remedy: "Try again after the time that `Retry-After` gives.",
  },
  answer_withheld: {
    when: "A credential of the request, or the product's answer, is another account's: neither is passed on.",
    remedy: "The operator's log has the reason. The product has to be corrected.",
  },
  misconfigured: {
    when: "A setting of this deployment is wrong: `errors` names the keys.",
    remedy: "The operator corrects it and deploys again.",
  },
  token_ended: {
    when: "The session of this API token was ended; or the header holds several tokens, or one that is spelled as no issuer spells it.",
    remedy: "Log in again, or use another token: one value in one header.",
  },
  session_in_url: {
    when: "The URL of a request that changes something carries a session id.",
    remedy: "Send the session id as a cookie alone.",
  },
  rate_limited: {
    when: "Too many requests came from here.",
    remedy: "Try again after the time that `Retry-After` gives.",
  },
};
