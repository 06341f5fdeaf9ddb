import * as z from "zod";
import { type Actor, actorName } from "../../accounts/actor.ts";
import { findAccount } from "../../accounts/change.ts";
import { line } from "../../input/scalars.ts";
import type { FieldError } from "../../input/validation.ts";
import { formatTime } from "../../time.ts";
import type { AdminDeps } from "../deps.ts";
import { jsonBody } from "../http/body.ts";
import { defineEndpoint, type Endpoint } from "../http/endpoint.ts";
import { invalidRequest } from "../http/problem.ts";
import { accountNotFound, toProblem } from "../http/refusal-problem.ts";
import { reply } from "../http/reply.ts";
import { AccountParams, Timestamp } from "../http/schemas.ts";

/** Below the base path; a link's code follows. The page asks before it uses the link up, so that a prefetch does not. */
export const CONSOLE_LINK_PATH = "/enter/";

const MAX_NAME_LENGTH = 100;
const MAX_USER_LENGTH = 256;
const MAX_SESSION_LENGTH = 100;

const NewConsoleLink = z
  .strictObject({
    actor_name: line(MAX_NAME_LENGTH).meta({
      description: "Who comes in by it. For people; the audit trail shows it.",
      examples: ["Ann Lee"],
    }),
    user: line(MAX_USER_LENGTH)
      .nullable()
      .optional()
      .meta({ description: "The product's id of that person, as its signals give it.", examples: ["42"] }),
    session: line(MAX_SESSION_LENGTH)
      .nullable()
      .optional()
      .meta({
        description:
          '`Gatehouse-Session` of that person\'s request: marks "this device". It must be live, and the console login ends with it.',
        examples: ["ses_1"],
      }),
  })
  .meta({ id: "NewConsoleLink" });

const ConsoleLinkView = z
  .object({
    url: z.url().meta({
      description: "For a redirect, at once. It is shown here alone; whoever has it can use it, once.",
      examples: ["https://app.acme.example/.gatehouse/enter/8JxqQ0c1hVY2zK5rT7uW9aBcDeFgHiJkLmNoPqRsTuV"],
    }),
    expires_at: Timestamp,
  })
  .meta({ id: "ConsoleLink" });

const createConsoleLink = defineEndpoint({
  method: "post",
  path: "/accounts/{account}/console-links",
  access: "console:link",
  operationId: "createConsoleLink",
  tag: "console",
  summary: "Make a link that lets one person into the console of an account",
  description:
    "It works once, within five minutes, and opens a login of at most twelve hours that is over after 30 minutes without a visit. Link and login are over sooner when `session` ends, when the sessions of `user` or of everybody are ended, and when the token expires or is revoked that made the link. It gives all that the console can do in this account: make links for administrators alone, when they ask for it.",
  params: AccountParams,
  body: jsonBody(NewConsoleLink),
  responses: { 201: { description: "The link.", schema: ConsoleLinkView } },
  problems: ["account_not_found", "invalid_request"],
  async handle({ actor, params, body }, deps) {
    const account = await findAccount(deps, params.account);
    if (!account.ok) return toProblem(account.error);
    const session = body.session ?? null;
    if (session !== null && !(await isLive(deps, params.account, session))) return invalidRequest([sessionNotLive]);
    const made = await deps.consoleLinks.create(
      {
        account: params.account,
        actorName: body.actor_name,
        user: body.user ?? null,
        session,
        createdBy: actorName(actor),
        tokenId: tokenOf(actor),
      },
      deps.now(),
    );
    if (made === null) return accountNotFound();
    const origin = await originFor(deps, params.account);
    const url = `${origin}${deps.config.basePath}${CONSOLE_LINK_PATH}${made.code}`;
    return reply(201, { url, expires_at: formatTime(made.expiresAt) });
  },
});

async function isLive({ sessions }: AdminDeps, account: string, id: string): Promise<boolean> {
  const session = await sessions.get(account, id);
  return session !== null && session.endedAt === null;
}

const sessionNotLive: FieldError = {
  pointer: "/session",
  code: "session_not_live",
  detail: "The account has no live session of this id.",
  fix: "Give `Gatehouse-Session` of the very request that asks for the console, or leave it out when there is none.",
};

const tokenOf = (actor: Actor): string | null => (actor.kind === "token" ? actor.id : null);

/**
 * The origin of the account's console: the host that was called if it belongs to the account, else the account's first
 * host. Scheme and port as called; an account without hosts gets what was called.
 */
async function originFor(deps: AdminDeps, account: string): Promise<string> {
  const url = new URL(deps.origin);
  const called = await deps.hosts.find(url.hostname);
  if (called?.target.kind === "account" && called.target.account === account) return url.origin;
  const [first] = await deps.hosts.listOf(account, { after: null, limit: 1 });
  if (first !== undefined) url.hostname = first.hostname;
  return url.origin;
}

export const consoleLinkEndpoints: readonly Endpoint[] = [createConsoleLink];
