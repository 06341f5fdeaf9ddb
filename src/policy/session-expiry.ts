import { DAY_MS } from "../time.ts";
import type { SessionLimits } from "./policy.ts";

export { DAY_MS } from "../time.ts";

/** What the limits of a session depend on. Times in Unix milliseconds. */
export interface SessionTimes {
  readonly kind: "web" | "api";
  /** Null: it is not known whether a second factor was asked for. */
  readonly twoFactor: boolean | null;
  readonly loggedInAt: number;
  readonly lastSeenAt: number;
  readonly endedAt: number | null;
}

/**
 * When a session ends by itself if it is not seen again, in Unix milliseconds; null when no limit applies (any more).
 * Integrations only grow idle, and only where the account says so: a quarterly one is no forgotten phone.
 */
export function sessionExpiry(session: SessionTimes, limits: SessionLimits): number | null {
  const { kind, twoFactor, loggedInAt, lastSeenAt, endedAt } = session;
  if (endedAt !== null) return null;
  if (kind === "api") return limits.apiIdleDays === null ? null : lastSeenAt + limits.apiIdleDays * DAY_MS;
  const idleDays = twoFactor === true ? limits.idleDays2fa : limits.idleDays;
  return Math.min(lastSeenAt + idleDays * DAY_MS, loggedInAt + limits.absoluteDays * DAY_MS);
}
