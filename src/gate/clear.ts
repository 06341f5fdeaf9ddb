import type { Surface } from "../policy/surface.ts";
import { type CookiePart, joinCookieParts } from "../sessions/credentials/cookie-header.ts";
import type { Credential } from "../sessions/credentials/credential.ts";
import { removeAllCredentials, removeOwnCookies, setCookieHeader } from "../sessions/credentials/credential-profile.ts";
import type { SealScope } from "../sessions/credentials/seal.ts";
import type { Stamp } from "../sessions/credentials/stamp.ts";
import type { ClientVisit } from "./arrival/arrive.ts";
import type { Gate } from "./gate.ts";
import type { Host, Refused } from "./host.ts";
import { isLoginStep } from "./surface.ts";

/** The credentials of a visit that are forwarded to the origin. */
export interface Passing {
  readonly kind: "passing";
  readonly scope: SealScope;
  /** `judged`: those of `live`. `removed`: none at all. `untouched`: the deployment does not judge credentials. */
  readonly way: "judged" | "removed" | "untouched";
  /** Credentials that have not ended. Those that an account or its list does not admit are removed later. */
  readonly live: readonly Credential[];
  /** The parts of the Cookie header that pass. */
  readonly parts: readonly CookiePart[];
  /** Token headers that are removed. */
  readonly removedTokens: readonly string[];
  readonly stamp: Stamp;
  /**
   * Names, as SESSION_COOKIES spells them, of cookies that were removed although they may be live: the origin's answer
   * must not replace them.
   */
  readonly heldBack: ReadonlySet<string>;
}

const unread = (scope: SealScope, way: Passing["way"]): Passing => ({
  kind: "passing",
  scope,
  way,
  live: [],
  parts: [],
  removedTokens: [],
  stamp: new Map(),
  heldBack: NONE,
});

const NONE: ReadonlySet<string> = new Set();

const scopeOf = (visit: ClientVisit, host: Host): SealScope => ({
  hostname: visit.hostname,
  account: host.kind === "account" ? host.account : null,
});

/** For a public path: it is always forwarded, and needs no credentials. */
export const withoutCredentials = (visit: ClientVisit, host: Host): Passing => unread(scopeOf(visit, host), "removed");

/** Names of the session cookies that an answer must not replace. Asked only when the answer sets any. */
export async function findHeldBack(passing: Passing, visit: ClientVisit, gate: Gate): Promise<ReadonlySet<string>> {
  if (passing.way !== "removed" || gate.sessions === null) return passing.heldBack;
  return gate.sessions.namesOfPossiblyLive(visit.request.headers, passing.scope);
}

/**
 * Which credentials of a visit are live. A public path is forwarded without credentials when there is nothing to judge
 * them by.
 */
export async function clearCredentials(
  visit: ClientVisit,
  host: Host,
  surface: Surface,
  gate: Gate,
): Promise<Passing | Refused> {
  const { sessions } = gate;
  const scope = scopeOf(visit, host);
  // Without the account no seal can be checked, and the operator chose that everything passes then.
  if (host.kind === "unjudged") return unread(scope, "untouched");
  if (sessions === null) {
    if (host.kind !== "shared") return unread(scope, "untouched");
    visit.log("error", "visit_refused", { reason: "shared_host_without_sessions" });
    return { kind: "refused", refusal: { kind: "unavailable" } };
  }
  const { nowMs, requestId, waitUntil, request } = visit;
  const passesUnknown = gate.config.failMode === "open" && host.kind !== "shared";
  const asked = {
    headers: request.headers,
    scope,
    passesUnknown,
    isLoginStep: isLoginStep(visit, gate),
    nowMs,
    requestId,
    waitUntil,
  };
  const cleared = await sessions.clearCredentials(asked);
  if (cleared.kind === "unavailable") return withoutEndedSet(visit, host, surface);
  const { clearance } = cleared;
  if (clearance.isUnjudged) visit.log("error", "visit_unjudged", { reason: NO_ENDED_SET });
  if (clearance.isTokenRefused && surface !== "public") return { kind: "refused", refusal: { kind: "token_ended" } };
  for (const { name, kind } of clearance.sightings) gate.bindings.note({ ...scope, name, kind }, visit);
  const { live, parts, removedTokens, stamp } = clearance;
  return { kind: "passing", scope, way: "judged", live, parts, removedTokens, stamp, heldBack: NONE };
}

const NO_ENDED_SET = "ended_set_unavailable";

function withoutEndedSet(visit: ClientVisit, host: Host, surface: Surface): Passing | Refused {
  if (surface === "public") {
    visit.log("error", "visit_without_credentials", { reason: NO_ENDED_SET });
    return withoutCredentials(visit, host);
  }
  visit.log("error", "visit_refused", { reason: NO_ENDED_SET });
  return { kind: "refused", refusal: { kind: "unavailable" } };
}

/** The other credentials, when these do not pass. */
export function takeOut(passing: Passing, credentials: readonly Credential[]): Passing {
  if (credentials.length === 0) return passing;
  const gone = new Set(credentials);
  const parts = new Set(credentials.flatMap(({ part }) => part ?? []));
  return {
    ...passing,
    live: passing.live.filter((one) => !gone.has(one)),
    parts: passing.parts.filter((part) => !parts.has(part)),
    removedTokens: [
      ...passing.removedTokens,
      ...credentials.flatMap(({ kind, name }) => (kind === "token" ? [name] : [])),
    ],
  };
}

/** The same without credentials that may be live: the answer must not replace their cookies. */
export function holdBack(passing: Passing, credentials: readonly Credential[]): Passing {
  const names = credentials.flatMap(({ part }) => part?.match?.name ?? []);
  return { ...takeOut(passing, credentials), heldBack: new Set([...passing.heldBack, ...names]) };
}

/** Takes everything else off the request that goes to the origin. */
export function applyPassing(headers: Headers, passing: Passing, gate: Gate): void {
  if (passing.way === "untouched") {
    removeOwnCookies(headers, gate.credentials);
    return;
  }
  if (passing.way === "removed") {
    removeAllCredentials(headers, gate.credentials);
    return;
  }
  setCookieHeader(headers, joinCookieParts(passing.parts));
  for (const name of passing.removedTokens) gate.credentials.tokens.remove(headers, name);
  // The product takes no tokens, so a value in Authorization could only be that of an ended cookie.
  if (gate.config.tokenHeaders === null && gate.config.bindSessions === "strict") headers.delete("Authorization");
}
