import type { Log } from "../log.ts";
import type { EventDraft } from "../storage/d1/audit.ts";
import type { WhichSessions } from "../storage/sessions/sessions.ts";
import type { KnownVisit } from "./answered-visit.ts";
import type { Credential } from "./credentials/credential.ts";
import type { EndedSet } from "./ended/ended-set.ts";
import type { Endings } from "./ended/owed-endings.ts";
import { namesOf, recordableOf } from "./record/credential-records.ts";
import { createMinuteBudget } from "./record/minute-budget.ts";
import type { Recorder } from "./record/recorder.ts";
import type { SessionMemory } from "./record/session-memory.ts";
import type { Act, ActReason } from "./signals/signal-effects.ts";

export interface RequestEndingsParts {
  readonly ended: EndedSet;
  readonly memory: SessionMemory;
  readonly recorder: Recorder;
  readonly endings: Endings;
  readonly log: Log;
}

/** Ends what an answer asks to end. It holds in this isolate before these resolve. */
export interface RequestEndings {
  /** The one session of the request. */
  endRequest(act: Act & { readonly kind: "end_request" }, visit: KnownVisit): Promise<void>;
  /** All sessions of a user. */
  endUser(act: Act & { readonly kind: "end_user" }, visit: KnownVisit): Promise<void>;
}

/**
 * Logouts of credentials that this isolate does not know, looked up in D1, per isolate and minute: of one sealed session,
 * which no one can invent; and of all others of one address (or /64).
 */
const MAX_LOGOUTS_PER_SESSION = 3;
const MAX_STRANGERS_PER_SITE = 120;
const MAX_SEALED_PER_SITE = 60;
export function createRequestEndings(parts: RequestEndingsParts): RequestEndings {
  const { ended, memory, recorder, endings, log } = parts;
  const strangers = createMinuteBudget(MAX_STRANGERS_PER_SITE, (site) =>
    log({ level: "warn", event: "logouts_bounded", site, per_minute: MAX_STRANGERS_PER_SITE }),
  );
  const repeated = createMinuteBudget(MAX_LOGOUTS_PER_SESSION, () => undefined);
  const sealedStrangers = createMinuteBudget(MAX_SEALED_PER_SITE, () => undefined);

  async function endRequest(
    { reason, isSpoken }: Act & { readonly kind: "end_request" },
    visit: KnownVisit,
  ): Promise<void> {
    const credentials = recordableOf(visit.party ?? []);
    if (credentials.length === 0) {
      if (isSpoken && visit.sent.length > 1)
        log({ level: "warn", event: "signal_ambiguous", account: visit.account, request_id: visit.requestId });
      return;
    }
    const session = recorder.sessionOf(visit.account, credentials);
    // Anyone may send an invented token to a logout path: each must not cost a query.
    if (session === null && !isSpoken && !mayLookUp(credentials, visit)) return;
    // Proven here a moment ago and not yet on record: it is recorded first, so that the ending finds it.
    if (session === null && recorder.isBeingWritten(visit.account, credentials))
      await recorder.proveNow({ ...visit, credentials }, null);
    const isDone = await end({ credentials: namesOf(credentials) }, reason, visit);
    if (session === null) endByIds(credentials, visit);
    // What several accounts have on record (a public key) is not one session's to end: D1 knows all of them.
    else if (!isDone) ended.add(memory.hashesOf(visit.account, ({ id }) => id === session.id));
  }

  /** D1 may not have the session yet, or no proof of it: then the ids of its seals are ended by themselves. */
  function endByIds(credentials: readonly Credential[], { requestId, waitUntil }: KnownVisit): void {
    const ids = credentials.flatMap(({ seal, key }) => (seal === null ? [] : [key]));
    if (ids.length > 0) waitUntil(endings.endIds({ ids, requestId }, waitUntil));
  }

  function mayLookUp(credentials: readonly Credential[], { site, at }: KnownVisit): boolean {
    const sealed = credentials.find(({ seal }) => seal !== null);
    if (sealed === undefined) return strangers.take(site, at);
    return repeated.take(sealed.key, at) && sealedStrangers.take(site, at);
  }

  async function endUser(
    { user, keepCurrent, reason }: Act & { readonly kind: "end_user" },
    visit: KnownVisit,
  ): Promise<void> {
    const current = keepCurrent ? recordableOf(visit.party ?? []) : [];
    if (await end({ user }, reason, visit, current)) return;
    // D1 does not answer which credentials belong to the user: those that this isolate knows are ended here at least.
    const kept = keepCurrent ? recorder.sessionOf(visit.account, current)?.id : undefined;
    ended.add(memory.hashesOf(visit.account, (session) => session.user === user && session.id !== kept));
  }

  async function end(
    which: WhichSessions,
    reason: ActReason,
    { account, at, requestId, waitUntil, whereabouts }: KnownVisit,
    keep: readonly Credential[] = [],
  ): Promise<boolean> {
    const detail = "user" in which ? { request_id: requestId, user: which.user } : { request_id: requestId };
    const { address } = whereabouts();
    const event: EventDraft = { actor: "origin", address, action: ACTIONS[reason], detail };
    return endings.end({ account, which, keep: namesOf(keep), reason, event, at, requestId }, waitUntil);
  }

  return { endRequest, endUser };
}

/** As the audit trail names them. */
const ACTIONS: Readonly<Record<ActReason, string>> = {
  logout: "session.logged_out",
  revoked: "session.revoked",
  password_changed: "session.password_changed",
  signal_invalid: "session.signal_invalid",
};
