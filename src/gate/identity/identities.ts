import { LRUCache } from "lru-cache";
import { atMost } from "../../memory.ts";
import type { Party } from "../../sessions/credentials/credential.ts";
import { siteOf } from "../../sessions/credentials/network-tags.ts";
import { createMinuteBudget } from "../../sessions/record/minute-budget.ts";
import type { ClientVisit } from "../arrival/arrive.ts";
import type { Identity, ResolverAnswer } from "./account-resolver.ts";

/** What is known of the credentials of one session. `limited`: too many unknown ones came from this address. */
export type Identified =
  | { readonly kind: "identity"; readonly identity: Identity }
  | { readonly kind: "unknown" }
  | { readonly kind: "failed" }
  | { readonly kind: "limited" };

/**
 * Finds the account and person of credentials: asks once and remembers the answer. Each session is asked about
 * separately.
 */
export interface Identities {
  /** What memory knows; null: the resolver or D1 must be asked. */
  recall(party: Party, visit: Pick<ClientVisit, "hostname" | "nowMs">): Identified | null;
  ask(party: Party, visit: ClientVisit): Promise<Identified>;
  /** Takes what the origin itself said of them, in an answer. */
  remember(party: Party, identity: Identity, visit: Pick<ClientVisit, "hostname" | "nowMs">): void;
  /** Forgets them: they may belong to another account now, because a login was tried with them. */
  forget(party: Party, visit: Pick<ClientVisit, "hostname">): void;
}

export interface IdentitiesParts {
  /** The origin's resolver, or what is on record. Never throws. */
  readonly ask: (party: Party, visit: ClientVisit) => Promise<ResolverAnswer>;
  /** How long an answer is remembered, in milliseconds. */
  readonly knownMs: number;
  readonly maxUnknownPerMinute: number;
  /** Pause after a failure, in milliseconds, so that not every visit waits for the next one. */
  readonly pauseMs: number;
}

/**
 * Milliseconds for which an answer of the resolver is remembered: a person may switch companies without a signal to
 * Gatehouse.
 */
export const RESOLVED_MS = 300_000;
/** Milliseconds for which an account on record is remembered: the account of a recorded session does not change. */
export const RECORDED_MS = 3_600_000;
const UNKNOWN_MS = 10_000;
const MAX_REMEMBERED = 20_000;

export function createIdentities(parts: IdentitiesParts): Identities {
  const { ask, knownMs, maxUnknownPerMinute, pauseMs } = parts;
  let pausedUntil = 0;
  const memory = new LRUCache<string, { readonly identity: Identity | null; readonly until: number }>(
    atMost(MAX_REMEMBERED),
  );
  // By /64: one customer has a whole /64 of IPv6 addresses.
  const unknown = createMinuteBudget(maxUnknownPerMinute, () => undefined);

  const recallKey = (key: string, nowMs: number): Identified | null => {
    const known = memory.get(key);
    if (known === undefined || nowMs >= known.until) return null;
    return known.identity === null ? { kind: "unknown" } : { kind: "identity", identity: known.identity };
  };

  return {
    recall(party, { hostname, nowMs }) {
      return recallKey(exactKey(party, hostname), nowMs) ?? recallKey(sessionKey(party, hostname), nowMs);
    },
    async ask(party, visit) {
      const { client, nowMs, hostname } = visit;
      const site = siteOf(client.address);
      if (unknown.isSpent(site, nowMs)) {
        visit.log("warn", "unknown_credentials_bounded", { site, per_minute: maxUnknownPerMinute });
        return { kind: "limited" };
      }
      if (nowMs < pausedUntil) return { kind: "failed" };
      const answer = await ask(party, visit);
      if (answer.kind === "failed") {
        pausedUntil = nowMs + pauseMs;
        visit.log("error", "account_unresolved", { cause: answer.cause });
        return { kind: "failed" };
      }
      if (answer.kind === "unknown") unknown.take(site, nowMs);
      const identity = answer.kind === "identity" ? answer.identity : null;
      memory.set(exactKey(party, hostname), { identity, until: nowMs + (identity === null ? UNKNOWN_MS : knownMs) });
      return identity === null ? { kind: "unknown" } : { kind: "identity", identity };
    },
    remember(party, identity, { hostname, nowMs }) {
      if (party.length === 0) return;
      memory.delete(exactKey(party, hostname));
      memory.set(sessionKey(party, hostname), { identity, until: nowMs + knownMs });
    },
    forget(party, { hostname }) {
      memory.delete(exactKey(party, hostname));
      memory.delete(sessionKey(party, hostname));
    },
  };
}

/**
 * Key of the exact texts, in the order of the header: with some servers the order decides which of two cookies counts.
 */
const exactKey = (party: Party, hostname: string): string =>
  `${hostname}\n${party.map(({ exact }) => exact).join("\n")}`;

/**
 * Key of the hash that names the session: what the origin says of a session also holds for the next value of its
 * cookie.
 */
const sessionKey = (party: Party, hostname: string): string => `${hostname} ${party[0]?.key ?? ""}`;
