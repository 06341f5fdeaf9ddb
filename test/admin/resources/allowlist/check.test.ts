import { describe, expect, test } from "vitest";
import { call, makeAccount } from "../../api.ts";

const check = (path: string, body: unknown) => call("POST", `${path}/check`, { body });

describe("check", () => {
  test("tells the decision, why, and by which entries", async () => {
    const { path, list, revision } = await makeAccount({
      mode: "enforce",
      entries: ["49.37.165.0/16", { value: "49.37.9.9", enabled: false }, "203.0.113.7"],
    });
    const { items } = (await call("GET", list)).body;
    const answer = await check(path, { address: "49.37.9.9" });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      decision: "allow",
      reason: "address_listed",
      surface: "dashboard",
      mode: "enforce",
      blocked_now: false,
      revision,
      matches: [items[0], items[1]],
    });
    expect((await check(path, { address: "198.51.100.1", path: "/dashboard?tab=1", method: "GET" })).body).toEqual({
      decision: "deny",
      reason: "address_not_listed",
      surface: "dashboard",
      mode: "enforce",
      blocked_now: true,
      revision,
      matches: [],
    });
  });

  test("decides as if enforced, whatever the mode", async () => {
    for (const mode of ["off", "monitor"]) {
      const { path } = await makeAccount({ mode, entries: ["203.0.113.7"] });
      const { body } = await check(path, { address: "198.51.100.1" });
      expect(body).toMatchObject({ decision: "deny", mode, blocked_now: false });
    }
  });

  test.each([
    { path: "/api/v4/leads", surface: "api", decision: "allow", reason: "api_not_restricted" },
    { path: "/webhooks/in", surface: "public", decision: "allow", reason: "public_path" },
    { path: "/api/..%2fdashboard", surface: "dashboard", decision: "deny", reason: "address_not_listed" },
    { path: "/api/v4/../../dashboard", surface: "dashboard", decision: "deny", reason: "address_not_listed" },
    { path: "//api/x", surface: "dashboard", decision: "deny", reason: "address_not_listed" },
    { path: "/", surface: "dashboard", decision: "deny", reason: "address_not_listed" },
  ])("reads $path as $surface", async ({ path, ...expected }) => {
    const account = await makeAccount({ mode: "enforce", entries: ["203.0.113.7"] });
    expect((await check(account.path, { address: "198.51.100.1", path })).body).toMatchObject(expected);
  });

  test("knows an expired entry, on the second", async () => {
    const { path } = await makeAccount({
      mode: "enforce",
      entries: [
        "192.0.2.1",
        { value: "203.0.113.7", expires_at: "2026-11-22T12:00:00Z" },
        { value: "203.0.113.8", expires_at: "2026-11-22T12:00:01Z" },
      ],
    });
    expect((await check(path, { address: "203.0.113.7" })).body).toMatchObject({
      decision: "deny",
      reason: "entry_expired",
    });
    expect((await check(path, { address: "203.0.113.8" })).body).toMatchObject({ decision: "allow" });
  });

  test("knows the other address family, and mapped addresses", async () => {
    const { path } = await makeAccount({ mode: "enforce", entries: ["203.0.113.7"] });
    expect((await check(path, { address: "2001:db8::1" })).body.decision).toBe("deny");
    expect((await check(path, { address: "::ffff:203.0.113.7" })).body.decision).toBe("allow");
  });

  test("denies what other zones' Workers would come from, even when it is listed", async () => {
    const { path } = await makeAccount({ mode: "enforce", entries: ["2a06:98c0:3600::103"] });
    const { body } = await check(path, { address: "2a06:98c0:3600::103" });
    expect(body).toMatchObject({ decision: "deny", reason: "worker_request", blocked_now: true });
  });

  test("changes nothing", async () => {
    const { path, revision } = await makeAccount({ mode: "enforce", entries: ["203.0.113.7"] });
    await check(path, { address: "198.51.100.1" });
    expect((await call("GET", path)).body.revision).toBe(revision);
  });

  test.each([
    { body: {}, pointers: ["/address"] },
    { body: { address: "203.0.113.0/24" }, pointers: ["/address"] },
    {
      body: { address: "0177.0.0.1", path: "dashboard", method: "GET /", host: "a b", ip: "x" },
      pointers: ["/address", "/host", "/ip", "/method", "/path"],
    },
    { body: { address: null }, pointers: ["/address"] },
  ])("refuses $body at $pointers", async ({ body, pointers }) => {
    const { path } = await makeAccount();
    const answer = await check(path, body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(pointers);
  });

  test("of no account is not found", async () => {
    expect((await check("/accounts/nobody", { address: "203.0.113.7" })).body.code).toBe("account_not_found");
  });
});
