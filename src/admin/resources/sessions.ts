import * as z from "zod";
import { findAccount, findUnsettled } from "../../accounts/change.ts";
import { endSession, endSessions, listSessions } from "../../accounts/sessions.ts";
import { AddressText } from "../../input/scalars.ts";
import type { SessionLimits } from "../../policy/policy.ts";
import { sessionExpiry } from "../../policy/session-expiry.ts";
import { END_REASONS, SESSION_KINDS, type Session } from "../../storage/sessions/session-records.ts";
import { formatTime, formatTimeOrNull } from "../../time.ts";
import { jsonBody } from "../http/body.ts";
import { defineEndpoint, type Endpoint } from "../http/endpoint.ts";
import { KEY_PROBLEMS, toProblem } from "../http/refusal-problem.ts";
import { reply, replyPage } from "../http/reply.ts";
import { AccountParams, page, pageQuery, Timestamp } from "../http/schemas.ts";

const text = z.string().nullable();

const SessionView = z
  .object({
    id: z.string(),
    user: text.meta({ description: "The product's id of the user; null: the product does not say." }),
    name: text,
    kind: z.enum(SESSION_KINDS).meta({ description: "`web`: with a session cookie; `api`: with a token alone." }),
    address: z.string().meta({ description: "Where it was last seen." }),
    first_address: z.string(),
    device: z.object({ label: z.string(), browser: text, os: text, type: z.string() }),
    region: z.object({ country: text, region: text, city: text }),
    two_factor: z.boolean().nullable(),
    logged_in_at: Timestamp.meta({ description: "When it was first seen to be logged in." }),
    last_seen_at: Timestamp.meta({ description: "Exact to five minutes." }),
    expires_at: Timestamp.nullable().meta({ description: "If it is not seen again; null: no limit applies." }),
    ended_at: Timestamp.nullable(),
    end_reason: z.enum(END_REASONS).nullable(),
    new_device: z.boolean().meta({
      description: "This user was seen with this kind of device, or in this country, for the first time.",
    }),
    current: z.boolean().meta({ description: "This very request came with the cookie of this session." }),
  })
  .meta({ id: "Session" });

function viewSession(
  session: Session,
  limits: SessionLimits,
  current: ReadonlySet<string>,
): z.output<typeof SessionView> {
  const { label, browser, os, type } = session.device;
  return {
    id: session.id,
    user: session.user,
    name: session.name,
    kind: session.kind,
    address: session.address,
    first_address: session.firstAddress,
    device: { label, browser, os, type },
    region: { ...session.region },
    two_factor: session.twoFactor,
    logged_in_at: formatTime(session.loggedInAt),
    last_seen_at: formatTime(session.lastSeenAt),
    expires_at: formatTimeOrNull(sessionExpiry(session, limits)),
    ended_at: formatTimeOrNull(session.endedAt),
    end_reason: session.endReason,
    new_device: session.newDevice,
    current: current.has(session.id),
  };
}

const SessionParams = AccountParams.extend({ id: z.string().meta({ description: "The session's id." }) });

const Ended = z
  .object({ ended: z.int().meta({ description: "How many sessions this call ended." }) })
  .meta({ id: "Ended" });

const User = z.string().min(1, "It is empty.").max(256, "It is longer than 256 characters.");

const SessionsQuery = pageQuery(50, 200).extend({
  state: z.enum(["active", "ended"]).optional().meta({ description: "Absent: both." }),
  user: User.optional().meta({ description: "The product's id of the user." }),
  address: AddressText.optional().meta({ description: "Where it was last seen." }),
  q: z.string().trim().min(1).max(100).optional().meta({ description: "Part of user, name, address or device." }),
});

const getSessions = defineEndpoint({
  method: "get",
  path: "/accounts/{account}/sessions",
  access: "sessions:read",
  operationId: "listSessions",
  tag: "sessions",
  summary: "List the sessions of an account",
  description: "Every device that logged in, the one last seen first.",
  params: AccountParams,
  query: SessionsQuery,
  responses: { 200: { description: "A page of sessions.", schema: page(SessionView) } },
  problems: ["account_not_found", "invalid_cursor"],
  async handle({ params, query }, deps) {
    const found = await listSessions(deps, params.account, query);
    if (!found.ok) return toProblem(found.error);
    const account = await findAccount(deps, params.account);
    if (!account.ok) return toProblem(account.error);
    const current = await deps.currentSessions(params.account);
    return replyPage(found.value, (session) => viewSession(session, account.value.policy.session, current));
  },
});

const deleteSession = defineEndpoint({
  method: "delete",
  path: "/accounts/{account}/sessions/{id}",
  access: "sessions:write",
  operationId: "endSession",
  tag: "sessions",
  summary: "Log out a device",
  description:
    "It holds at once here, and everywhere within 30 seconds. A session that has ended already stays as it is.",
  params: SessionParams,
  responses: { 200: { description: "It is logged out.", schema: Ended } },
  problems: ["account_not_found", "session_not_found"],
  async handle({ actor, params }, deps) {
    const account = await findUnsettled(deps, params.account);
    if (!account.ok) return toProblem(account.error);
    const ended = await endSession(deps, actor, params.account, params.id);
    return ended.ok ? reply(200, { ended: ended.value }) : toProblem(ended.error);
  },
});

const except = z.array(z.string()).max(1000, "It names more than 1,000 sessions.").default([]).meta({
  description:
    "Ids of sessions that stay. Each must be one of the account: otherwise nothing is ended, and the answer is 422 with an error for each id that is not. The id of a session that has ended (also as `replaced`) is accepted and spares nothing.",
});

const Revocation = z
  .union([z.strictObject({ user: User, except }), z.strictObject({ all: z.literal(true), except })], {
    error: "Give either `user`, or `all: true`.",
  })
  .meta({ id: "Revocation", examples: [{ user: "42" }, { all: true, except: ["ses_1"] }] });

const revokeSessions = defineEndpoint({
  method: "post",
  path: "/accounts/{account}/sessions/revoke",
  access: "sessions:write",
  operationId: "revokeSessions",
  tag: "sessions",
  summary: "Log out a user, or everybody",
  description:
    "Sessions and API tokens alike; also those that become known later but began before. Their console logins end as well, and unused links into the console stop working; `all` ends also the logins that account tokens opened, but no account token.",
  params: AccountParams,
  body: jsonBody(Revocation),
  idempotencyKey: "honoured",
  responses: { 200: { description: "They are logged out.", schema: Ended } },
  problems: ["account_not_found", ...KEY_PROBLEMS, "invalid_request"],
  async handle({ actor, params, body, keep }, deps) {
    const account = await findUnsettled(deps, params.account);
    if (!account.ok) return toProblem(account.error);
    const which = "user" in body ? { user: body.user } : { all: true as const };
    // How many are ended is known within the batch alone, and added there.
    const answer = await keep?.({ status: 200, body: {}, revision: null });
    const ended = await endSessions(deps, actor, params.account, { which, except: body.except }, answer);
    return ended.ok ? reply(200, { ended: ended.value }) : toProblem(ended.error);
  },
});

export const sessionEndpoints: readonly Endpoint[] = [getSessions, deleteSession, revokeSessions];
