import * as z from "zod";
import { formatAddress } from "../address/address.ts";
import type { SessionLimits } from "../policy/policy.ts";
import { sessionExpiry } from "../policy/session-expiry.ts";
import type { EndOptions } from "../storage/session-ending.ts";
import { END_REASONS, SESSION_KINDS, type Session } from "../storage/session-records.ts";
import { sessionKey, type WhichSessions } from "../storage/sessions.ts";
import { consoleLoginOf } from "./auth.ts";
import { jsonBody } from "./body.ts";
import { eventOf, findAccount } from "./change.ts";
import { pageOf, readCursor } from "./cursor.ts";
import type { AdminDeps } from "./deps.ts";
import { defineEndpoint, type Endpoint } from "./endpoint.ts";
import { idempotencyInProgress } from "./idempotency.ts";
import { problem } from "./problem.ts";
import { reply } from "./reply.ts";
import { AccountParams, AddressText, formatTime, formatTimeOrNull, page, pageQuery, Timestamp } from "./schemas.ts";

const text = z.string().nullable();

export const SessionView = z
  .object({
    id: z.string(),
    user: text.meta({ description: "Whose it is, as the product says; null: it does not say." }),
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
    current: z.boolean().meta({ description: "The session whose cookie came with this very request." }),
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

export const listSessions = defineEndpoint({
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
    const { state, user, q, limit } = query;
    const address = query.address === undefined ? undefined : formatAddress(query.address);
    const list = `sessions:${JSON.stringify([params.account, state, user, address, q])}`;
    const after = readCursor(list, query.cursor);
    if (!after.ok) return after.error;
    const account = await findAccount(deps, params.account);
    if (!account.ok) return account.error;
    const found = await deps.sessions.list(params.account, {
      state,
      user,
      address,
      q,
      after: after.value,
      limit: limit + 1,
    });
    const current = await deps.currentSessions(params.account);
    const view = (session: Session) => viewSession(session, account.value.policy.session, current);
    return reply(200, pageOf(found, { list, limit, keyOf: sessionKey }, view));
  },
});

export const deleteSession = defineEndpoint({
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
    const account = await findAccount(deps, params.account);
    if (!account.ok) return account.error;
    const session = await deps.sessions.get(params.account, params.id);
    if (session === null) return problem("session_not_found", "This account has no session of this id.");
    if (session.endedAt !== null) return reply(200, { ended: 0 });
    const about = { session: session.id, user: session.user, device: session.device.label };
    const event = eventOf(deps, actor, "session.revoked", about);
    const { ended } = await endSessions(deps, params.account, { session: session.id }, { event });
    return reply(200, { ended });
  },
});

const except = z.array(z.string()).max(1000, "It names more than 1,000 sessions.").default([]).meta({
  description: "Ids of sessions that stay.",
});

const Revocation = z
  .union([z.strictObject({ user: User, except }), z.strictObject({ all: z.literal(true), except })], {
    error: "Give either `user`, or `all: true`.",
  })
  .meta({ id: "Revocation", examples: [{ user: "42" }, { all: true, except: ["ses_1"] }] });

export const revokeSessions = defineEndpoint({
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
  problems: ["account_not_found", "idempotency_in_progress"],
  async handle({ actor, params, body, keep }, deps) {
    const account = await findAccount(deps, params.account);
    if (!account.ok) return account.error;
    const which = "user" in body ? { user: body.user } : { all: true as const };
    const about = { ...which, except: body.except.slice(0, 100) };
    // How many are ended is known within the batch alone, and added there.
    const answer = await keep?.({ status: 200, body: {}, revision: null });
    const event = eventOf(deps, actor, "session.revoked", about);
    const { ended, isKeyTaken } = await endSessions(deps, params.account, which, {
      except: body.except,
      // "All" asked for in the console means all others: who asks goes on with the next page. A user's end with that user.
      exceptLogin: "all" in which ? consoleLoginOf(actor) : null,
      event,
      answer,
    });
    return isKeyTaken ? idempotencyInProgress() : reply(200, { ended });
  },
});

/** Ends them in one batch with the event, and in this isolate before the answer. */
async function endSessions(
  deps: AdminDeps,
  account: string,
  which: WhichSessions,
  options: Pick<EndOptions, "except" | "exceptLogin" | "event" | "answer">,
): Promise<{ readonly ended: number; readonly isKeyTaken: boolean }> {
  const done = await deps.sessions.end(account, which, { ...options, reason: "revoked", now: deps.now() });
  deps.rememberEnded(done.hashes);
  return { ended: done.ended, isKeyTaken: done.isKeyTaken === true };
}

export const sessionEndpoints: readonly Endpoint[] = [listSessions, deleteSession, revokeSessions];
