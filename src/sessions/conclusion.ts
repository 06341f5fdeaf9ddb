import type { SessionProfile } from "../config/profile.ts";
import type { Log } from "../log.ts";
import type { EventDraft } from "../storage/d1/audit.ts";
import type { Session, Who } from "../storage/sessions/session-records.ts";
import type { Sessions, WhichSessions } from "../storage/sessions/sessions.ts";
import { type Sleep, withinLimit } from "../storage/time-limit.ts";
import type { PlannedSeal, SealedAnswer, Sealer } from "./answer-seals.ts";
import type { CookieRule } from "./credentials/cookie-names.ts";
import type { Credential, Party } from "./credentials/credential.ts";
import type { CredentialReader } from "./credentials/credential-reader.ts";
import type { SealScope } from "./credentials/seal.ts";
import { readSetSessionCookies, type SetSessionCookie } from "./credentials/set-cookie.ts";
import type { EndedSet } from "./ended/ended-set.ts";
import type { Endings } from "./ended/owed-endings.ts";
import { namesOf, recordableOf } from "./record/credential-records.ts";
import { createMinuteBudget } from "./record/minute-budget.ts";
import type { ProvenVisit, Recorder } from "./record/recorder.ts";
import type { SessionMemory } from "./record/session-memory.ts";
import { isFromCache, isLogin, isLogout, isProof } from "./signals/answer.ts";
import { type Act, type ActReason, foldWho, readTold, type Told } from "./signals/signal-effects.ts";

export const SIGNAL_HEADER = "Gatehouse-Signal";

/** A visit, and its answer that is to be read. */
export interface AnsweredVisit extends Omit<ProvenVisit, "account" | "credentials"> {
  /** Null: the account is not known. */
  readonly account: string | null;
  /** Of all sessions of the request. */
  readonly accounts: readonly string[];
  /** The answer is another account's than the request: the session was switched. */
  readonly isOtherAccount: boolean;
  /** Every credential that the origin got. */
  readonly sent: readonly Credential[];
  /**
   * The credentials of the one session of the request; null: it has none, or several, and nothing is concluded for any
   * of them.
   */
  readonly party: Party | null;
  /** A user name and password (Basic) came beside it: what the answer says of a person may be about them. */
  readonly hasDoor: boolean;
  readonly scope: SealScope;
  /** What the answer says in SIGNAL_HEADER. */
  readonly signal: string | null;
  readonly requestId: string;
  /** Its address, or its /64, for budgets. */
  readonly site: string;
  readonly hostname: string;
  readonly method: string;
  readonly pathname: string;
  /** The person that the account resolver named for `party`; a signal comes before it. */
  readonly who: Who | null;
}

type KnownVisit = AnsweredVisit & { readonly account: string };

/** `withhold`: the answer belongs to another account, and must not reach the visitor. */
export type Conclusion =
  | { readonly kind: "withhold" }
  | {
      readonly kind: "pass";
      /** The answer's session cookies, with the session that each belongs to. */
      readonly planned: readonly PlannedSeal[];
      /** The answer proves that `party` is live. */
      readonly isProven: boolean;
      /** A step of a login: the cookies that it sets may be new ones. */
      readonly isLogin: boolean;
      /** It ends the session of the request. */
      readonly endsRequest: boolean;
      /** A session of the request has ended: no cookie of this answer may bring it back. */
      readonly withholdsCookies: boolean;
    };

export interface ConclusionParts {
  readonly profile: SessionProfile;
  readonly rule: CookieRule;
  readonly reader: CredentialReader;
  readonly sealer: Sealer;
  readonly ended: EndedSet;
  readonly memory: SessionMemory;
  readonly recorder: Recorder;
  readonly endings: Endings;
  readonly sessions: Pick<Sessions, "findByCredential">;
  /** Ends session ids that may be on no record. Never throws. */
  readonly endUnrecorded: (ids: readonly string[]) => Promise<void>;
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly log: Log;
}

/**
 * Reads what an answer says about the session of its request. Endings hold in this isolate before this resolves, and
 * then in D1; everything else is written after the response.
 */
export type Conclude = (answer: Response, visit: AnsweredVisit) => Promise<Conclusion>;

/**
 * Logouts of credentials that this isolate does not know, looked up in D1, per isolate and minute: of one sealed session,
 * which no one can invent; and of all others of one address (or /64).
 */
const MAX_LOGOUTS_PER_SESSION = 3;
const MAX_STRANGERS_PER_SITE = 120;
const MAX_SEALED_PER_SITE = 60;
/** A visitor waits no longer than this. */
const LOOK_UP_LIMIT_MS = 2_000;
const MAX_REMARKS = 100;

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; each function in it is shorter
export function createConclusion(parts: ConclusionParts): Conclude {
  const { profile, rule, reader, sealer, ended, memory, recorder, endings, log } = parts;
  const strangers = createMinuteBudget(MAX_STRANGERS_PER_SITE, (site) =>
    log({ level: "warn", event: "logouts_bounded", site, per_minute: MAX_STRANGERS_PER_SITE }),
  );
  const repeated = createMinuteBudget(MAX_LOGOUTS_PER_SESSION, () => undefined);
  const sealedStrangers = createMinuteBudget(MAX_SEALED_PER_SITE, () => undefined);
  const remarked = new Set<string>();

  const isLive = ({ endedBy }: Credential): boolean => !endedBy.some(ended.has);

  async function conclude(answer: Response, visit: AnsweredVisit): Promise<Conclusion> {
    const told = readSignal(answer, visit);
    if (told?.isRefused) return { kind: "withhold" };
    const set = readSetSessionCookies(answer.headers, rule, visit.at);
    const acts = actsOf(told?.acts ?? [], set, answer, visit);
    const who = foldWho(acts);
    const planned = set.length === 0 ? [] : await plan(set, acts, who, visit);
    const endsRequest = acts.some(({ kind }) => kind === "end_request");
    // A late answer must not replace the cookie of a new login by the cookie of an ended session, nor begin a new session.
    const isNewLogin = isLogin(profile, visit) && hasUser(who);
    const isLate = !endsRequest && !isNewLogin && visit.sent.some((one) => one.kind === "cookie" && !isLive(one));
    const isProven = !isLate && visit.party !== null && isProof(profile, visit, answer);
    const applied = isLate ? acts.filter(({ kind }) => kind !== "describe") : acts;
    const endsUser = isKnown(visit) && (await apply(applied, isLate ? [] : planned, isProven, visit));
    if (!isKnown(visit)) await endEverywhere(acts, visit);
    return {
      kind: "pass",
      planned,
      isProven,
      isLogin: isLogin(profile, visit),
      endsRequest,
      withholdsCookies: endsUser || isLate,
    };
  }

  /** Null: the answer has no signal. */
  function readSignal(answer: Response, visit: AnsweredVisit): Told | null {
    const { signal, requestId, account, accounts } = visit;
    if (signal === null) return null;
    const told = readTold(signal, requestId, account ?? accounts[0] ?? null, isFromCache(answer.headers));
    report(told, visit);
    return told;
  }

  /** A session on record with several accounts: its logout ends it in each of them, and nothing else is concluded. */
  async function endEverywhere(acts: readonly Act[], visit: AnsweredVisit): Promise<void> {
    const logout = acts.find((act) => act.kind === "end_request");
    if (logout !== undefined) for (const account of visit.accounts) await endRequest(logout, { ...visit, account });
  }

  /** Adds a logout that follows from the path, when the answer has no signal of one. */
  function actsOf(
    told: readonly Act[],
    set: readonly SetSessionCookie[],
    answer: Response,
    visit: AnsweredVisit,
  ): readonly Act[] {
    if (told.some(({ kind }) => kind === "end_request")) return told;
    return isLogout(profile, visit, answer, () => set.some(({ isDeleted }) => isDeleted))
      ? [...told, LOGOUT_BY_PATH]
      : told;
  }

  async function plan(
    set: readonly SetSessionCookie[],
    acts: readonly Act[],
    who: Who | null,
    visit: AnsweredVisit,
  ): Promise<readonly PlannedSeal[]> {
    const { account, party, scope, at } = visit;
    // An answer that took its time: what was ended meanwhile is to be known.
    await ended.ready({ nowMs: parts.now(), waitUntil: visit.waitUntil });
    const session = await userBefore(who, visit);
    const isOther = hasUser(who) && session !== null && session.user !== null && session.user !== who?.user;
    const isFirstUser = hasUser(who) && session !== null && session.user === null;
    return sealer.plan(set, {
      scope,
      sent: visit.sent.filter((one) => one.kind === "cookie" && isLive(one)),
      ending: acts.some(({ kind }) => kind === "end_request") ? (party ?? []) : [],
      kind: isOther ? "other_user" : kindOf(visit, isFirstUser),
      isOnRecord: (hash) => account !== null && memory.find(account, hash) !== undefined,
      now: Math.floor(at / 1000),
    });
  }

  /**
   * The session on record of the request, with its user. D1 is asked only when a user's login may take the place of a
   * session that this isolate does not know: it may be another user's.
   */
  async function userBefore(who: Who | null, visit: AnsweredVisit): Promise<Pick<Session, "user"> | null> {
    const { account, party } = visit;
    if (account === null || party === null) return null;
    const known = recorder.sessionOf(account, party);
    if (known !== null || !hasUser(who) || party.every(({ seal }) => seal === null)) return known;
    try {
      const limit = { limitMs: LOOK_UP_LIMIT_MS, sleep: parts.sleep };
      const found = await withinLimit(
        parts.sessions.findByCredential(
          account,
          party.map(({ key }) => key),
        ),
        limit,
      );
      return found === "late" ? null : ([...found.values()].find(({ endedAt }) => endedAt === null) ?? null);
    } catch {
      return null;
    }
  }

  function kindOf(visit: AnsweredVisit, isFirstUser: boolean): SealedAnswer["kind"] {
    if (visit.isOtherAccount) return "other_account";
    return isLogin(profile, visit) || isFirstUser ? "login" : "same_session";
  }

  function report({ isRefused, fault, remarks }: Told, { account, hostname, requestId }: AnsweredVisit): void {
    const about = { account, host: hostname, request_id: requestId };
    if (isRefused) log({ level: "error", event: "answer_withheld", reason: fault, ...about });
    else if (fault !== null) log({ level: "warn", event: "signal_invalid", reason: fault, ...about });
    for (const remark of remarks) {
      // Logged once: a product sends the same on every answer.
      if (remarked.size >= MAX_REMARKS || remarked.has(remark)) continue;
      remarked.add(remark);
      log({ level: "warn", event: "signal_remark", remark, ...about });
    }
  }

  /** True: the answer ends the sessions of the user who sent the request. */
  async function apply(
    acts: readonly Act[],
    planned: readonly PlannedSeal[],
    isProven: boolean,
    visit: KnownVisit,
  ): Promise<boolean> {
    if (acts.some(({ kind }) => kind !== "describe")) return perform(acts, planned, isProven, visit);
    note(planned, visit, foldWho(acts) ?? visit.who, isProven);
    return false;
  }

  /** Records what the answer proves and sets, after the response. */
  function note(planned: readonly PlannedSeal[], visit: KnownVisit, who: Who | null, isProven: boolean): void {
    const fresh = planned.filter(({ isNew, cookie }) => isNew && !cookie.isDeleted);
    if (fresh.length > 0) visit.waitUntil(noteNewValues(fresh, visit, who, isProven));
    else if (isProven || hasUser(who)) prove(visit.party ?? [], visit, who);
  }

  async function noteNewValues(
    planned: readonly PlannedSeal[],
    visit: KnownVisit,
    who: Who | null,
    isProven: boolean,
  ): Promise<void> {
    const fresh = (await credentialsOf(planned)).filter(isLive);
    const party = visit.party ?? [];
    const session = recorder.sessionOf(visit.account, party);
    const isSame = session !== null && (hasUser(who) ? session.user === who?.user : !isLogin(profile, visit));
    if (isSame) {
      if (isProven || hasUser(who)) prove(party, visit, who);
      recorder.rotate(session, { ...visit, credentials: fresh }, fresh);
    } else if (hasUser(who)) {
      prove(described(fresh, visit, isProven), visit, who);
    } else if (isProven) {
      // A login without a signal: the next visit proves which user it is.
      const together = session === null && !isLogin(profile, visit) ? fresh : [];
      prove([...party, ...together], visit, who);
    }
  }

  /** Beside a user name and password it is not known which of the two the answer is about. */
  function prove(credentials: readonly Credential[], visit: KnownVisit, who: Who | null): void {
    if (credentials.length > 0) recorder.prove({ ...visit, credentials }, visit.hasDoor ? null : who);
  }

  async function credentialsOf(planned: readonly PlannedSeal[]): Promise<readonly Credential[]> {
    return Promise.all(
      planned
        .filter(({ cookie }) => cookie.forms.length > 0)
        .map(({ cookie, seal }) =>
          reader.ofAnswer(cookie, seal === null ? null : { ...seal, network: "", address: "", keyId: "" }),
        ),
    );
  }

  /** The credentials that a description is of: the new values, if the answer sets any, with those that they follow. */
  function described(fresh: readonly Credential[], visit: KnownVisit, isProven: boolean): readonly Credential[] {
    const before = (visit.party ?? []).filter(isLive);
    if (fresh.length === 0) return before;
    if (isLogin(profile, visit) && recorder.sessionOf(visit.account, before)?.user === null) return fresh;
    return [...fresh, ...before.filter((one) => isProven || recorder.sessionOf(visit.account, [one]) !== null)];
  }

  /** One after the other: a signal holds for those after it. */
  async function perform(
    acts: readonly Act[],
    planned: readonly PlannedSeal[],
    isProven: boolean,
    visit: KnownVisit,
  ): Promise<boolean> {
    const fresh = await credentialsOf(planned.filter(({ isNew, cookie }) => isNew && !cookie.isDeleted));
    let isOver = false;
    // Each gets its own moment: a session that is described after an ending began after it.
    let at = visit.at;
    for (const act of acts) {
      const now: KnownVisit = { ...visit, at, party: livePartyOf(visit) };
      switch (act.kind) {
        case "describe": {
          const credentials = described(fresh, now, isProven);
          if ((isProven || hasUser(act.who)) && credentials.length > 0) {
            await recorder.proveNow({ ...now, credentials }, visit.hasDoor ? null : act.who);
            isOver = false;
          }
          break;
        }
        case "end_request":
          await endRequest(act, now);
          break;
        case "end_user":
          await endUser(act, now);
          isOver = livePartyOf(visit) === null && visit.party !== null;
          break;
        default:
          act satisfies never;
      }
      at += 1;
    }
    if (livePartyOf(visit) !== null || visit.party === null) note(planned, { ...visit, at }, null, isProven);
    return isOver;
  }

  const livePartyOf = ({ party }: AnsweredVisit): Party | null =>
    party === null || party.every(isLive) ? party : null;

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
  function endByIds(credentials: readonly Credential[], { waitUntil }: KnownVisit): void {
    const ids = credentials.flatMap(({ seal, key }) => (seal === null ? [] : [key]));
    ended.add(ids);
    if (ids.length > 0) waitUntil(parts.endUnrecorded(ids));
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

  return conclude;
}

const LOGOUT_BY_PATH: Act = { kind: "end_request", reason: "logout", isSpoken: false };

/** As the audit trail names them. */
const ACTIONS: Readonly<Record<ActReason, string>> = {
  logout: "session.logged_out",
  revoked: "session.revoked",
  password_changed: "session.password_changed",
  signal_invalid: "session.signal_invalid",
};

const isKnown = (visit: AnsweredVisit): visit is KnownVisit => visit.account !== null;

/** A product may also send `session` for visitors who are not logged in: without a user it proves nothing. */
const hasUser = (who: Who | null): boolean => who !== null && who.user !== null;
