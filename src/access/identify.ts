import { type Actor, SCOPES } from "../accounts/actor.ts";
import { eventOf, findAccount } from "../accounts/change.ts";
import type { ChangeDeps } from "../accounts/deps.ts";
import type { SettleDeps } from "../accounts/settle.ts";
import { type Address, formatAddress } from "../address/address.ts";
import { isCallerAllowed } from "../allowlist/caller-address.ts";
import type { AllowlistDeps } from "../allowlist/deps.ts";
import type { Config } from "../config/config.ts";
import { err, ok, type Result } from "../result.ts";
import {
  isDueForTouch,
  type PresentedToken,
  type Refusal,
  type Token,
  type Tokens,
} from "../storage/accounts/tokens.ts";
import { hashSecret, isSameSecret } from "../storage/secret.ts";
import type { Attempts } from "./attempts.ts";
import { isToken } from "./token-secret.ts";

/** What it takes to identify the holder of a token. */
export interface AccessDeps
  extends SettleDeps,
    Pick<ChangeDeps, "address" | "log" | "requestId">,
    Pick<AllowlistDeps, "entries" | "isWorkerRequest"> {
  readonly config: Pick<Config, "operatorToken">;
  readonly tokens: Tokens;
  readonly attempts: Attempts;
  /** The caller may come in from its address: the entries of this account that cover it, if there are any, are in use. */
  readonly noteAdmitted: (account: string) => void;
}

/** The holder of an account token. */
export type TokenActor = Extract<Actor, { readonly kind: "token" }>;

/** What a token is presented for: the audit trail names it when the token is refused. */
export interface Purpose {
  readonly operation: string;
  /** The account that the call is about; undefined: none in particular. */
  readonly account: string | undefined;
}

/** Why a token is refused. */
export type IdentityRefusal =
  /** Too many calls from this address came with a token that is not valid. It may try again after these seconds. */
  | { readonly code: "rate_limited"; readonly seconds: number }
  /** Unknown, revoked or expired: the caller is not told which. */
  | { readonly code: "unauthorized" }
  /** The account's list is enforced, and the caller's address, in canonical form, is not on it. */
  | { readonly code: "address_not_allowed"; readonly address: string | null };

/** The operator, or the holder of an account token. */
export type Identity =
  | { readonly kind: "operator" }
  | { readonly kind: "token"; readonly actor: TokenActor; readonly token: Token };

/** Identifies the holder of a secret: may this address try → which token is it → may it be used from this address. */
export async function identify(
  deps: AccessDeps,
  secret: string,
  purpose: Purpose,
): Promise<Result<Identity, IdentityRefusal>> {
  const hash = await hashSecret(secret);
  const wait = deps.attempts.secondsBlocked(deps.address, deps.now(), hash);
  if (wait > 0) return err({ code: "rate_limited", seconds: wait });
  if (await isOperator(secret, deps)) return ok({ kind: "operator" });
  const presented = isToken(secret) ? await findToken(hash, deps) : null;
  if (presented === null) {
    const seconds = await deps.attempts.fail(deps.address, deps.now(), hash);
    return err(seconds > 0 ? { code: "rate_limited", seconds } : { code: "unauthorized" });
  }

  const { token, mode } = presented;
  const actor = actorOf(token);
  if (await isCallerAllowed(deps, { account: token.account, mode })) {
    deps.noteAdmitted(token.account);
    return ok({ kind: "token", actor, token });
  }
  recordRefusedToken(deps, actor, purpose, { kind: "address", code: "address_not_allowed" });
  return err({ code: "address_not_allowed", address: textOf(deps.address) });
}

/** Notes that a token was used, at most once in ten minutes, after the answer. */
export function noteUse(deps: AccessDeps, token: Token): void {
  if (isDueForTouch(token, deps.now())) afterwards(deps, deps.tokens.touch(token, deps.now()));
}

/**
 * Keeps in the account's audit trail that a valid token was refused: a stolen token looks like this. `kind` tells a wrong
 * address from missing rights.
 */
export function recordRefusedToken(
  deps: AccessDeps,
  actor: TokenActor,
  { operation, account }: Purpose,
  { kind, code }: { readonly kind: Refusal; readonly code: string },
): void {
  const elsewhere =
    account === undefined || account === actor.account ? {} : { account: account.slice(0, MAX_ID_LENGTH) };
  const event = eventOf(deps, actor, "token.refused", { code, operation, ...elsewhere });
  afterwards(deps, deps.tokens.recordRefusal(actor, kind, event, deps.now()));
}

/** The longest id of an account. A caller may have sent more. */
const MAX_ID_LENGTH = 63;

const textOf = (address: Address | null): string | null => (address === null ? null : formatAddress(address));

const isOperator = async (secret: string, { config }: AccessDeps): Promise<boolean> =>
  config.operatorToken !== "" && (await isSameSecret(secret, config.operatorToken));

/**
 * The token of this hash; null: there is none, or it has expired. D1 is asked at every call, because a call takes several
 * queries anyway and a revocation then holds at once, everywhere. The time of the look-up tells nothing of other tokens:
 * it is by a digest.
 */
async function findToken(hash: string, deps: AccessDeps): Promise<PresentedToken | null> {
  let found = await deps.tokens.find(hash);
  if (found !== null && found.undoesAt !== null && deps.now() >= found.undoesAt) {
    // The account's list is about to judge the caller: it must be the one in force.
    await findAccount(deps, found.token.account);
    found = await deps.tokens.find(hash);
  }
  if (found === null) return null;
  const { expiresAt } = found.token;
  return expiresAt === null || deps.now() < expiresAt ? found : null;
}

function actorOf({ id, name, account, expiresAt, scopes }: Token): TokenActor {
  const known = SCOPES.filter((scope) => scopes.includes(scope));
  return { kind: "token", id, name, account, expiresAt, scopes: new Set(known) };
}

function afterwards(deps: AccessDeps, work: Promise<void>): void {
  const failed = (error: unknown) =>
    deps.log("token_note_failed", { request_id: deps.requestId, error: String(error) });
  deps.waitUntil(work.catch(failed));
}
