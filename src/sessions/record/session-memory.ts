import { LRUCache } from "lru-cache";
import { atMost } from "../../memory.ts";

/** A session on record as this isolate knows it. One object for all of its credentials. */
export interface RememberedSession {
  readonly account: string;
  readonly id: string;
  user: string | null;
  /** A session cookie is among its credentials: a token with the same value may be a stolen cookie. */
  hasCookie: boolean;
  /** What the product said of it last, as one text; null: nothing yet. */
  told: string | null;
  /** The last visit that is on record, in Unix milliseconds. */
  seenAt: number;
  /** A write of it is under way; it is not waited for longer than this. */
  busyUntil: number;
  /** New credentials and new facts that were written since `changesSince`. */
  changes: number;
  changesSince: number;
}

interface KnownCredential {
  readonly session: RememberedSession;
  /** Every hash of the credential, the one that names it first. */
  readonly hashes: readonly string[];
  /** False: the product changes its cookie so often that this value is known here alone. */
  readonly isOnRecord: boolean;
}

/** The sessions of the credentials that were seen lately, by the hash that names the credential. */
export interface SessionMemory {
  find(account: string, hash: string): KnownCredential | undefined;
  /** @param credentials the hashes of each one, the one that names it first. */
  remember(session: RememberedSession, credentials: readonly (readonly string[])[], isOnRecord: boolean): void;
  /**
   * Hashes of the credentials of such sessions: only of those seen lately, so no substitute for D1. Without those that
   * other accounts have on record too.
   */
  hashesOf(account: string, matches: (session: RememberedSession) => boolean): readonly string[];
  /**
   * Hashes that are known here alone, of the sessions that any of these belongs to: what a product that changes its cookie
   * with each answer has given out since.
   */
  kinOf(hashes: readonly string[]): readonly string[];
}
/** Some 10 MB when all have two readings. */
const MAX_CREDENTIALS = 20_000;

export function createSessionMemory(max = MAX_CREDENTIALS): SessionMemory {
  const entries = new LRUCache<string, KnownCredential>(atMost(max));
  // A credential may be on record with several accounts: a cookie of a domain above their hosts.
  const keyOf = (account: string, hash: string): string => `${account} ${hash}`;

  return {
    find: (account, hash) => entries.get(keyOf(account, hash)),
    remember(session, credentials, isOnRecord) {
      for (const hashes of credentials) {
        entries.set(keyOf(session.account, hashes[0] ?? ""), { session, hashes, isOnRecord });
      }
    },
    hashesOf(account, matches) {
      const found: string[] = [];
      const foreign = new Set<string>();
      for (const { session, hashes } of entries.values()) {
        if (session.account !== account) for (const hash of hashes) foreign.add(hash);
        else if (matches(session)) found.push(...hashes);
      }
      return found.filter((hash) => !foreign.has(hash));
    },
    kinOf(hashes) {
      if (entries.size === 0 || hashes.length === 0) return [];
      const asked = new Set(hashes);
      const sessions = new Set<RememberedSession>();
      for (const entry of entries.values())
        if (entry.hashes.some((hash) => asked.has(hash))) sessions.add(entry.session);
      if (sessions.size === 0) return [];
      return [...entries.values()].flatMap(({ session, hashes, isOnRecord }) =>
        !isOnRecord && sessions.has(session) ? hashes : [],
      );
    },
  };
}
