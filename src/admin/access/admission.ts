import { type Actor, SCOPES } from "../../accounts/actor.ts";
import { eventOf } from "../../accounts/change.ts";
import { formatAddress } from "../../address/address.ts";
import { isCallerAllowed } from "../../allowlist/caller-address.ts";
import { hashSecret, isSameSecret } from "../../storage/secret.ts";
import { isDueForTouch, type PresentedToken, type Refusal } from "../../storage/tokens.ts";
import type { AdminDeps } from "../deps.ts";
import { type Problem, problem } from "../http/problem.ts";
import { type Access, authorize, readBearer, unauthorized } from "./auth.ts";
import { isToken } from "./token-secret.ts";

/** What is asked for, as far as it decides who may. */
export interface Asked {
  readonly operationId: string;
  readonly access: Access;
  readonly authorization: string | null;
  /** The account that the path names. */
  readonly account: string | undefined;
}

type TokenActor = Extract<Actor, { readonly kind: "token" }>;

/**
 * Who calls, if they may: is the address heard at all → whose token is it → may it be used from here → may it do this.
 * Null where anyone may and who it is does not matter.
 */
export async function admit(asked: Asked, deps: AdminDeps): Promise<Actor | Problem | null> {
  if (asked.access === "public") return null;
  const secret = readBearer(asked.authorization);
  if (secret === null) return unauthorized(asked.authorization);

  const hash = await hashSecret(secret);
  const wait = deps.attempts.secondsBlocked(deps.address, deps.now(), hash);
  if (wait > 0) return rateLimited(wait);
  if (await isOperator(secret, deps)) return { kind: "operator" };
  const presented = isToken(secret) ? await findToken(hash, deps) : null;
  if (presented === null) {
    const newWait = await deps.attempts.fail(deps.address, deps.now(), hash);
    return newWait > 0 ? rateLimited(newWait) : unauthorized(asked.authorization);
  }

  const actor = actorOf(presented);
  if (!(await isCallerAllowed(deps, { account: presented.token.account, mode: presented.mode })))
    return refused(deps, asked, actor, "address", addressNotAllowed(deps));
  const lacking = authorize(actor, asked.access, asked.account);
  if (lacking !== null) return refused(deps, asked, actor, "rights", lacking);
  if (isDueForTouch(presented.token, deps.now())) afterwards(deps, deps.tokens.touch(presented.token, deps.now()));
  return actor;
}

const isOperator = async (secret: string, { config }: AdminDeps): Promise<boolean> =>
  config.operatorToken !== "" && (await isSameSecret(secret, config.operatorToken));

/**
 * The token of this hash, or null: unknown, revoked and expired ones are one and the same to the caller.
 * Looked up in D1 at every call, for what a call does takes several queries anyway and a revocation then holds at once,
 * everywhere. The look-up is by a digest: what its time could tell leads to no token, and equals for all that are none.
 */
async function findToken(hash: string, deps: AdminDeps): Promise<PresentedToken | null> {
  const found = await deps.tokens.find(hash);
  if (found === null) return null;
  const { expiresAt } = found.token;
  return expiresAt === null || deps.now() < expiresAt ? found : null;
}

function actorOf({ token: { id, name, account, expiresAt, scopes } }: PresentedToken): TokenActor {
  const known = SCOPES.filter((scope) => scopes.includes(scope));
  return { kind: "token", id, name, account, expiresAt, scopes: new Set(known) };
}

const rateLimited = (seconds: number): Problem<"rate_limited"> =>
  problem("rate_limited", "Too many calls from your address came with a token that is not valid.", {
    headers: { "Retry-After": String(seconds) },
  });

function addressNotAllowed({ address }: AdminDeps): Problem<"address_not_allowed"> {
  const text = address === null ? null : formatAddress(address);
  const detail =
    "The token is subject to its account's allowlist, and this call comes from an address that is not on it.";
  return problem("address_not_allowed", detail, text === null ? {} : { members: { your_address: text } });
}

/** A good token where it must not be is what a stolen one looks like: its account's trail has it. */
function refused<P extends Problem>(
  deps: AdminDeps,
  { operationId, account }: Asked,
  actor: TokenActor,
  kind: Refusal,
  refusal: P,
): P {
  const elsewhere =
    account === undefined || account === actor.account ? {} : { account: account.slice(0, MAX_ID_LENGTH) };
  const event = eventOf(deps, actor, "token.refused", { code: refusal.code, operation: operationId, ...elsewhere });
  afterwards(deps, deps.tokens.recordRefusal(actor, kind, event, deps.now()));
  return refusal;
}

/** What a caller says an account is called; ids are no longer. */
const MAX_ID_LENGTH = 63;

function afterwards(deps: AdminDeps, work: Promise<void>): void {
  const failed = (error: unknown) =>
    deps.log("token_note_failed", { request_id: deps.requestId, error: String(error) });
  deps.waitUntil(work.catch(failed));
}
