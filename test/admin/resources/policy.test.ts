import { describe, expect, test } from "vitest";
import { call, makeAccount, stateOf } from "../api.ts";

const NEW_POLICY = {
  mode: "off",
  block_api_requests: false,
  session: { idle_days: 90, idle_days_2fa: 30, absolute_days: 365, api_idle_days: null, bind_network: "off" },
  access_requests: false,
  contact: null,
};

describe("a policy", () => {
  test("of a new account restricts nothing", async () => {
    const { path } = await makeAccount();
    const answer = await call("GET", `${path}/policy`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("ETag")).toBe('"1"');
    expect(answer.body).toEqual({ ...NEW_POLICY, revision: 1, published_revision: 1, provisional: null });
  });

  test("is changed in part, also within session", async () => {
    const { path } = await makeAccount();
    const answer = await call("PATCH", `${path}/policy`, {
      body: { mode: "monitor", session: { api_idle_days: 3650 }, contact: " help@example.com " },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("ETag")).toBe('"2"');
    const expected = {
      ...NEW_POLICY,
      mode: "monitor",
      session: { ...NEW_POLICY.session, api_idle_days: 3650 },
      contact: "help@example.com",
      revision: 2,
      published_revision: 2,
      provisional: null,
    };
    expect(answer.body).toEqual({ ...expected, published: true });
    expect((await call("GET", `${path}/policy`)).body).toEqual(expected);

    const back = await call("PATCH", `${path}/policy`, { body: { session: { api_idle_days: null }, contact: null } });
    expect(back.body).toMatchObject({ mode: "monitor", session: NEW_POLICY.session, contact: null, revision: 3 });
  });

  test("that stays the same makes no revision", async () => {
    const { path } = await makeAccount();
    for (const body of [{}, { session: {} }, NEW_POLICY]) {
      const answer = await call("PATCH", `${path}/policy`, { body });
      expect(answer.body).toMatchObject({ revision: 1, published: true, published_revision: 1 });
    }
  });

  test.each([
    { body: { mode: "on" }, pointer: "/mode" },
    { body: { mode: null }, pointer: "/mode" },
    { body: { block_api_requests: "true" }, pointer: "/block_api_requests" },
    { body: { session: null }, pointer: "/session" },
    { body: { session: { idle_days: 0 } }, pointer: "/session/idle_days" },
    { body: { session: { idle_days: 1.5 } }, pointer: "/session/idle_days" },
    { body: { session: { idle_days: 366 } }, pointer: "/session/idle_days" },
    { body: { session: { absolute_days: 401 } }, pointer: "/session/absolute_days" },
    { body: { session: { idle_days_2fa: null } }, pointer: "/session/idle_days_2fa" },
    { body: { session: { api_idle_days: 3651 } }, pointer: "/session/api_idle_days" },
    { body: { session: { api_idle_days: 0 } }, pointer: "/session/api_idle_days" },
    { body: { session: { bind_network: "/24" } }, pointer: "/session/bind_network" },
    { body: { session: { bind_network: null } }, pointer: "/session/bind_network" },
    { body: { session: { bind_network: true } }, pointer: "/session/bind_network" },
    { body: { bind_network: "network" }, pointer: "/bind_network" },
    { body: { contact: "x".repeat(501) }, pointer: "/contact" },
    { body: { contact: "" }, pointer: "/contact" },
    { body: { contact: "a\r\nb" }, pointer: "/contact" },
    { body: { contact: 5 }, pointer: "/contact" },
    { body: { revision: 1 }, pointer: "/revision" },
  ])("is refused at $pointer: $body", async ({ body, pointer }) => {
    const { path } = await makeAccount();
    const before = await stateOf(path);
    const answer = await call("PATCH", `${path}/policy`, { body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([expect.objectContaining({ pointer, fix: expect.any(String) })]);
    expect(await stateOf(path)).toEqual(before);
  });

  test("binds sessions to where their seal was made, and the trail says what it was before", async () => {
    const { path } = await makeAccount();
    const patch = (session: object) => call("PATCH", `${path}/policy`, { body: { session } });
    expect((await patch({ bind_network: "network" })).body.session).toEqual({
      ...NEW_POLICY.session,
      bind_network: "network",
    });
    // What a patch leaves out stays.
    await patch({ idle_days: 60 });
    await patch({ bind_network: "address" });
    expect((await call("GET", `${path}/policy`)).body.session).toMatchObject({
      idle_days: 60,
      bind_network: "address",
    });
    const trail = await call("GET", `${path}/audit?action=policy.changed`);
    expect(trail.body.items.map(({ detail }: { detail: object }) => detail)).toEqual([
      { before: { bind_network: "network" }, after: { bind_network: "address" } },
      { before: { idle_days: 90 }, after: { idle_days: 60 } },
      { before: { bind_network: "off" }, after: { bind_network: "network" } },
    ]);
  });

  test("lets no session grow idle after it has ended", async () => {
    const { path } = await makeAccount();
    const answer = await call("PATCH", `${path}/policy`, { body: { session: { absolute_days: 20 } } });
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      "/session/idle_days",
      "/session/idle_days_2fa",
    ]);
    const body = { session: { absolute_days: 20, idle_days: 20, idle_days_2fa: 7 } };
    expect((await call("PATCH", `${path}/policy`, { body })).status).toBe(200);
  });

  test("of no account is not found", async () => {
    for (const id of ["nobody", "NOBODY", "a%2Fb", "a".repeat(64), "%00"]) {
      expect((await call("GET", `/accounts/${id}/policy`)).body.code).toBe("account_not_found");
      expect((await call("PATCH", `/accounts/${id}/policy`, { body: {} })).body.code).toBe("account_not_found");
    }
  });
});

describe("If-Match", () => {
  test.each(['"1"', 'W/"1"', "*", '"7", "1"', 'W/"7",W/"1"'])("%s holds at revision 1", async (ifMatch) => {
    const { path } = await makeAccount();
    expect((await call("PATCH", `${path}/policy`, { body: { mode: "monitor" }, ifMatch })).body.revision).toBe(2);
  });

  test.each(['"2"', '"01"', '""', '"7", W/"8"'])("%s does not", async (ifMatch) => {
    const { path } = await makeAccount();
    const answer = await call("PATCH", `${path}/policy`, { body: { mode: "monitor" }, ifMatch });
    expect(answer.status).toBe(412);
    expect(answer.body).toMatchObject({ code: "revision_mismatch", revision: 1 });
    expect(answer.headers.get("ETag")).toBe('"1"');
    expect((await call("GET", `${path}/policy`)).body.mode).toBe("off");
  });

  test.each(["1", "'1'", '"1', '"1" "2"', "*, *"])("%s cannot be read", async (ifMatch) => {
    const { path } = await makeAccount();
    const answer = await call("PATCH", `${path}/policy`, { body: { mode: "monitor" }, ifMatch });
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe("malformed_header");
  });
});
