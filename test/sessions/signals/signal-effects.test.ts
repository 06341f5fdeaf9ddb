import { describe, expect, test } from "vitest";
import { foldWho, readTold } from "../../../src/sessions/signals/signal-effects.ts";

const ID = "8a1f0c1e-6b1d-4b9a-9a4e-1d2c3b4a5f60";
const of = (...signals: string[]): string => signals.map((signal) => `${signal}; request="${ID}"`).join(", ");
const read = (header: string) => readTold(header, ID, "acme", false);

describe("what the signals of an answer ask for", () => {
  test("is done in their order", () => {
    const header = of("session; user=1", "password-changed; user=1; keep-current", "revoke; user=2", "logout");
    expect(read(header)).toEqual({
      isRefused: false,
      fault: null,
      remarks: [],
      acts: [
        { kind: "describe", who: { user: "1", name: null, twoFactor: null, productSession: null } },
        { kind: "end_user", user: "1", keepCurrent: true, reason: "password_changed" },
        { kind: "end_user", user: "2", keepCurrent: false, reason: "revoked" },
        { kind: "end_request", reason: "logout", isSpoken: true },
      ],
    });
  });

  test("is nothing when they are another request's, out of a cache, or the account is not known", () => {
    const nothing = { acts: [], isRefused: false, fault: expect.any(String) };
    expect(readTold(of("logout"), "another-id", "acme", false)).toMatchObject(nothing);
    expect(readTold(of("logout"), ID, "acme", true)).toMatchObject(nothing);
    expect(readTold(of("logout"), ID, null, false)).toMatchObject(nothing);
    expect(readTold("garbage=(", ID, "acme", false)).toMatchObject(nothing);
  });

  test("is refused as a whole when one names another account", () => {
    for (const header of [of("session; account=other"), of("logout", 'session; account="other"; user=1')]) {
      expect(read(header)).toMatchObject({ acts: [], isRefused: true, fault: "other_account" });
    }
    expect(read(of("session; account=acme; user=1"))).toMatchObject({ isRefused: false, acts: [{ kind: "describe" }] });
    expect(read(of("session; account=other", "logot"))).toMatchObject({ isRefused: true });
  });

  test("ends the request's session last when something for this request cannot be read", () => {
    const told = read(of("password-changed; user=1", "logot"));
    expect(told.fault).toMatch(/^unparsable/);
    expect(told.acts).toEqual([
      { kind: "end_user", user: "1", keepCurrent: false, reason: "password_changed" },
      { kind: "end_request", reason: "signal_invalid", isSpoken: true },
    ]);
  });
});

test("of several descriptions a later one adds to what an earlier one said", () => {
  const { acts } = read(of('session; user=1; name="Ann"', "logout", "session; two_factor; session=s-1"));
  expect(foldWho(acts)).toEqual({ user: "1", name: "Ann", twoFactor: true, productSession: "s-1" });
  expect(foldWho([])).toBeNull();
});
