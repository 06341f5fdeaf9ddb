import { type Actor, SCOPES, type Scope } from "../../accounts/actor.ts";
import type { ConsoleSession } from "../../storage/console/console-sessions.ts";

/** The actor of a console login: a person, or an account token in a browser. */
export type ConsoleActor = Exclude<Actor, { readonly kind: "operator" }>;

/**
 * What a link lets people do: all that the console shows. It makes no tokens, which would outlast the login, and no
 * further links.
 */
export const LINK_SCOPES: readonly Scope[] = ["allowlist:write", "sessions:write", "audit:read"];

/** The actor of this login as the audit trail names it: the token itself when a token opened it. */
export function actorOf(
  session: Pick<
    ConsoleSession,
    "id" | "account" | "actorName" | "openedWith" | "tokenId" | "user" | "scopes" | "expiresAt"
  >,
): ConsoleActor {
  const { id, account, actorName: name, openedWith, tokenId, user, expiresAt } = session;
  const scopes = new Set(SCOPES.filter((scope) => session.scopes.includes(scope)));
  if (openedWith === "token" && tokenId !== null)
    return { kind: "token", id: tokenId, name, account, expiresAt, scopes, consoleLogin: id };
  return { kind: "console", id, name, user, account, expiresAt, scopes };
}
