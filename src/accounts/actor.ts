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

/** The account that the actor belongs to; its list judges the actor's own address. Null: the operator, who is not judged. */
export const accountOf = (actor: Actor): string | null => (actor.kind === "operator" ? null : actor.account);

/** Does what these scopes allow include this one? */
export function hasScope(scopes: ReadonlySet<Scope>, wanted: Scope): boolean {
  if (scopes.has(wanted)) return true;
  const [area, right] = wanted.split(":");
  return right === "read" && SCOPES.some((scope) => scope === `${area}:write` && scopes.has(scope));
}

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
