import { type Address, formatAddress } from "../address/address.ts";

/**
 * Failed authentications, bounded by the address that they come from: after so many in a minute (the rate limit that
 * `ATTEMPTS` binds) nothing from there is looked at for a minute. `tokenHash` tells tokens apart: one that fails again
 * and again is bounded by itself, so that a script that goes on with a revoked one holds up nobody else at its address.
 */
export interface Attempts {
  /** Seconds until it may be tried from there (with this token); 0: now. */
  secondsBlocked(address: Address | null, nowMs: number, tokenHash?: string): number;
  /** Counts a failure, and answers what `secondsBlocked` will now. */
  fail(address: Address | null, nowMs: number, tokenHash?: string): Promise<number>;
}

/** The rate-limit binding. It counts in each location of Cloudflare's by itself, and approximately. */
export interface Limiter {
  limit(options: { readonly key: string }): Promise<{ readonly success: boolean }>;
}

/** The period of the limit in wrangler.toml. */
const BLOCK_MS = 60_000;

/** What an isolate remembers of each; the limit itself knows the rest. */
const MAX_REMEMBERED = 10_000;

/** `report` hears of what is blocked, when it is; and of failures of the limit itself: these let the caller try again. */
export function createAttempts(
  limiter: Limiter,
  report: (event: "attempts_blocked" | "attempts_unlimited", facts: Readonly<Record<string, unknown>>) => void,
): Attempts {
  const blockedUntil = new Map<string, number>();
  /** Bad tokens by where they came from: they stay bad. */
  const known = new Map<string, true>();

  function secondsBlocked(address: Address | null, nowMs: number, tokenHash?: string): number {
    const from = networkOf(address);
    const keys = tokenHash === undefined ? [from] : [from, repeated(from, tokenHash)];
    const until = Math.max(...keys.map((key) => blockedUntil.get(key) ?? 0));
    return until > nowMs ? Math.ceil((until - nowMs) / 1000) : 0;
  }

  return {
    secondsBlocked,

    async fail(address, nowMs, tokenHash) {
      const from = networkOf(address);
      const again = tokenHash === undefined ? null : repeated(from, tokenHash);
      const isAgain = again !== null && known.has(again);
      if (again !== null) remember(known, again, true);
      const key = isAgain ? again : from;
      if (!(await isOver(key))) return 0;
      if (secondsBlocked(address, nowMs, tokenHash) === 0) report("attempts_blocked", { from, one_token: isAgain });
      remember(blockedUntil, key, nowMs + BLOCK_MS);
      return secondsBlocked(address, nowMs, tokenHash);
    },
  };

  async function isOver(key: string): Promise<boolean> {
    try {
      return !(await limiter.limit({ key })).success;
    } catch (error) {
      // Tokens have 256 random bits: the bound keeps the noise down, and is not what keeps the door shut.
      report("attempts_unlimited", { error: String(error) });
      return false;
    }
  }
}

/** As the newest; the oldest goes when there are too many. */
function remember<T>(memory: Map<string, T>, key: string, value: T): void {
  memory.delete(key);
  const [oldest] = memory.keys();
  if (oldest !== undefined && memory.size >= MAX_REMEMBERED) memory.delete(oldest);
  memory.set(key, value);
}

const repeated = (from: string, tokenHash: string): string => `${from} ${tokenHash}`;

/** A network of IPv6 counts as one: whoever has an address of it has 2^64. */
function networkOf(address: Address | null): string {
  if (address === null) return "none";
  if (address.family === 4) return formatAddress(address);
  return `${formatAddress({ family: 6, v6: [address.v6[0], address.v6[1], 0, 0] })}/64`;
}
