import type { SessionProfile } from "../config/profile.ts";
import type { Session, Who } from "../storage/sessions/session-records.ts";
import type { Sessions } from "../storage/sessions/sessions.ts";
import { type Sleep, withinLimit } from "../storage/time-limit.ts";
import type { PlannedSeal, SealedAnswer, Sealer } from "./answer-seals.ts";
import type { AnsweredVisit, KnownVisit } from "./answered-visit.ts";
import type { CookieRule } from "./credentials/cookie-names.ts";
import type { Credential, Party } from "./credentials/credential.ts";
import type { CredentialReader } from "./credentials/credential-reader.ts";
import { readSetSessionCookies, type SetSessionCookie } from "./credentials/set-cookie.ts";
import { createRequestEndings, type RequestEndingsParts } from "./request-endings.ts";
import { isFromCache, isLogin, isLogout, isProof } from "./signals/answer.ts";
import { type Act, foldWho, readTold, type Told } from "./signals/signal-effects.ts";

export const SIGNAL_HEADER = "Gatehouse-Signal";

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

export interface ConclusionParts extends RequestEndingsParts {
  readonly profile: SessionProfile;
  readonly rule: CookieRule;
  readonly reader: CredentialReader;
  readonly sealer: Sealer;
  readonly sessions: Pick<Sessions, "findAnywhere">;
  readonly now: () => number;
  readonly sleep: Sleep;
}

/**
 * Reads what an answer says about the session of its request. Endings hold in this isolate before this resolves, and
 * then in D1; everything else is written after the response.
 */
export type Conclude = (answer: Response, visit: AnsweredVisit) => Promise<Conclusion>;

/** A visitor waits no longer than this. */
const LOOK_UP_LIMIT_MS = 2_000;
const MAX_REMARKS = 100;

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; each function in it is shorter
export function createConclusion(parts: ConclusionParts): Conclude {
  const { profile, rule, reader, sealer, ended, memory, recorder, log } = parts;
  const requestEndings = createRequestEndings(parts);
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
    if (logout !== undefined)
      for (const account of visit.accounts) await requestEndings.endRequest(logout, { ...visit, account });
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
    const before = await userBefore(who, visit);
    return sealer.plan(set, {
      scope,
      sent: visit.sent.filter((one) => one.kind === "cookie" && isLive(one)),
      ending: acts.some(({ kind }) => kind === "end_request") ? (party ?? []) : [],
      kind: before === "other" ? "other_user" : kindOf(visit, before === "nobody"),
      isOnRecord: (hash) => account !== null && memory.find(account, hash) !== undefined,
      now: Math.floor(at / 1000),
    });
  }

  /**
   * Whose the session of the request was before a user's login. `other`: every session that its cookies were made from,
   * as far as it is on record, is another user's. One that is this user's is enough for the new cookie to end with it:
   * else whoever has a stolen cookie would get rid of its id by a session of their own beside it. `unknown`: also when D1
   * does not answer.
   */
  async function userBefore(who: Who | null, visit: AnsweredVisit): Promise<Relation | "unknown"> {
    const { account, party } = visit;
    const user = who?.user ?? null;
    if (account === null || party === null || user === null) return "unknown";
    const known = recorder.sessionOf(account, party);
    if (known !== null && (known.user === null || known.user === user)) return relationOf([known.user], user);
    const sealed = visit.sent.filter(({ seal }) => seal !== null);
    if (sealed.length === 0) return relationOf(known === null ? [] : [known.user], user);
    const found = await liveAnywhere(sealed.flatMap(({ endedBy }) => endedBy));
    const isHere = ({ key }: Credential) => found.get(key)?.some((session) => session.account === account) ?? false;
    if (!sealed.every(isHere)) return "unknown";
    return relationOf(
      [...found.values()].flatMap((sessions) => sessions.map((session) => session.user)),
      user,
    );
  }

  /** The live sessions on record with these hashes, of any account; none: D1 does not answer. */
  async function liveAnywhere(hashes: readonly string[]): Promise<ReadonlyMap<string, readonly Session[]>> {
    try {
      const limit = { limitMs: LOOK_UP_LIMIT_MS, sleep: parts.sleep };
      const found = await withinLimit(parts.sessions.findAnywhere(hashes), limit);
      return found === "late" ? NONE : found;
    } catch {
      return NONE;
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
          await requestEndings.endRequest(act, now);
          break;
        case "end_user":
          await requestEndings.endUser(act, now);
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

  return conclude;
}

const NONE: ReadonlyMap<string, readonly Session[]> = new Map();

type Relation = "same" | "other" | "nobody";

/** Of the users of sessions to the user of an answer. */
function relationOf(users: readonly (string | null)[], user: string): Relation | "unknown" {
  if (users.length === 0) return "unknown";
  if (users.includes(user)) return "same";
  return users.includes(null) ? "nobody" : "other";
}

const LOGOUT_BY_PATH: Act = { kind: "end_request", reason: "logout", isSpoken: false };

const isKnown = (visit: AnsweredVisit): visit is KnownVisit => visit.account !== null;

/** A product may also send `session` for visitors who are not logged in: without a user it proves nothing. */
const hasUser = (who: Who | null): boolean => who !== null && who.user !== null;
