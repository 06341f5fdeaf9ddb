import * as z from "zod";
import { formatToken, TOKEN_RANDOM_BYTES } from "../../access/token-secret.ts";
import { type Actor, hasScope, SCOPES, type Scope } from "../../accounts/actor.ts";
import { eventOf, findAccount, findUnsettled } from "../../accounts/change.ts";
import { recordRefusedChange } from "../../accounts/refused-change.ts";
import { readPage } from "../../input/cursor.ts";
import { line, TimeInput } from "../../input/scalars.ts";
import type { FieldError } from "../../input/validation.ts";
import type { Account } from "../../storage/accounts/accounts.ts";
import { MAX_TOKENS, type Token } from "../../storage/accounts/tokens.ts";
import { hashSecret } from "../../storage/secret.ts";
import { formatTime, formatTimeOrNull } from "../../time.ts";
import { jsonBody } from "../http/body.ts";
import { defineEndpoint, type Endpoint } from "../http/endpoint.ts";
import { invalidRequest, type Problem, problem } from "../http/problem.ts";
import { toProblem } from "../http/refusal-problem.ts";
import { reply, replyPage } from "../http/reply.ts";
import { AccountParams, ChangeOutcome, page, pageQuery, Timestamp } from "../http/schemas.ts";

const MAX_NAME_LENGTH = 100;

/** Of what a refused grant gives too much, the audit trail keeps so many. */
const MAX_RECORDED_ERRORS = 20;

const Scopes = z
  .array(z.enum(SCOPES))
  .min(1, "A token needs at least one scope.")
  .transform((scopes) => SCOPES.filter((scope) => scopes.includes(scope)))
  .meta({ description: "What the token may do; `write` includes `read`.", examples: [["allowlist:write"]] });

const TokenView = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(z.string()),
    expires_at: Timestamp.nullable(),
    created_at: Timestamp,
    created_by: z.string(),
    last_used_at: Timestamp.nullable().meta({ description: "Exact to ten minutes; null: never used." }),
  })
  .meta({ id: "Token" });

const CreatedToken = TokenView.extend({
  token: z.string().meta({ description: "The token itself. Keep it now: it is not stored and never shown again." }),
})
  .extend(ChangeOutcome.shape)
  .meta({ id: "CreatedToken" });

const NewToken = z
  .strictObject({
    name: line(MAX_NAME_LENGTH).meta({ description: "For people; the audit trail shows it.", examples: ["CI"] }),
    scopes: Scopes,
    expires_at: TimeInput.nullable()
      .optional()
      .meta({ description: "From this second on the token is refused; null or left out: it does not expire." }),
  })
  .meta({ id: "NewToken" });

const listTokens = defineEndpoint({
  method: "get",
  path: "/accounts/{account}/tokens",
  access: "tokens:write",
  operationId: "listTokens",
  tag: "tokens",
  summary: "List the tokens of an account",
  description: "In the order in which they were made, expired ones among them. The tokens themselves are not stored.",
  params: AccountParams,
  query: pageQuery(50, 100),
  responses: { 200: { description: "A page of tokens.", schema: page(TokenView) } },
  problems: ["account_not_found", "invalid_cursor"],
  async handle({ params, query }, deps) {
    const listing = { list: `tokens:${params.account}`, keyOf: ({ id }: Token) => id };
    const found = await readPage(listing, query, (page) => deps.tokens.list(params.account, page));
    if (!found.ok) return toProblem(found.error);
    const account = await findAccount(deps, params.account);
    return account.ok ? replyPage(found.value, viewToken) : toProblem(account.error);
  },
});

const createToken = defineEndpoint({
  method: "post",
  path: "/accounts/{account}/tokens",
  access: "tokens:write",
  operationId: "createToken",
  tag: "tokens",
  summary: "Make a token",
  description:
    "The answer is the only place where the token stands. A token can make others of its own account alone, with no scope that it has not itself, and none that outlives it; the operator can make any. Revoking a token leaves those that it made: `created_by` names them. Changes no revision.",
  params: AccountParams,
  body: jsonBody(NewToken),
  responses: { 201: { description: "The token.", schema: CreatedToken } },
  problems: ["account_not_found", "invalid_request", "exceeds_own_rights", "too_many_tokens"],
  async handle({ actor, params, body }, deps) {
    const account = await findAccount(deps, params.account);
    if (!account.ok) return toProblem(account.error);
    const now = deps.now();
    const { name, scopes, expires_at: expiresAt = null } = body;
    if (expiresAt !== null && expiresAt <= now) return invalidRequest([inThePast]);
    const excess = findExcess(actor, { scopes, expiresAt });
    if (excess.length > 0) {
      const facts = { errors: excess.slice(0, MAX_RECORDED_ERRORS).map(({ detail }) => detail) };
      const refusal = { account: params.account, operation: "createToken", code: "exceeds_own_rights", facts };
      await recordRefusedChange(deps, actor, refusal);
      return problem("exceeds_own_rights", "A token gives no more than its maker has. See errors.", { errors: excess });
    }

    const secret = formatToken(deps.random(TOKEN_RANDOM_BYTES));
    const event = (id: string) =>
      eventOf(deps, actor, "token.created", { id, name, scopes, expires_at: formatTimeOrNull(expiresAt) });
    const token = { name, scopes, expiresAt, hash: await hashSecret(secret) };
    const created = await deps.tokens.create(params.account, token, event, now);
    if (created === null) return tooManyTokens();
    return reply(201, { ...viewToken(created), token: secret, ...unmoved(account.value) });
  },
});

const deleteToken = defineEndpoint({
  method: "delete",
  path: "/accounts/{account}/tokens/{id}",
  access: "tokens:write",
  operationId: "deleteToken",
  tag: "tokens",
  summary: "Revoke a token",
  description: "It is refused from now on, everywhere. A token may revoke any of its account, itself too.",
  params: AccountParams.extend({ id: z.string().meta({ description: "The token's id." }) }),
  responses: { 200: { description: "It is revoked.", schema: ChangeOutcome } },
  problems: ["account_not_found", "token_not_found"],
  async handle({ actor, params }, deps) {
    const account = await findUnsettled(deps, params.account);
    if (!account.ok) return toProblem(account.error);
    const token = await deps.tokens.get(params.account, params.id);
    if (token === null) return tokenNotFound();
    const { id, name, scopes } = token;
    const event = eventOf(deps, actor, "token.revoked", { id, name, scopes });
    const isRemoved = await deps.tokens.remove(token, event, deps.now());
    return isRemoved ? reply(200, unmoved(account.value)) : tokenNotFound();
  },
});

interface Grant {
  readonly scopes: readonly Scope[];
  readonly expiresAt: number | null;
}

/**
 * What a token would give beyond its own rights, each with its place: a scope that it does not have, or a life beyond its
 * own end. (A token that was lent for a week could otherwise make one that never expires.)
 */
function findExcess(actor: Actor, { scopes, expiresAt }: Grant): readonly FieldError[] {
  if (actor.kind === "operator") return [];
  const errors: FieldError[] = scopes
    .filter((scope) => !hasScope(actor.scopes, scope))
    .map((scope) => ({
      pointer: "/scopes",
      code: "scope_not_held",
      detail: `You have no ${scope} yourself.`,
      fix: `Leave ${scope} out.`,
    }));
  if (actor.expiresAt !== null && (expiresAt === null || expiresAt > actor.expiresAt)) {
    const end = formatTime(actor.expiresAt);
    errors.push({
      pointer: "/expires_at",
      code: "outlives_its_maker",
      detail: `Your own access ends at ${end}.`,
      fix: `Give ${end} or earlier.`,
    });
  }
  return errors;
}

const inThePast: FieldError = {
  pointer: "/expires_at",
  code: "in_the_past",
  detail: "The token would have expired already.",
  fix: "Give a time to come, or null for a token that does not expire.",
};

const tokenNotFound = (): Problem<"token_not_found"> =>
  problem("token_not_found", "The account has no token with this id.");

const tooManyTokens = (): Problem<"too_many_tokens"> =>
  problem("too_many_tokens", `An account has at most ${MAX_TOKENS} tokens. Revoke those that are not needed.`);

/** Tokens are no part of what is published: the account stays as it is. */
const unmoved = ({ revision, publishedRevision }: Account) => ({
  revision,
  published: publishedRevision === revision,
});

const viewToken = (token: Token): z.output<typeof TokenView> => ({
  id: token.id,
  name: token.name,
  scopes: [...token.scopes],
  expires_at: formatTimeOrNull(token.expiresAt),
  created_at: formatTime(token.createdAt),
  created_by: token.createdBy,
  last_used_at: formatTimeOrNull(token.lastUsedAt),
});

export const tokenEndpoints: readonly Endpoint[] = [listTokens, createToken, deleteToken];
