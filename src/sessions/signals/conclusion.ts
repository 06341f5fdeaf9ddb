import type { SessionProfile } from "../config.ts";
import type { Eventual } from "../eventual.ts";
import type { Log } from "../log.ts";
import type { EventDraft } from "../storage/audit.ts";
import type { CredentialRecord, Who } from "../storage/session-records.ts";
import type { WhichSessions } from "../storage/sessions.ts";
import { type Act, type ActReason, foldWho, readTold, type Told } from "./acts.ts";
import { isFromCache, isLogin, isLogout, isProof } from "./answer.ts";
import type { CredentialReader, HashedCredential } from "./credential-reader.ts";
import type { Credential } from "./credentials.ts";
import type { EndedSet } from "./ended-set.ts";
import type { Endings } from "./endings.ts";
import { createMinuteBudget } from "./minute-budget.ts";
import { recordableOf, recordsOf } from "./recordable.ts";
import type { ProvenVisit, Recorder } from "./recorder.ts";
import type { SessionMemory } from "./session-memory.ts";
import { findSetSessionCookies, type SetSessionCookie } from "./set-cookie.ts";

export const SIGNAL_HEADER = "Gatehouse-Signal";

/** A visit whose answer is to be read. `credentials`: those that the origin got. */
export interface AnsweredVisit extends Omit<ProvenVisit, "account"> {
  /** Null: the host's account is not known. */
  readonly account: string | null;
  /** What the answer says in SIGNAL_HEADER. */
  readonly signal: string | null;
  readonly requestId: string;
  readonly hostname: string;
  readonly method: string;
  readonly pathname: string;
  /** Whose it is, where the origin was asked; a signal says more. */
  readonly who: Who | null;
}

type KnownVisit = AnsweredVisit & { readonly account: string };

/** `withhold`: the answer is another account's, and must not reach the visitor. */
export type Conclusion = "pass" | "withhold";

export interface LifecycleParts {
  readonly profile: SessionProfile;
  readonly sessionCookies: readonly string[];
  readonly reader: CredentialReader;
  readonly ended: EndedSet;
  readonly memory: SessionMemory;
  readonly recorder: Recorder;
  readonly endings: Endings;
  readonly log: Log;
}

/**
 * What an answer means for the session that asked for it. Endings hold in this isolate before it resolves, and then in D1;
 * everything else is written after the response, and then it answers at once.
 */
export type Conclude = (answer: Response, visit: AnsweredVisit) => Eventual<Conclusion>;

/** Logouts an account, isolate and minute that are looked up although no memory knows who asks. */
const MAX_STRANGERS_PER_MINUTE = 600;
const MAX_REMARKS = 100;

export function createLifecycle(parts: LifecycleParts): Conclude {
  const { profile, sessionCookies, reader, ended, memory, recorder, endings, log } = parts;
  const strangers = createMinuteBudget(MAX_STRANGERS_PER_MINUTE, (account) =>
    log({ level: "warn", event: "logouts_bounded", account, per_minute: MAX_STRANGERS_PER_MINUTE }),
  );
  const remarked = new Set<string>();

  const isLive = ({ recognised }: HashedCredential): boolean =>
    !recognised.some(({ hashes }) => hashes.some(ended.has));

  function conclude(answer: Response, visit: AnsweredVisit): Eventual<Conclusion> {
    const { signal, requestId, account } = visit;
    const told = signal === null ? null : readTold(signal, requestId, account, isFromCache(answer.headers));
    if (told !== null) report(told, visit);
    if (told?.isRefused) return "withhold";
    if (!isKnown(visit)) return "pass";

    const set = findSetSessionCookies(answer.headers, sessionCookies, visit.at);
    const acts = told?.acts ?? [];
    const endsRequest = acts.some(({ kind }) => kind === "end_request");
    if (!endsRequest && isLogout(profile, visit, answer, () => set.some(({ kind }) => kind === "deleted"))) {
      return perform([...acts, LOGOUT_BY_PATH], answer, visit, set);
    }
    if (acts.some(({ kind }) => kind !== "describe")) return perform(acts, answer, visit, set);
    note(answer, visit, set, foldWho(acts) ?? visit.who);
    return "pass";
  }

  function report({ isRefused, fault, remarks }: Told, { account, hostname, requestId }: AnsweredVisit): void {
    const about = { account, host: hostname, request_id: requestId };
    if (isRefused) log({ level: "error", event: "answer_withheld", reason: fault, ...about });
    else if (fault !== null) log({ level: "warn", event: "signal_invalid", reason: fault, ...about });
    for (const remark of remarks) {
      // Said once: a product says the same on every answer.
      if (remarked.size >= MAX_REMARKS || remarked.has(remark)) continue;
      remarked.add(remark);
      log({ level: "warn", event: "signal_remark", remark, ...about });
    }
  }

  /** What the answer proves and sets goes on record, after the response. */
  function note(answer: Response, visit: KnownVisit, set: readonly SetSessionCookie[], who: Who | null): void {
    const isProven = visit.credentials.length > 0 && isProof(profile, visit, answer);
    const fresh = newValues(set, visit.credentials);
    if (fresh.length > 0) visit.waitUntil(noteNewValues(fresh, visit, who, isProven));
    else if (isProven || hasUser(who)) recorder.prove(visit, who);
  }

  async function noteNewValues(
    values: readonly Credential[],
    visit: KnownVisit,
    who: Who | null,
    isProven: boolean,
  ): Promise<void> {
    const fresh = (await reader.hash(values)).filter(isLive);
    const session = recorder.sessionOf(visit.account, visit.credentials);
    const isSame = session !== null && (hasUser(who) ? session.user === who?.user : !isLogin(profile, visit));
    if (isSame) {
      if (isProven || hasUser(who)) recorder.prove(visit, who);
      recorder.rotate(session, visit, fresh);
    } else if (hasUser(who)) {
      recorder.prove({ ...visit, credentials: described(fresh, visit, isProven) }, who);
    } else if (isProven) {
      // A login without a signal: who it is now will be proven by the next visit.
      const together = session === null ? fresh : [];
      recorder.prove({ ...visit, credentials: [...visit.credentials, ...together] }, who);
    }
  }

  /**
   * The credentials that a description is of: the new values, if the answer sets any, together with those that they
   * follow. Whatever else was in the request may be anybody's.
   */
  function described(
    fresh: readonly HashedCredential[],
    visit: KnownVisit,
    isProven: boolean,
  ): readonly HashedCredential[] {
    const before = visit.credentials.filter(isLive);
    if (fresh.length === 0) return before;
    if (isLogin(profile, visit) && recorder.sessionOf(visit.account, before)?.user === null) return fresh;
    return [...fresh, ...before.filter((one) => isProven || recorder.sessionOf(visit.account, [one]) !== null)];
  }

  /** One after the other, each done before the next: what a signal says holds for those after it. */
  async function perform(
    acts: readonly Act[],
    answer: Response,
    visit: KnownVisit,
    set: readonly SetSessionCookie[],
  ): Promise<Conclusion> {
    const fresh = await reader.hash(newValues(set, visit.credentials));
    const isProven = isProof(profile, visit, answer);
    let describesFresh = false;
    let endsUser: ActReason | null = null;
    // A moment for each: a session that is described after an ending began after it.
    let at = visit.at;
    for (const act of acts) {
      const now = { ...visit, at, credentials: visit.credentials.filter(isLive) };
      switch (act.kind) {
        case "describe":
          if (!isProven && !hasUser(act.who)) break;
          await recorder.proveNow({ ...now, credentials: described(fresh, now, isProven) }, act.who);
          describesFresh = true;
          break;
        case "end_request":
          await endRequest(act, now);
          break;
        case "end_user":
          await endUser(act, now);
          endsUser = act.reason;
          describesFresh = false;
          break;
        default:
          act satisfies never;
      }
      at += 1;
    }
    const after = { ...visit, at, credentials: visit.credentials.filter(isLive) };
    if (after.credentials.length === visit.credentials.length) note(answer, after, set, null);
    // The new value of a session that is over; a logout's is nobody's yet.
    else if (endsUser !== null && !describesFresh)
      await end({ credentials: recordsOf(recordableOf(fresh)), unknownToo: true }, endsUser, after);
    return "pass";
  }

  async function endRequest(
    { reason, isSpoken }: Act & { readonly kind: "end_request" },
    visit: KnownVisit,
  ): Promise<void> {
    const credentials = recordableOf(visit.credentials);
    if (credentials.length === 0) return;
    const session = recorder.sessionOf(visit.account, credentials);
    // Anyone may go to a logout path with a made-up cookie: that takes no room in the ended set, nor a query each.
    if (!isSpoken && session === null && !strangers.take(visit.account, visit.at)) return;
    if (isSpoken) ended.add(credentials.flatMap(({ hashes }) => hashes));
    if (session !== null) ended.add(memory.hashesOf(visit.account, ({ id }) => id === session.id));
    await end({ credentials: recordsOf(credentials), unknownToo: isSpoken }, reason, visit);
  }

  async function endUser(
    { user, keepCurrent, reason }: Act & { readonly kind: "end_user" },
    visit: KnownVisit,
  ): Promise<void> {
    const current = keepCurrent ? recordableOf(visit.credentials) : [];
    if (await end({ user }, reason, visit, recordsOf(current))) return;
    // D1 does not say which credentials are the user's: those that this isolate knows of are ended here at least.
    const kept = keepCurrent ? recorder.sessionOf(visit.account, current)?.id : undefined;
    ended.add(memory.hashesOf(visit.account, (session) => session.user === user && session.id !== kept));
  }

  async function end(
    which: WhichSessions,
    reason: ActReason,
    { account, at, requestId, waitUntil, whereabouts }: KnownVisit,
    keep: readonly CredentialRecord[] = [],
  ): Promise<boolean> {
    if ("credentials" in which && which.credentials.length === 0) return true;
    const detail = "user" in which ? { request_id: requestId, user: which.user } : { request_id: requestId };
    const { address } = whereabouts();
    const event: EventDraft = { actor: "origin", address, action: ACTIONS[reason], detail };
    return endings.end({ account, which, keep, reason, event, at, requestId }, waitUntil);
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

/** A product may describe visitors who are not logged in, too: without a user it proves nothing. */
const hasUser = (who: Who | null): boolean => who !== null && who.user !== null;

/** Session cookies that an answer sets and the request did not have. */
function newValues(set: readonly SetSessionCookie[], before: readonly HashedCredential[]): readonly Credential[] {
  if (set.length === 0) return [];
  const known = new Set(before.flatMap(({ values }) => values));
  return set.flatMap((cookie) =>
    cookie.kind === "set" && cookie.credential.isRecordable && !known.has(cookie.credential.values[0] ?? "")
      ? [cookie.credential]
      : [],
  );
}
