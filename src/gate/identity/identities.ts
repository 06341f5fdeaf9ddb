import { LRUCache } from "lru-cache";
import type { Credential, Party } from "../../sessions/credentials/credential.ts";
import { siteOf } from "../../sessions/credentials/network-tags.ts";
import { createMinuteBudget } from "../../sessions/record/minute-budget.ts";
import type { ClientVisit } from "../arrival/arrive.ts";
import type { Identity, ResolverAnswer } from "./account-resolver.ts";

/**
 * What is known of the credentials of one session. `limited`: too many unknown ones came from this address. `dropped`:
 * nothing was asked about them, because the request has too many sessions.
 */
export type Identified =
  | { readonly kind: "identity"; readonly identity: Identity }
  | { readonly kind: "unknown" }
  | { readonly kind: "failed" }
  | { readonly kind: "limited" }
  | { readonly kind: "dropped" };

/** What a visit tells about the credentials it brings. */
type Place = Pick<ClientVisit, "hostname" | "nowMs">;

/**
 * Finds the accounts and persons of credentials: asks once and remembers the answer. Each session is asked about
 * separately.
 */
export interface Identities {
  /**
   * In the order of the parties: from memory, or from the resolver or D1.
   *
   * @param account of the host; null: accounts share it.
   */
  find(parties: readonly Party[], account: string | null, visit: ClientVisit): Promise<readonly Identified[]>;
  /** Takes what the origin itself said of them, in an answer. */
  remember(party: Party, identity: Identity, visit: Place): void;
  /**
   * Forgets all that is known of any of them, also together with others: they may belong to another account now, because a
   * login was tried with them.
   */
  forget(credentials: readonly Credential[], visit: Pick<ClientVisit, "hostname">): void;
}

/** The origin's resolver, or what is on record; in the order of the parties. Never throws. */
export type AskIdentities = (
  parties: readonly Party[],
  account: string | null,
  visit: ClientVisit,
) => Promise<readonly ResolverAnswer[]>;

export interface IdentitiesParts {
  readonly ask: AskIdentities;
  /** Sessions per request that are asked about when memory does not know them; the others are `dropped`. */
  readonly maxAsked: number;
  /** How long an answer is remembered, in milliseconds. */
  readonly knownMs: number;
  /** Credentials that no one is logged in with, per address (or /64) and minute. */
  readonly maxUnknownPerMinute: number;
  /** Pause after a failure, in milliseconds, so that not every visit waits for the next one. */
  readonly pauseMs: number;
}

/**
 * Milliseconds for which an answer of the resolver is remembered: a person may switch companies without a signal to
 * Gatehouse.
 */
export const RESOLVED_MS = 300_000;
/**
 * Milliseconds for which an account on record is remembered: a switch of company on the same cookie, at another location,
 * is known by then.
 */
export const RECORDED_MS = 30_000;
const UNKNOWN_MS = 10_000;
/** The product set this cookie, and a login at another location may have made it known since. */
const UNKNOWN_SEALED_MS = 1_000;
/** Visitors who are not logged in have seals too: many share one address. */
const MAX_UNKNOWN_SEALED_PER_MINUTE = 1_200;
/** The keys are texts of visitors, so they count. */
const MEMORY_MAX_BYTES = 8 * 1024 * 1024;
const JOINT_MAX_BYTES = 512 * 1024;
const ENTRY_BYTES = 300;

interface Remembered {
  /** Null: no one is logged in with them. */
  readonly identity: Identity | null;
  readonly until: number;
}

export function createIdentities(parts: IdentitiesParts): Identities {
  const { ask, maxAsked, knownMs, maxUnknownPerMinute, pauseMs } = parts;
  let pausedUntil = 0;
  const memory = new LRUCache<string, Remembered>({
    maxSize: MEMORY_MAX_BYTES,
    sizeCalculation: (_, key) => ENTRY_BYTES + 2 * key.length,
  });
  /** Of several credentials that came together: few requests have them. */
  const jointly = new LRUCache<string, Remembered>({
    maxSize: JOINT_MAX_BYTES,
    sizeCalculation: (_, key) => ENTRY_BYTES + 2 * key.length,
  });
  const memoryOf = (party: Party) => (party.length > 1 ? jointly : memory);
  // By /64: one customer has a whole /64 of IPv6 addresses.
  const unknown = createMinuteBudget(maxUnknownPerMinute, () => undefined);
  const unknownSealed = createMinuteBudget(MAX_UNKNOWN_SEALED_PER_MINUTE, () => undefined);
  const budgetOf = (party: Party) => (isSealed(party) ? unknownSealed : unknown);

  function recall(party: Party, { hostname, nowMs }: Place): Identified | null {
    const young = (known: Remembered | undefined): Remembered | null =>
      known === undefined || nowMs >= known.until ? null : known;
    const known =
      young(memoryOf(party).get(exactKey(party, hostname))) ??
      recallMembers(sessionKeys(party, hostname).map((key) => young(memory.get(key))));
    if (known === null) return null;
    return known.identity === null ? { kind: "unknown" } : { kind: "identity", identity: known.identity };
  }

  async function askAbout(
    parties: readonly Party[],
    account: string | null,
    visit: ClientVisit,
  ): Promise<readonly Identified[]> {
    const { client, nowMs, hostname } = visit;
    const site = siteOf(client.address);
    if (parties.some((party) => budgetOf(party).isSpent(site, nowMs))) {
      visit.log("warn", "unknown_credentials_bounded", { site });
      return parties.map(() => ({ kind: "limited" }));
    }
    if (nowMs < pausedUntil) return parties.map(() => ({ kind: "failed" }));
    const answers = await ask(parties, account, visit);
    const failure = answers.find(({ kind }) => kind === "failed");
    if (failure?.kind === "failed") {
      if (failure.isItsOwn !== true) pausedUntil = nowMs + pauseMs;
      visit.log("error", "account_unresolved", { cause: failure.cause });
    }
    return parties.map((party, index): Identified => {
      const answer = answers[index];
      if (answer === undefined || answer.kind === "failed") return { kind: "failed" };
      const identity = answer.kind === "identity" ? answer.identity : null;
      const isKnown = identity?.account != null;
      // One that is asked about again counts once.
      if (!isKnown && !memoryOf(party).has(exactKey(party, hostname))) budgetOf(party).take(site, nowMs);
      const unknownMs = isSealed(party) ? UNKNOWN_SEALED_MS : UNKNOWN_MS;
      memoryOf(party).set(exactKey(party, hostname), { identity, until: nowMs + (isKnown ? knownMs : unknownMs) });
      return identity === null ? { kind: "unknown" } : { kind: "identity", identity };
    });
  }

  return {
    async find(parties, account, visit) {
      const recalled = parties.map((party) => recall(party, visit));
      const asked = parties.filter((_, index) => recalled[index] === null).slice(0, maxAsked);
      if (asked.length === 0) return recalled.map((known) => known ?? { kind: "dropped" });
      const answers = await askAbout(asked, account, visit);
      return parties.map((party, index) => {
        const place = asked.indexOf(party);
        return recalled[index] ?? answers[place] ?? { kind: "dropped" };
      });
    },
    remember(party, identity, { hostname, nowMs }) {
      memoryOf(party).delete(exactKey(party, hostname));
      const [key, ...others] = sessionKeys(party, hostname);
      // Of several credentials it is not known which one the origin speaks of.
      if (key !== undefined && others.length === 0) memory.set(key, { identity, until: nowMs + knownMs });
    },
    forget(credentials, { hostname }) {
      for (const one of credentials)
        for (const key of [exactKey([one], hostname), ...sessionKeys([one], hostname)]) memory.delete(key);
      const texts = new Set(credentials.map(({ exact }) => exact));
      for (const key of [...jointly.keys()]) if (key.split("\n").some((text) => texts.has(text))) jointly.delete(key);
    },
  };
}

const isSealed = (party: Party): boolean => party.every(({ seal }) => seal !== null);

/** What memory says of the members, one by one, when it knows all of them, and says the same of all. */
function recallMembers(members: readonly (Remembered | null)[]): Remembered | null {
  const [first = null] = members;
  const account = first?.identity?.account;
  if (first === null || account == null) return null;
  return members.every((one) => one?.identity?.account === account) ? first : null;
}

/**
 * Key of the exact texts, in the order of the header: with some servers the order decides which of two cookies counts.
 */
const exactKey = (party: Party, hostname: string): string =>
  `${hostname}\n${party.map(({ exact }) => exact).join("\n")}`;

/**
 * Keys of the hashes that name each of them: what the origin says of a session also holds for the next value of its
 * cookie. Not for a token with the same value: a cookie's value in a header is judged in another way.
 */
const sessionKeys = (party: Party, hostname: string): readonly string[] => [
  ...new Set(party.map(({ kind, key }: Credential) => `${hostname} ${kind} ${key}`)),
];
