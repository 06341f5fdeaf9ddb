import { DAY_MS } from "../time.ts";
import type { SessionLimits } from "./policy.ts";

export { DAY_MS } from "../time.ts";

/** The facts of a session that its limits depend on. Times are Unix milliseconds. */
export interface SessionTimes {
  readonly kind: "web" | "api";
  /** Null: it is not known whether the login used a second factor. */
  readonly twoFactor: boolean | null;
  readonly loggedInAt: number;
  readonly lastSeenAt: number;
  readonly endedAt: number | null;
}

/**
 * When a session ends if it is not seen again, in Unix milliseconds; null when no limit applies, or when it has ended.
 * Sessions of kind `api` have only the limit `apiIdleDays`, and only when the account sets it.
 */
export function sessionExpiry(session: SessionTimes, limits: SessionLimits): number | null {
  const { kind, twoFactor, loggedInAt, lastSeenAt, endedAt } = session;
  if (endedAt !== null) return null;
  if (kind === "api") return limits.apiIdleDays === null ? null : lastSeenAt + limits.apiIdleDays * DAY_MS;
  const idleDays = twoFactor === true ? limits.idleDays2fa : limits.idleDays;
  return Math.min(lastSeenAt + idleDays * DAY_MS, loggedInAt + limits.absoluteDays * DAY_MS);
}
