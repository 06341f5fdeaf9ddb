import { type Address, formatAddress } from "../address/address.ts";

/**
 * Limits failed authentications per address: after so many in a minute (the rate limit of the binding `ATTEMPTS`), no
 * attempt from that address is looked at for a minute. `tokenHash` tells tokens apart: a token that fails repeatedly has a
 * limit of its own, so that a script with a revoked token does not block others at its address.
 */
export interface Attempts {
  /** Seconds until it may be tried from there (with this token); 0: now. */
  secondsBlocked(address: Address | null, nowMs: number, tokenHash?: string): number;
  /** Counts a failure, and answers what `secondsBlocked` will now. */
  fail(address: Address | null, nowMs: number, tokenHash?: string): Promise<number>;
}

/** The rate-limit binding. It counts in each of Cloudflare's locations separately, and approximately. */
export interface Limiter {
  limit(options: { readonly key: string }): Promise<{ readonly success: boolean }>;
}

/** The period of the limit in wrangler.toml. */
const BLOCK_MS = 60_000;

/** Addresses and tokens that an isolate remembers; the binding itself counts the rest. */
const MAX_REMEMBERED = 10_000;

/**
 * `report` is called when something is blocked, and when the limit itself fails: then the caller may try again. `use`
 * keeps what is counted for another purpose apart under the same binding.
 */
export function createAttempts(
  limiter: Limiter,
  report: (event: "attempts_blocked" | "attempts_unlimited", facts: Readonly<Record<string, unknown>>) => void,
  use = "",
): Attempts {
  const blockedUntil = new Map<string, number>();
  /** Tokens that failed, with the address they came from. */
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
      return !(await limiter.limit({ key: use + key })).success;
    } catch (error) {
      // Tokens have 256 random bits and cannot be guessed: the limit only reduces noise.
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

/** A /64 network of IPv6 counts as one address: its holder has 2^64 of them. */
function networkOf(address: Address | null): string {
  if (address === null) return "none";
  if (address.family === 4) return formatAddress(address);
  return `${formatAddress({ family: 6, v6: [address.v6[0], address.v6[1], 0, 0] })}/64`;
}
