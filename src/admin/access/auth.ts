import { type Actor, hasScope, type Scope } from "../../accounts/actor.ts";
import { type Problem, problem } from "../http/problem.ts";
import { accountNotFound } from "../http/refusal-problem.ts";

/**
 * Who may call an endpoint: anyone at all, anyone with a token, the operator alone, any token of the account in the
 * path, or such a token with this scope. The operator may call everything.
 */
export type Access = "public" | "identified" | "operator" | "account" | Scope;

/** RFC 6750, section 2.1. Two Authorization headers arrive joined by ", " and are no token. */
export function readBearer(header: string | null): string | null {
  return /^Bearer +(\S+)$/i.exec(header ?? "")?.[1] ?? null;
}

/** RFC 6750, section 3: a request without a token is told only what is needed, one with a bad token that it is bad. */
export function unauthorized(token: string | null): Problem<"unauthorized"> {
  return problem("unauthorized", "Send `Authorization: Bearer <token>` with a token that is valid now.", {
    headers: { "WWW-Authenticate": token === null ? "Bearer" : 'Bearer error="invalid_token"' },
  });
}

/** May this actor call an endpoint of this access, on the account that the path names? Another's account does not exist. */
export function authorize(
  actor: Actor,
  access: Access,
  account: string | undefined,
): Problem<"operator_only" | "missing_scope" | "account_not_found"> | null {
  if (actor.kind === "operator" || access === "public" || access === "identified") return null;
  if (access === "operator") return problem("operator_only", "This needs the operator token.");
  if (account !== actor.account) return accountNotFound();
  if (access === "account" || hasScope(actor.scopes, access)) return null;
  return problem("missing_scope", `This needs a token with the scope ${access}.`, {
    members: { scope: access },
    headers: { "WWW-Authenticate": `Bearer error="insufficient_scope", scope="${access}"` },
  });
}
