import * as z from "zod";
import { eventOf, findAccount, findUnsettled } from "../../accounts/change.ts";
import { readPage } from "../../input/cursor.ts";
import { OPENED_WITH } from "../../storage/console/console-session-opening.ts";
import type { ConsoleLoginKey, ConsoleSession } from "../../storage/console/console-sessions.ts";
import { formatTime } from "../../time.ts";
import { defineEndpoint, type Endpoint } from "../http/endpoint.ts";
import { problem } from "../http/problem.ts";
import { toProblem } from "../http/refusal-problem.ts";
import { reply, replyPage } from "../http/reply.ts";
import { AccountParams, page, pageQuery, Timestamp } from "../http/schemas.ts";

const ConsoleLoginView = z
  .object({
    id: z.string().meta({ examples: ["con_1"] }),
    actor_name: z.string().meta({ description: "Who came in: the person, or the name of the account token." }),
    user: z.string().nullable().meta({ description: "The product's id of that person; null: it did not say." }),
    session: z.string().nullable().meta({
      description:
        "The product session that the person came from. The login is over when that is; null: there is none.",
    }),
    opened_with: z.enum(OPENED_WITH).meta({ description: "A console link, an account token, or the operator's." }),
    created_at: Timestamp,
    last_seen_at: Timestamp.meta({ description: "Exact to a minute." }),
    expires_at: Timestamp.meta({ description: "At the latest: 30 minutes without a visit end it sooner." }),
  })
  .meta({ id: "ConsoleLogin" });

const viewLogin = (login: ConsoleSession): z.output<typeof ConsoleLoginView> => ({
  id: login.id,
  actor_name: login.actorName,
  user: login.user,
  session: login.session,
  opened_with: login.openedWith,
  created_at: formatTime(login.createdAt),
  last_seen_at: formatTime(login.lastSeenAt),
  expires_at: formatTime(login.expiresAt),
});

export const listConsoleLogins = defineEndpoint({
  method: "get",
  path: "/accounts/{account}/console-logins",
  access: "sessions:read",
  operationId: "listConsoleLogins",
  tag: "console",
  summary: "List who is in the console of an account",
  description: "Logins that are live now, the newest first.",
  params: AccountParams,
  query: pageQuery(50, 200),
  responses: { 200: { description: "A page of logins.", schema: page(ConsoleLoginView) } },
  problems: ["account_not_found", "invalid_cursor"],
  async handle({ params, query: { limit, cursor } }, deps) {
    const account = await findAccount(deps, params.account);
    if (!account.ok) return toProblem(account.error);
    const listing = { list: `console-logins:${params.account}`, keyOf };
    const found = await readPage(listing, { limit, cursor }, async (wanted) => {
      const after = wanted.after === null ? null : readKey(wanted.after);
      if (wanted.after !== null && after === null) return null;
      return deps.consoleSessions.list(params.account, { after, limit: wanted.limit }, deps.now());
    });
    return found.ok ? replyPage(found.value, viewLogin) : toProblem(found.error);
  },
});

const keyOf = ({ expiresAt, id }: ConsoleLoginKey): string => `${expiresAt}:${id}`;

/** The login after which a page begins; null: the text is no key of a login. */
function readKey(key: string): ConsoleLoginKey | null {
  const [, expiresAt, id] = /^(\d{1,15}):(con_\w{1,60})$/.exec(key) ?? [];
  return expiresAt !== undefined && id !== undefined ? { expiresAt: Number(expiresAt), id } : null;
}

const deleteConsoleLogin = defineEndpoint({
  method: "delete",
  path: "/accounts/{account}/console-logins/{id}",
  access: "sessions:write",
  operationId: "endConsoleLogin",
  tag: "console",
  summary: "Log somebody out of the console",
  description: "It holds from the next request on, everywhere. A login that is over already stays as it is.",
  params: AccountParams.extend({ id: z.string().meta({ description: "The login's id." }) }),
  responses: {
    200: {
      description: "It is over.",
      schema: z
        .object({ ended: z.int().meta({ description: "How many logins this call ended: 1 or 0." }) })
        .meta({ id: "EndedConsoleLogin" }),
    },
  },
  problems: ["account_not_found", "console_login_not_found"],
  async handle({ actor, params }, deps) {
    const account = await findUnsettled(deps, params.account);
    if (!account.ok) return toProblem(account.error);
    const login = await deps.consoleSessions.get(params.account, params.id);
    if (login === null) return problem("console_login_not_found", "This account has no console login of this id.");
    const about = { login: login.id, name: login.actorName, user: login.user, opened_with: login.openedWith };
    const event = eventOf(deps, actor, "console.ended", about);
    const isEnded = await deps.consoleSessions.end(login, event, deps.now());
    return reply(200, { ended: isEnded ? 1 : 0 });
  },
});

export const consoleLoginEndpoints: readonly Endpoint[] = [listConsoleLogins, deleteConsoleLogin];
