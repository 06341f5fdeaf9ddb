import { type Address, formatAddress } from "../address/address.ts";

/**
 * Failed authentications, bounded by the address that they come from: after so many in a minute (the rate limit that
 * `ATTEMPTS` binds), nothing that it sends is looked at until the minute is over. Others are not held up by it.
 */
export interface Attempts {
  /** Seconds until this address is heard again; 0: it is heard now. */
  secondsBlocked(address: Address | null, nowMs: number): number;
  /** Counts a failure, and answers what `secondsBlocked` will now. */
  fail(address: Address | null, nowMs: number): Promise<number>;
}

/** The rate-limit binding. It counts in each location of Cloudflare's by itself, and approximately. */
export interface Limiter {
  limit(options: { readonly key: string }): Promise<{ readonly success: boolean }>;
}

/** The period of the limit in wrangler.toml. */
const BLOCK_MS = 60_000;

/** Blocked addresses that an isolate remembers; the limit itself knows the others. */
const MAX_REMEMBERED = 10_000;

/** `report` hears of each address when it is blocked, and of the limit's own failures: these let the caller try again. */
export function createAttempts(
  limiter: Limiter,
  report: (event: "attempts_blocked" | "attempts_unlimited", facts: Readonly<Record<string, unknown>>) => void,
): Attempts {
  const blockedUntil = new Map<string, number>();

  function secondsBlocked(address: Address | null, nowMs: number): number {
    const key = keyOf(address);
    const until = blockedUntil.get(key) ?? 0;
    if (until > nowMs) return Math.ceil((until - nowMs) / 1000);
    blockedUntil.delete(key);
    return 0;
  }

  return {
    secondsBlocked,

    async fail(address, nowMs) {
      const key = keyOf(address);
      if (!(await isOver(key))) return 0;
      if (!blockedUntil.has(key)) report("attempts_blocked", { address: key });
      const [oldest] = blockedUntil.keys();
      if (oldest !== undefined && blockedUntil.size >= MAX_REMEMBERED) blockedUntil.delete(oldest);
      blockedUntil.set(key, nowMs + BLOCK_MS);
      return secondsBlocked(address, nowMs);
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

/** A network of IPv6 counts as one: whoever has an address of it has 2^64. */
function keyOf(address: Address | null): string {
  if (address === null) return "none";
  if (address.family === 4) return formatAddress(address);
  return `${formatAddress({ family: 6, v6: [address.v6[0], address.v6[1], 0, 0] })}/64`;
}
