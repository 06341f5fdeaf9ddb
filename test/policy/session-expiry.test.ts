import { describe, expect, test } from "vitest";
import { NEW_ACCOUNT_POLICY } from "../../src/policy/policy.ts";
import { type SessionTimes, sessionExpiry } from "../../src/policy/session-expiry.ts";
import { DAY_MS } from "../../src/time.ts";

const LOGIN = Date.UTC(2026, 10, 22, 12);
const LIMITS = NEW_ACCOUNT_POLICY.session;
const session = (times: Partial<SessionTimes> = {}): SessionTimes => ({
  kind: "web",
  twoFactor: null,
  loggedInAt: LOGIN,
  lastSeenAt: LOGIN,
  endedAt: null,
  ...times,
});
const dayAfter = (days: number) => LOGIN + days * DAY_MS;

describe("a session ends by itself", () => {
  test.each<[string, SessionTimes, Partial<typeof LIMITS>, number | null]>([
    ["after the idle time", session(), {}, dayAfter(90)],
    ["later when it was seen since", session({ lastSeenAt: dayAfter(10) }), {}, dayAfter(100)],
    ["sooner with a second factor", session({ twoFactor: true }), {}, dayAfter(30)],
    ["after the idle time of all others without one", session({ twoFactor: false }), {}, dayAfter(90)],
    ["at its absolute age, however often it was seen", session({ lastSeenAt: dayAfter(364) }), {}, dayAfter(365)],
    [
      "with a second factor at its absolute age as well",
      session({ twoFactor: true, lastSeenAt: dayAfter(364) }),
      {},
      dayAfter(365),
    ],
    ["at an absolute age below the idle time", session(), { absoluteDays: 1 }, dayAfter(1)],
    ["never when it is an integration", session({ kind: "api" }), {}, null],
    ["never when it is an integration with a second factor", session({ kind: "api", twoFactor: true }), {}, null],
    ["when it is an integration where the account says so", session({ kind: "api" }), { apiIdleDays: 7 }, dayAfter(7)],
    [
      "as an integration at no absolute age",
      session({ kind: "api", lastSeenAt: dayAfter(400) }),
      { apiIdleDays: 400 },
      dayAfter(800),
    ],
    ["no more when it has ended", session({ endedAt: LOGIN }), {}, null],
    ["no more as an ended integration", session({ kind: "api", endedAt: LOGIN }), { apiIdleDays: 7 }, null],
  ])("%s", (_, times, limits, expected) => {
    expect(sessionExpiry(times, { ...LIMITS, ...limits })).toBe(expected);
  });
});
