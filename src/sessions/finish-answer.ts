import type { Log } from "../log.ts";
import type { Destination, PlannedSeal, Sealer } from "./answer-seals.ts";
import { isOwnName } from "./credentials/cookie-header.ts";
import type { CookieRule } from "./credentials/cookie-names.ts";
import { type Credential, isSecret, type Party } from "./credentials/credential.ts";
import type { CredentialReader } from "./credentials/credential-reader.ts";
import { nameOfLine, readSetSessionCookies, type SetSessionCookie } from "./credentials/set-cookie.ts";
import type { EndedSet } from "./ended/ended-set.ts";
import type { Liveness } from "./ended/liveness.ts";
import { isFromCache } from "./signals/answer.ts";
import type { Stamping } from "./stamping.ts";

/** What is done to the cookies of an answer; nothing: it goes out as it came. */
export interface CookieChanges {
  /** Set-Cookie lines to remove. */
  readonly removed: ReadonlySet<string>;
  /** Set-Cookie lines that are added at the end. */
  readonly added: readonly string[];
}

export interface FinishedAnswer {
  readonly planned: readonly PlannedSeal[];
  readonly isLogin: boolean;
  /** No session cookie of this answer may reach the browser: it would replace a newer one. */
  readonly withholdsCookies: boolean;
  /** Nor may those with these names, as SESSION_COOKIES spells them: the browser keeps what it has. */
  readonly heldBack: ReadonlySet<string>;
  /** Proven cookies that came without a seal and get one (`enroll`). */
  readonly enrolling: Party;
  readonly stamping: Stamping | null;
  readonly destination: Destination;
  readonly requestId: string;
  readonly nowMs: number;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

export interface FinishAnswerParts {
  readonly rule: CookieRule;
  readonly reader: CredentialReader;
  readonly sealer: Sealer;
  readonly liveness: Liveness;
  readonly ended: Pick<EndedSet, "ready" | "has">;
  readonly log: Log;
}

export type FinishAnswer = (answer: Response, about: FinishedAnswer) => Promise<CookieChanges | null>;

/**
 * Decides which cookies an answer carries: adds seals beside session cookies, and removes cookies that must not reach
 * the browser.
 */
export function createFinishAnswer(parts: FinishAnswerParts): FinishAnswer {
  const { rule, reader, sealer, liveness, ended, log } = parts;
  return async function finishAnswer(answer, about) {
    const { stamping, enrolling, destination, nowMs } = about;
    const hasCookies = answer.headers.has("Set-Cookie");
    const stamp = stamping === null ? null : await stamping.lineFor(answer);
    if (!hasCookies && enrolling.length === 0) return stamp === null ? null : { removed: NONE, added: [stamp] };

    // The product must not set cookies with Gatehouse's names.
    const forged = answer.headers.getSetCookie().filter((line) => isOwnName(nameOfLine(line)));
    if (isFromCache(answer.headers)) {
      const cached = readSetSessionCookies(answer.headers, rule, nowMs);
      if (cached.length > 0) log({ level: "warn", event: "cached_session_cookie", request_id: about.requestId });
      return { removed: new Set([...forged, ...cached.map(({ line }) => line)]), added: [] };
    }
    const { planned, heldBack } = about;
    const isHeldBack = ({ cookie }: PlannedSeal): boolean => about.withholdsCookies || heldBack.has(cookie.match.name);
    const withheld = [...planned.filter(isHeldBack), ...(await findReissued(about))];
    const removed = new Set([...forged, ...withheld.map(({ cookie }) => cookie.line)]);
    const kept = about.planned.filter(({ cookie }) => !removed.has(cookie.line));
    const seals = await sealer.write(kept, destination);
    const enrolled = await enroll(enrolling, about);
    return { removed, added: [...seals, ...enrolled, ...(stamp === null ? [] : [stamp])] };
  };

  /**
   * New values that have ended before: a product that keeps the value, or a token that was posted to it. Every answer is
   * compared with what is in memory; of a login, D1 is asked too.
   */
  async function findReissued({
    planned,
    isLogin,
    requestId,
    ...visit
  }: FinishedAnswer): Promise<readonly PlannedSeal[]> {
    const fresh = planned.filter(({ cookie, seal, isNew }) => isNew && seal !== null && isOwnSecret(cookie));
    if (fresh.length === 0) return [];
    const records = await Promise.all(fresh.map(({ cookie }) => reader.recordsOf(cookie.forms, "cookie")));
    const hashes = records.map((all) => all.flatMap(({ hash, former }) => [hash, ...former]));
    // Without an answer of D1 it is noticed at the first proof.
    await ended.ready(visit);
    const answer = isLogin ? await liveness.ask(hashes.flat()) : null;
    const inLog = new Set(answer?.kind === "known" ? answer.ended : []);
    const reissued = fresh.filter((_, index) => hashes[index]?.some((hash) => ended.has(hash) || inLog.has(hash)));
    if (reissued.length > 0) log({ level: "warn", event: "ended_value_reissued", request_id: requestId });
    return reissued;
  }

  /** Without those that this answer sets again or deletes. */
  function enroll(party: Party, { planned, destination, nowMs }: FinishedAnswer): Promise<readonly string[]> {
    const set = new Set(planned.map(({ cookie }) => cookie.name));
    const cookies = party.filter(
      ({ name, seal, part, isRecordable }: Credential) =>
        seal === null && part !== null && isRecordable && !set.has(name),
    );
    if (cookies.length === 0) return NO_LINES;
    const beside = party.flatMap(({ seal }) => seal?.ids ?? []);
    return sealer.enroll(cookies, beside, destination, Math.floor(nowMs / 1000));
  }
}

/** Not a flag or a setting, which many sessions have alike. */
const isOwnSecret = ({ isDeleted, match, forms }: SetSessionCookie): boolean =>
  !isDeleted && match.fit === "named" && isSecret(forms[0] ?? "");

const NONE: ReadonlySet<string> = new Set();
const NO_LINES: Promise<readonly string[]> = Promise.resolve([]);
