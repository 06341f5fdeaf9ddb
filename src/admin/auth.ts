import { type Problem, problem } from "./problem.ts";

/** What an account token may do. `write` includes `read`. */
export const SCOPES = [
  "allowlist:read",
  "allowlist:write",
  "sessions:read",
  "sessions:write",
  "audit:read",
  "tokens:write",
  "console:link",
] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * Who may call an endpoint: anyone at all, anyone with a token, the operator alone, any token of the account in the
 * path, or such a token with this scope. The operator may call everything.
 */
export type Access = "public" | "identified" | "operator" | "account" | Scope;

/** Who calls. */
export type Actor =
  | { readonly kind: "operator" }
  | {
      readonly kind: "token";
      readonly id: string;
      /** What people call the token. */
      readonly name: string;
      readonly account: string;
      /** Unix milliseconds; null: never. */
      readonly expiresAt: number | null;
      readonly scopes: ReadonlySet<Scope>;
      /** Id of the console login that it was pasted into; absent: it came with the call itself. */
      readonly consoleLogin?: string;
    }
  | {
      /** A person in the console. */
      readonly kind: "console";
      /** Of the login; no secret. */
      readonly id: string;
      readonly name: string;
      /** The product's id of that person; null: the product did not say. */
      readonly user: string | null;
      readonly account: string;
      /** Of what the person came in with: nothing that is made here outlasts it. */
      readonly expiresAt: number | null;
      readonly scopes: ReadonlySet<Scope>;
    };

/** The actor as the audit trail and `created_by` name it. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case "operator":
      return "operator";
    case "token":
      return `token:${actor.id}`;
    case "console":
      return actor.user === null ? `console:${actor.id}` : `user:${actor.user}`;
    default:
      return actor satisfies never;
  }
}

/** Who that is to people; null: the actor says it all. */
export const actorLabel = (actor: Actor): string | null => (actor.kind === "operator" ? null : actor.name);

/** Id of the console login in which the actor acts; null: it acts by a call of its own. */
export function consoleLoginOf(actor: Actor): string | null {
  switch (actor.kind) {
    case "operator":
      return null;
    case "token":
      return actor.consoleLogin ?? null;
    case "console":
      return actor.id;
    default:
      return actor satisfies never;
  }
}

/** The account whose list judges the actor's own address; null: none does. The operator token is the way back in. */
export const accountOf = (actor: Actor): string | null => (actor.kind === "operator" ? null : actor.account);

/** RFC 6750, section 2.1. Two Authorization headers arrive joined by ", " and are no token. */
export function readBearer(header: string | null): string | null {
  return /^Bearer +(\S+)$/i.exec(header ?? "")?.[1] ?? null;
}

/** Constant time: digests have one length, and comparing them tells nothing about the texts. */
export async function isSameSecret(a: string, b: string): Promise<boolean> {
  const encoder = new TextEncoder();
  const [digestA, digestB] = await Promise.all([
    crypto.subtle.digest("SHA-256", encoder.encode(a)),
    crypto.subtle.digest("SHA-256", encoder.encode(b)),
  ]);
  return crypto.subtle.timingSafeEqual(digestA, digestB);
}

/** RFC 6750, section 3: a request without a token is told only what is needed, one with a bad token that it is bad. */
export function unauthorized(token: string | null): Problem<"unauthorized"> {
  return problem("unauthorized", "Send `Authorization: Bearer <token>` with a token that is valid now.", {
    headers: { "WWW-Authenticate": token === null ? "Bearer" : 'Bearer error="invalid_token"' },
  });
}

export type AccessProblem = "operator_only" | "missing_scope" | "account_not_found";

/** May this actor call an endpoint of this access, on the account that the path names? Another's account does not exist. */
export function authorize(actor: Actor, access: Access, account: string | undefined): Problem<AccessProblem> | null {
  if (actor.kind === "operator" || access === "public" || access === "identified") return null;
  if (access === "operator") return problem("operator_only", "This needs the operator token.");
  if (account !== actor.account) return accountNotFound();
  if (access === "account" || hasScope(actor.scopes, access)) return null;
  return problem("missing_scope", `This needs a token with the scope ${access}.`, {
    members: { scope: access },
    headers: { "WWW-Authenticate": `Bearer error="insufficient_scope", scope="${access}"` },
  });
}

export const accountNotFound = (): Problem<"account_not_found"> =>
  problem("account_not_found", "There is no such account, or it is not yours.");

/** Does what these scopes allow include this one? */
export function hasScope(scopes: ReadonlySet<Scope>, wanted: Scope): boolean {
  if (scopes.has(wanted)) return true;
  const [area, right] = wanted.split(":");
  return right === "read" && SCOPES.some((scope) => scope === `${area}:write` && scopes.has(scope));
}
