import type { BindSessions } from "../config/profile.ts";
import type { Log } from "../log.ts";
import type { CookiePart } from "./credentials/cookie-header.ts";
import type { Credential } from "./credentials/credential.ts";
import type { CookieReading, CredentialReader, TokenCredential } from "./credentials/credential-reader.ts";
import { MAX_SEAL_IDS, type Seal, type SealScope } from "./credentials/seal.ts";
import type { Stamp } from "./credentials/stamp.ts";
import type { PresentToken, TokenHeaders } from "./credentials/token-headers.ts";
import type { EndedSet, Readiness } from "./ended/ended-set.ts";
import type { Liveness } from "./ended/liveness.ts";

/** The credentials of a request that have not ended. No list has judged them yet. */
export interface Clearance {
  /** Bound or judged by hash, and not ended. */
  readonly live: readonly Credential[];
  /** The parts of the Cookie header that are left, in its order. */
  readonly parts: readonly CookiePart[];
  /** Names of token headers to remove. */
  readonly removedTokens: readonly string[];
  /** An API token has ended, or it is not clear which token is meant, and there is no live session cookie beside it. */
  readonly isTokenRefused: boolean;
  /** Session cookies that were removed because they have ended. */
  readonly hasEnded: boolean;
  /** How each session cookie came: for the counts that say when `strict` is safe. */
  readonly sightings: readonly CookieSighting[];
  readonly stamp: Stamp;
  /** What has ended is not known, and the operator chose that everything passes then. */
  readonly isUnjudged: boolean;
}

export interface CookieSighting {
  readonly name: string;
  /** `unsealed_after_sealed`: this cookie with this value had a seal before, and comes without it now. */
  readonly kind: "sealed" | "unsealed" | "unsealed_after_sealed" | "removed";
}

/** `unavailable`: there are credentials, and no data to judge them by. */
export type Cleared = { readonly kind: "cleared"; readonly clearance: Clearance } | { readonly kind: "unavailable" };

export interface ClearedVisit {
  readonly headers: Headers;
  readonly scope: SealScope;
  /** Whether what may have ended passes when there is no data to judge it by (FAIL_MODE). Seals are needed even then. */
  readonly passesUnknown: boolean;
  /** A new session may follow from these credentials: what was ended elsewhere a moment ago is looked up. */
  readonly isLoginStep: boolean;
  readonly requestId: string;
  readonly nowMs: number;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

export interface ClearanceParts {
  readonly reader: CredentialReader;
  readonly tokens: TokenHeaders;
  readonly ended: Pick<EndedSet, "ready" | "readyNow" | "has">;
  readonly liveness: Liveness;
  readonly bindSessions: BindSessions;
  /** Milliseconds. A sealed session that was last found live longer ago is looked up in D1. */
  readonly sealMaxAgeMs: number;
  readonly enrolledUntil: number | null;
  readonly passSeals: boolean;
  /** Cookies, as `host name=value`, that had a seal lately. */
  readonly sealedLately: { has(text: string): boolean; add(text: string): unknown };
  readonly log: Log;
}

/**
 * A browser keeps a cookie no longer than this (RFC 6265bis section 5.5); an older seal does not come from a browser.
 */
const BIRTH_MAX_MS = 400 * 86_400_000;
/** What was found live is not looked up again for this long. */
const FOUND_LIVE_MS = 600_000;
/** The set of ended sessions covers ten days: a session that was found live within these has not ended since. */
const UNSEEN_MAX_MS = 9.5 * 86_400_000;

const NOTHING: Clearance = {
  live: [],
  parts: [],
  removedTokens: [],
  isTokenRefused: false,
  hasEnded: false,
  sightings: [],
  stamp: new Map(),
  isUnjudged: false,
};

const NO_COOKIES: CookieReading = {
  parts: [],
  own: [],
  credentials: [],
  unsealed: [],
  stamp: NOTHING.stamp,
  tooMany: false,
};

/** Judges each credential of a request alone. Changes no header. Not a promise for headers that were seen lately. */
export type ClearCredentials = (visit: ClearedVisit) => Promise<Cleared>;

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; each function in it is shorter
export function createClearance(parts: ClearanceParts): ClearCredentials {
  const { reader, tokens, ended, liveness, enrolledUntil, passSeals, log } = parts;

  const judgesDoor = parts.bindSessions === "strict" && tokens.passesAuthorization;

  return async function clearCredentials(visit) {
    const header = visit.headers.get("Cookie");
    const present = tokens.present(visit.headers);
    const hasDoor = judgesDoor && visit.headers.has(DOOR);
    if (header === null && present.length === 0 && !hasDoor) return { kind: "cleared", clearance: NOTHING };
    const read = header === null ? NO_COOKIES : reader.readCookies(header, visit.scope);
    const reading = read instanceof Promise ? await read : read;
    const hasAny = reading.credentials.length + reading.unsealed.length + present.length > 0 || hasDoor;
    const readying = hasAny ? makeReady(visit) : "ready";
    const readiness = readying instanceof Promise ? await readying : readying;
    const isUnjudged = readiness === "unavailable";
    if (isUnjudged && !visit.passesUnknown) return { kind: "unavailable" };
    const cookies = await judgeCookies(reading, visit);
    if (cookies === "unavailable") return { kind: "unavailable" };
    const judgedTokens = await judgeTokens(present, visit, cookies.live.length);
    return {
      kind: "cleared",
      clearance: {
        live: [...cookies.live, ...judgedTokens.live],
        parts: partsOf(reading, cookies.removed),
        removedTokens: judgedTokens.removed,
        isTokenRefused: judgedTokens.isRefused,
        hasEnded: cookies.hasEnded,
        sightings: sightingsOf(reading, cookies.removed, visit.scope),
        stamp: reading.stamp,
        isUnjudged,
      },
    };
  };

  function makeReady(visit: ClearedVisit): Readiness | Promise<Readiness> {
    return visit.isLoginStep ? ended.readyNow(visit) : ended.ready(visit);
  }

  async function judgeCookies(reading: CookieReading, visit: ClearedVisit): Promise<JudgedCookies | "unavailable"> {
    const removed = new Set<CookiePart>(reading.unsealed);
    if (reading.tooMany) log({ level: "warn", event: "too_many_credentials", request_id: visit.requestId });
    const remove = ({ part }: Credential): void => {
      if (part !== null) removed.add(part);
    };
    const expired = reading.credentials.filter(({ seal }) => seal !== null && isExpired(seal, visit.nowMs));
    const over = reading.credentials.filter((credential) => credential.endedBy.some(ended.has));
    for (const credential of [...expired, ...over]) remove(credential);
    const rest = reading.credentials.filter(({ part }) => part === null || !removed.has(part));
    const { kept, crowded } = keepFourSessions(rest);
    for (const credential of crowded) remove(credential);

    const unseen = kept.filter(({ seal }) => seal !== null && ageOf(seal, reading.stamp, visit) > parts.sealMaxAgeMs);
    const found = unseen.length === 0 ? [] : await lookUp(unseen, reading.stamp, visit);
    if (found === "unavailable") return "unavailable";
    for (const credential of found) remove(credential);
    if (over.length + found.length > 0) logEnded([...over, ...found], visit);
    return {
      live: kept.filter(({ part }) => part === null || !removed.has(part)),
      removed,
      hasEnded: over.length + found.length > 0,
    };
  }

  /**
   * Those that have ended; `unavailable`: one was not seen for longer than the set in memory covers, and D1 does not
   * answer.
   */
  async function lookUp(
    unseen: readonly Credential[],
    stamp: Stamp,
    visit: ClearedVisit,
  ): Promise<readonly Credential[] | "unavailable"> {
    const isRemembered = ({ endedBy }: Credential): boolean => {
      const at = liveness.lastLiveAt(endedBy);
      return at !== null && visit.nowMs - at <= FOUND_LIVE_MS;
    };
    const asked = unseen.filter((credential) => !isRemembered(credential));
    if (asked.length === 0) return [];
    const answer = await liveness.ask(asked.flatMap(({ endedBy }) => endedBy));
    if (answer.kind === "known")
      return asked.filter(({ endedBy }) => endedBy.some((hash) => answer.ended.includes(hash)));
    const tooOld = asked.some(({ seal }) => seal !== null && ageOf(seal, stamp, visit) > UNSEEN_MAX_MS);
    return tooOld && !visit.passesUnknown ? "unavailable" : [];
  }

  async function judgeTokens(
    present: readonly PresentToken[],
    visit: ClearedVisit,
    cookies: number,
  ): Promise<JudgedTokens> {
    const live: Credential[] = [];
    const removed: string[] = [];
    let isRefused = false;
    for (const one of present) {
      const reading = reader.readToken(one.name, one.text);
      const verdict = judgeToken(one, reading instanceof Promise ? await reading : reading, visit);
      if (typeof verdict === "object") live.push(verdict);
      else if (verdict !== "empty") removed.push(one.name);
      // Beside a live session cookie an ended token is removed: the product then uses the cookie.
      isRefused ||= verdict === "refused" || (verdict === "ended" && cookies === 0);
    }
    if (!(await hasEndedDoor(visit))) return { live, removed, isRefused };
    return { live, removed: [...removed, DOOR], isRefused: isRefused || cookies === 0 };
  }

  /** The credential: it is live. */
  function judgeToken(
    { name, isDoubled }: PresentToken,
    token: TokenCredential,
    visit: ClearedVisit,
  ): Credential | "empty" | "ended" | "refused" {
    if (isDoubled || token.kind === "refused") {
      const reason = token.kind === "refused" ? token.reason : "several_headers";
      log({ level: "info", event: "token_refused", reason, header: name, request_id: visit.requestId });
      return "refused";
    }
    if (token.kind === "empty") return "empty";
    const { credential } = token;
    if (!credential.endedBy.some(ended.has)) return credential;
    logEnded([credential], visit);
    return "ended";
  }

  /**
   * Where the product takes its tokens in other headers, Authorization is for what stands in front of it, and passes
   * unless something in it has ended: some products read sessions there too.
   */
  async function hasEndedDoor({ headers }: ClearedVisit): Promise<boolean> {
    const text = judgesDoor ? headers.get(DOOR) : null;
    if (text === null) return false;
    const reading = await reader.readToken(DOOR, text);
    return reading.kind === "credential" && reading.credential.endedBy.some(ended.has);
  }

  function isExpired(seal: Seal, nowMs: number): boolean {
    const isEnrolmentOver = seal.isEnrolled && enrolledUntil !== null && nowMs >= enrolledUntil;
    return isEnrolmentOver || nowMs - seal.birth * 1000 > BIRTH_MAX_MS;
  }

  function partsOf(reading: CookieReading, removed: ReadonlySet<CookiePart>): readonly CookiePart[] {
    const kept = removed.size === 0 ? reading.parts : reading.parts.filter((part) => !removed.has(part));
    return passSeals ? [...kept, ...reading.own] : kept;
  }

  function sightingsOf(
    { credentials, parts: all }: CookieReading,
    removed: ReadonlySet<CookiePart>,
    { hostname }: SealScope,
  ): readonly CookieSighting[] {
    if (parts.bindSessions === "off") return [];
    const sealed = new Set(credentials.filter(({ seal }) => seal !== null).map(({ part }) => part));
    return all.flatMap((part): CookieSighting[] => {
      if (part.match === null || part.match.isUnbound) return [];
      const { name } = part.match;
      const text = `${hostname} ${part.text}`;
      if (sealed.has(part)) {
        parts.sealedLately.add(text);
        return [{ name, kind: "sealed" }];
      }
      if (parts.sealedLately.has(text)) return [{ name, kind: "unsealed_after_sealed" }];
      return [{ name, kind: removed.has(part) ? "removed" : "unsealed" }];
    });
  }

  function logEnded(credentials: readonly Credential[], { requestId }: ClearedVisit): void {
    const kinds = credentials.map(({ kind, name }) => `${kind} ${name}`);
    log({ level: "info", event: "credential_ended", request_id: requestId, kinds });
  }
}

const DOOR = "authorization";

interface JudgedCookies {
  readonly live: readonly Credential[];
  readonly removed: ReadonlySet<CookiePart>;
  readonly hasEnded: boolean;
}

interface JudgedTokens {
  readonly live: readonly Credential[];
  readonly removed: readonly string[];
  readonly isRefused: boolean;
}

/** A request may have four sessions at most: of more, those that began first are removed. */
function keepFourSessions(credentials: readonly Credential[]): {
  readonly kept: readonly Credential[];
  readonly crowded: readonly Credential[];
} {
  const kept = [...credentials];
  const crowded: Credential[] = [];
  const idsOf = (all: readonly Credential[]) => new Set(all.flatMap(({ seal }) => seal?.ids ?? []));
  while (idsOf(kept).size > MAX_SEAL_IDS) {
    const sealed = kept.filter(({ seal }) => seal !== null);
    const oldest = sealed.reduce((a, b) => ((b.seal?.birth ?? 0) < (a.seal?.birth ?? 0) ? b : a));
    kept.splice(kept.indexOf(oldest), 1);
    crowded.push(oldest);
  }
  return { kept, crowded };
}

/**
 * When this session was last known to be live: when the seal was made, or the time of the stamp, if the stamp has all
 * ids.
 */
function ageOf(seal: Seal, stamp: Stamp, { nowMs }: Pick<ClearedVisit, "nowMs">): number {
  return nowMs - lastKnownLive(seal, stamp) * 1000;
}

/** Unix seconds. */
export function lastKnownLive({ ids, issued }: Seal, stamp: Stamp): number {
  const times = ids.map((id) => stamp.get(id) ?? 0);
  return Math.max(issued, Math.min(...times));
}
