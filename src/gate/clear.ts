import type { Surface } from "../policy/surface.ts";
import { type CookiePart, joinCookieParts } from "../sessions/credentials/cookie-header.ts";
import type { Credential } from "../sessions/credentials/credential.ts";
import { removeAllCredentials, setCookieHeader } from "../sessions/credentials/credential-profile.ts";
import type { SealScope } from "../sessions/credentials/seal.ts";
import type { Stamp } from "../sessions/credentials/stamp.ts";
import type { ClientVisit } from "./arrival/arrive.ts";
import type { Gate } from "./gate.ts";
import type { Host, Refused } from "./host.ts";

/** What of a visit's credentials goes on to the origin. */
export interface Passing {
  readonly kind: "passing";
  readonly scope: SealScope;
  /** `judged`: those of `live`. `removed`: none at all. `untouched`: there is nothing that judges them. */
  readonly way: "judged" | "removed" | "untouched";
  /** Judged by their own life; what an account or its list does not admit is taken out later. */
  readonly live: readonly Credential[];
  /** The parts of the Cookie header that pass. */
  readonly parts: readonly CookiePart[];
  /** Token headers that go. */
  readonly removedTokens: readonly string[];
  readonly stamp: Stamp;
  /** Session cookies were held back although they may be live: the origin's answer must not put others in their place. */
  readonly holdsBackCookies: boolean;
}

const unread = (scope: SealScope, way: Passing["way"]): Passing => ({
  kind: "passing",
  scope,
  way,
  live: [],
  parts: [],
  removedTokens: [],
  stamp: new Map(),
  holdsBackCookies: way === "removed",
});

export const scopeOf = (visit: ClientVisit, host: Host): SealScope => ({
  hostname: visit.hostname,
  account: host.kind === "account" ? host.account : null,
});

/** For a public path: it is always forwarded, and can do without. */
export const withoutCredentials = ({ scope }: Pick<Passing, "scope">): Passing => unread(scope, "removed");

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
  const { sessions, config } = gate;
  const scope = scopeOf(visit, host);
  if (sessions === null) {
    if (host.kind !== "shared") return unread(scope, "untouched");
    visit.log("error", "visit_refused", { reason: "shared_host_without_sessions" });
    return { kind: "refused", refusal: { kind: "unavailable" } };
  }
  const { nowMs, requestId, waitUntil, request } = visit;
  const cleared = await sessions.clearCredentials({ headers: request.headers, scope, nowMs, requestId, waitUntil });
  if (cleared.kind === "unavailable") return withoutEndedSet(visit, host, surface, scope, config.failMode === "open");
  const { clearance } = cleared;
  if (clearance.isTokenRefused && surface !== "public") return { kind: "refused", refusal: { kind: "token_ended" } };
  const { live, parts, removedTokens, stamp } = clearance;
  return { kind: "passing", scope, way: "judged", live, parts, removedTokens, stamp, holdsBackCookies: false };
}

function withoutEndedSet(
  visit: ClientVisit,
  host: Host,
  surface: Surface,
  scope: SealScope,
  isFailOpen: boolean,
): Passing | Refused {
  const reason = "ended_set_unavailable";
  if (surface === "public") {
    visit.log("error", "visit_without_credentials", { reason });
    return unread(scope, "removed");
  }
  if (isFailOpen && host.kind !== "shared") {
    visit.log("error", "visit_unjudged", { reason });
    return unread(scope, "untouched");
  }
  visit.log("error", "visit_refused", { reason });
  return { kind: "refused", refusal: { kind: "unavailable" } };
}

/** The rest, when these credentials do not pass. */
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

/** Takes everything else off the request that goes to the origin. */
export function applyPassing(headers: Headers, passing: Passing, gate: Gate): void {
  if (passing.way === "untouched") return;
  if (passing.way === "removed") {
    removeAllCredentials(headers, gate.credentials);
    return;
  }
  setCookieHeader(headers, joinCookieParts(passing.parts));
  for (const name of passing.removedTokens) gate.credentials.tokens.remove(headers, name);
  // The product takes no tokens: what stands there could only be an ended cookie's value.
  if (gate.config.tokenHeaders === null && gate.config.bindSessions === "strict") headers.delete("Authorization");
}
