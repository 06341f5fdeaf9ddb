import { type Address, formatAddress } from "../address/address.ts";
import { type InvalidCursor, type Page, type PageQuery, readPage } from "../input/cursor.ts";
import { err, ok, type Result } from "../result.ts";
import type { EndOptions } from "../storage/sessions/session-ending.ts";
import type { Session } from "../storage/sessions/session-records.ts";
import { type Sessions, sessionKey, type WhichSessions } from "../storage/sessions/sessions.ts";
import { type Actor, consoleLoginOf } from "./actor.ts";
import { eventOf, type UnkeptAnswer, unkeptAnswer } from "./change.ts";
import type { ChangeDeps } from "./deps.ts";

/** What it takes to list and end the sessions of an account. */
export interface SessionDeps extends Pick<ChangeDeps, "address" | "now"> {
  readonly sessions: Sessions;
  /** Makes an ending hold in this isolate before the answer. */
  readonly rememberEnded: (
    hashes: readonly string[],
    /** All sessions of this account were ended at this moment, in Unix milliseconds. */
    everybody: { readonly account: string; readonly at: number } | null,
  ) => void;
}

/** Which sessions; what is left out does not matter. */
export interface SessionFilter extends PageQuery {
  readonly state?: "active" | "ended" | undefined;
  /** The product's id of the user. */
  readonly user?: string | undefined;
  /** Where it was last seen. */
  readonly address?: Address | undefined;
  /** A part of user, name, address or device. */
  readonly q?: string | undefined;
}

/** A page of the sessions of an account, the one last seen first. */
export function listSessions(
  { sessions }: Pick<SessionDeps, "sessions">,
  account: string,
  { state, user, q, ...query }: SessionFilter,
): Promise<Result<Page<Session>, InvalidCursor>> {
  const address = query.address === undefined ? undefined : formatAddress(query.address);
  const list = `sessions:${JSON.stringify([account, state, user, address, q])}`;
  return readPage({ list, keyOf: sessionKey }, query, (page) =>
    sessions.list(account, { state, user, address, q, ...page }),
  );
}

/** Ends one session. The value is how many were ended: 0 when it had ended before. */
export async function endSession(
  deps: SessionDeps,
  actor: Actor,
  account: string,
  id: string,
): Promise<Result<number, { readonly code: "session_not_found" }>> {
  const session = await deps.sessions.get(account, id);
  if (session === null) return err({ code: "session_not_found" });
  if (session.endedAt !== null) return ok(0);
  const about = { session: session.id, user: session.user, device: session.device.label };
  const event = eventOf(deps, actor, "session.revoked", about);
  return ok((await end(deps, account, { session: session.id }, { event })).ended);
}

/** Sessions of a user, or all of an account, but for those with these ids. */
export interface ManySessions {
  readonly which: { readonly user: string } | { readonly all: true };
  readonly except: readonly string[];
}

/** Ids to spare that are no sessions of the account: perhaps a typing error, and whom it means would be logged out. */
export interface UnknownSessions {
  readonly code: "sessions_not_found";
  /** Places in `except`, from 0; at least one. */
  readonly places: readonly number[];
}

/** Ids that the event of an ending names. */
const MAX_NAMED_IDS = 100;

/**
 * Ends many sessions; also those that become known later but began before. When `except` names an id that the account
 * does not have, nothing is ended; one of a session that has ended already is no error, and spares nothing. `answer`:
 * what is kept in the same batch for repetitions of the call.
 */
export async function endSessions(
  deps: SessionDeps,
  actor: Actor,
  account: string,
  { which, except }: ManySessions,
  answer?: EndOptions["answer"],
): Promise<Result<number, UnknownSessions | UnkeptAnswer>> {
  const places = await unknownPlaces(deps, account, except);
  if (places.length > 0) return err({ code: "sessions_not_found", places });
  const event = eventOf(deps, actor, "session.revoked", { ...which, except: except.slice(0, MAX_NAMED_IDS) });
  // "All" asked for in the console means all others: who asks goes on with the next page. A user's end with that user.
  const exceptLogin = "all" in which ? consoleLoginOf(actor) : null;
  const { ended, unkept } = await end(deps, account, which, { except, exceptLogin, event, answer });
  return unkept === undefined ? ok(ended) : err(unkeptAnswer(unkept));
}

async function unknownPlaces(
  { sessions }: Pick<SessionDeps, "sessions">,
  account: string,
  ids: readonly string[],
): Promise<readonly number[]> {
  if (ids.length === 0) return [];
  const unknown = await sessions.unknownIds(account, ids);
  return ids.flatMap((id, place) => (unknown.has(id) ? [place] : []));
}

/** One batch with the event; in this isolate the ending holds before the answer. */
async function end(
  deps: SessionDeps,
  account: string,
  which: WhichSessions,
  options: Pick<EndOptions, "except" | "exceptLogin" | "event" | "answer">,
) {
  const now = deps.now();
  const done = await deps.sessions.end(account, which, { ...options, reason: "revoked", now });
  deps.rememberEnded(done.hashes, "all" in which && done.unkept === undefined ? { account, at: now } : null);
  return done;
}
