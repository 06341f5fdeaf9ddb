import type { Endpoint } from "../admin/http/endpoint.ts";
import type { ProblemCode } from "../admin/http/problem.ts";
import { KEY_PROBLEMS } from "../admin/http/refusal-problem.ts";

/** The problems that an endpoint can answer with: its own and those of every endpoint of its kind. */
export function problemsOf({ access, description }: Pick<Endpoint, "access" | "description">): readonly ProblemCode[] {
  const { body, query, ifMatch, idempotencyKey, problems } = description;
  const codes: ProblemCode[] = [...problems];
  if (access !== "public") codes.push("unauthorized", "address_not_allowed", "rate_limited");
  if (access === "operator") codes.push("operator_only");
  if (access === "account" || access.includes(":")) codes.push("account_not_found");
  if (access.includes(":")) codes.push("missing_scope");
  if (body !== undefined) {
    if ("application/json" in body.content) codes.push("malformed_json");
    codes.push("malformed_text", "request_too_large", "unsupported_media_type");
  }
  if (body !== undefined || query !== undefined) codes.push("invalid_request");
  if (idempotencyKey === undefined) codes.push("idempotency_not_supported");
  else codes.push("idempotency_key_reused", ...KEY_PROBLEMS);
  codes.push("malformed_header");
  if (ifMatch !== undefined) codes.push("malformed_header", "revision_mismatch");
  if (ifMatch === "required") codes.push("if_match_required");
  return [...new Set<ProblemCode>([...codes, "internal_error", "unavailable"])];
}
