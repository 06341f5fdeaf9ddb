import { type IdentityRefusal, identify, noteUse, recordRefusedToken } from "../../access/identify.ts";
import type { Actor } from "../../accounts/actor.ts";
import type { AdminDeps } from "../deps.ts";
import { type Problem, problem } from "../http/problem.ts";
import { type Access, authorize, readBearer, unauthorized } from "./auth.ts";

/** The parts of a call that decide whether its caller may make it. */
export interface Asked {
  readonly operationId: string;
  readonly access: Access;
  readonly authorization: string | null;
  /** The account that the path names. */
  readonly account: string | undefined;
}

/** The caller, if the call is allowed. Null: anyone may make it, and the caller does not matter. */
export async function admit(asked: Asked, deps: AdminDeps): Promise<Actor | Problem | null> {
  const { operationId: operation, access, authorization, account } = asked;
  if (access === "public") return null;
  const secret = readBearer(authorization);
  if (secret === null) return unauthorized(authorization);

  const identified = await identify(deps, secret, { operation, account });
  if (!identified.ok) return toProblem(identified.error, authorization);
  const identity = identified.value;
  if (identity.kind === "operator") return { kind: "operator" };
  const { actor, token } = identity;
  const lacking = authorize(actor, access, account);
  if (lacking !== null) {
    recordRefusedToken(deps, actor, { operation, account }, { kind: "rights", code: lacking.code });
    return lacking;
  }
  noteUse(deps, token);
  return actor;
}

function toProblem(refusal: IdentityRefusal, authorization: string | null): Problem {
  switch (refusal.code) {
    case "rate_limited":
      return problem("rate_limited", "Too many calls from your address came with a token that is not valid.", {
        headers: { "Retry-After": String(refusal.seconds) },
      });
    case "unauthorized":
      return unauthorized(authorization);
    case "address_not_allowed": {
      const detail =
        "The token is subject to its account's allowlist, and this call comes from an address that is not on it.";
      const { address } = refusal;
      return problem("address_not_allowed", detail, address === null ? {} : { members: { your_address: address } });
    }
    default:
      return refusal satisfies never;
  }
}
