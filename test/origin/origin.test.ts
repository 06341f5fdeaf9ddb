import { describe, expect, it, test } from "vitest";
import { ANN, BOB, HOST, logIn, logInApp, seen, submit, visit } from "./visits.ts";

describe("pages", () => {
  test.each(["/", "/dashboard"])("%s leads to the login page without a login", async (path) => {
    expect(await seen(await visit(path))).toEqual([302, "/login"]);
  });

  test.each(["/", "/dashboard"])("%s shows the leads to whoever is logged in", async (path) => {
    const response = await visit(path, { headers: await logIn(ANN) });
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(text).toContain("Ann Archer");
    expect(text).toContain("Bright &lt;Labs&gt;");
    expect(response.headers.get("Cache-Control")).toBe("private, no-store");
  });

  it("shows what the gate told it, escaped", async () => {
    const gate = { "Gatehouse-Account": "acme", "Gatehouse-Address": "<b>203.0.113.9" };
    const response = await visit("/login", { headers: gate });
    expect(await response.text()).toContain("&lt;b&gt;203.0.113.9");
  });
});

describe("login", () => {
  it("gives a new HttpOnly cookie each time", async () => {
    const response = await submit("/login", ANN);
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^crm_session=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    expect(await seen(response)).toEqual([302, "/dashboard"]);
    expect(await logIn(ANN)).not.toEqual(await logIn(ANN));
  });

  it("marks the cookie Secure where the visit is", async () => {
    const response = await visit(HOST.replace("http", "https").concat("/login"), {
      method: "POST",
      body: new URLSearchParams(ANN),
    });
    expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/; Secure$/)]);
  });

  test.each([
    ["a wrong password", { ...ANN, password: "bob-password" }],
    ["an unknown user", { email: "__proto__", password: "ann-password" }],
    ["no fields", {}],
    ["2FA without a code", BOB],
    ["2FA with a wrong code", { ...BOB, code: "654321" }],
  ])("refuses %s and sets no cookie", async (_, fields) => {
    const response = await submit("/login", fields);
    expect(await seen(response)).toEqual([401, null]);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it("lets a user with 2FA in by password and code", async () => {
    const response = await visit("/api/v4/me", { headers: await logIn({ ...BOB, code: "123456" }) });
    expect(await response.json()).toEqual({ email: BOB.email, name: "Bob Breuer", two_factor: true });
  });

  it("gives the typed email back escaped", async () => {
    const text = await (await submit("/login", { email: '"><script>', password: "x" })).text();
    expect(text).not.toContain("<script>");
    expect(text).toContain("&quot;&gt;&lt;script&gt;");
  });

  it("refuses a body that is no form", async () => {
    expect(await seen(await visit("/login", { method: "POST", body: "{" }))).toEqual([401, null]);
  });
});

describe("logout", () => {
  it("ends that session, removes its cookie and leaves the user's other one alone", async () => {
    const [first, second] = [await logIn(ANN), await logIn(ANN)];
    const response = await visit("/logout", { method: "POST", headers: first });
    expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/^crm_session=;.*Max-Age=0$/)]);
    expect(await seen(response)).toEqual([302, "/login"]);
    expect((await visit("/dashboard", { headers: first })).status).toBe(302);
    expect((await visit("/dashboard", { headers: second })).status).toBe(200);
  });
});

describe("change of password", () => {
  it("holds for the next login and ends no session and no token", async () => {
    const [here, there, app] = [await logIn(ANN), await logIn(ANN), await logInApp(ANN)];
    const change = { current_password: ANN.password, new_password: "another-password" };
    expect(await seen(await submit("/password", change, here))).toEqual([302, "/dashboard?password=changed"]);

    expect((await submit("/login", ANN)).status).toBe(401);
    expect((await submit("/login", { ...ANN, password: "another-password" })).status).toBe(302);
    for (const headers of [here, there, app]) expect((await visit("/api/v4/me", { headers })).status).toBe(200);

    await submit("/password", { current_password: "another-password", new_password: ANN.password }, here);
  });

  it("accepts the same value", async () => {
    const same = { current_password: ANN.password, new_password: ANN.password };
    expect((await submit("/password", same, await logIn(ANN))).status).toBe(302);
  });

  test.each([
    ["a wrong current password", { current_password: "x", new_password: "y" }],
    ["an empty new password", { current_password: ANN.password, new_password: "" }],
  ])("refuses %s", async (_, fields) => {
    expect((await submit("/password", fields, await logIn(ANN))).status).toBe(422);
  });

  it("asks for a login", async () => {
    const change = { current_password: ANN.password, new_password: "y" };
    expect(await seen(await submit("/password", change))).toEqual([302, "/login"]);
  });
});

describe("API", () => {
  it("answers a token and a cookie", async () => {
    for (const headers of [await logInApp(ANN), await logIn(ANN)]) {
      const leads = await (await visit("/api/v4/leads", { headers })).json<{ leads: object[] }>();
      expect(leads.leads[0]).toMatchObject({ id: 1041, company: "Harbour & Finch" });
      expect(await (await visit("/api/v4/me", { headers })).json()).toMatchObject({ email: ANN.email });
    }
  });

  test.each([
    ["nothing", {}],
    ["an unknown token", { Authorization: "Bearer nobody" }],
    ["a token longer than a key of the store", { Authorization: `Bearer ${"a".repeat(2_000)}` }],
    ["an unknown cookie", { Cookie: "crm_session=nobody" }],
  ])("answers 401 to %s", async (_, headers) => {
    for (const path of ["/api/v4/leads", "/api/v4/me"]) {
      const response = await visit(path, { headers });
      expect(response.status).toBe(401);
      expect(response.headers.get("WWW-Authenticate")).toBe("Bearer");
    }
  });

  it("does not take a cookie's value for a token", async () => {
    const { Cookie } = await logIn(ANN);
    const headers = { Authorization: `Bearer ${Cookie.slice("crm_session=".length)}` };
    expect((await visit("/api/v4/me", { headers })).status).toBe(401);
  });

  it("gives a token for a password, as JSON too", async () => {
    const body = JSON.stringify({ grant_type: "password", username: BOB.email, password: BOB.password });
    const response = await visit("/oauth/token", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body,
    });
    expect(await response.json()).toEqual({
      access_token: expect.stringMatching(/^[0-9a-f]{64}$/),
      refresh_token: expect.stringMatching(/^[0-9a-f]{64}$/),
      token_type: "Bearer",
    });
  });

  test.each([
    ["invalid_grant", { username: ANN.email, password: "x" }],
    ["invalid_grant", { grant_type: "refresh_token", refresh_token: "0".repeat(64) }],
    ["unsupported_grant_type", { grant_type: "implicit", username: ANN.email, password: ANN.password }],
  ])("gives no token: %s", async (error, fields) => {
    const response = await submit("/oauth/token", fields);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error });
  });

  it("gives a new token for a refresh token, once", async () => {
    const granted = await submit("/oauth/token", { username: ANN.email, password: ANN.password });
    const { access_token, refresh_token } = await granted.json<Record<string, string>>();
    const refresh = { grant_type: "refresh_token", refresh_token: refresh_token ?? "" };
    const renewed = await (await submit("/oauth/token", refresh)).json<Record<string, string>>();
    expect(renewed.access_token).not.toBe(access_token);
    const headers = { Authorization: `Bearer ${renewed.access_token}` };
    expect((await visit("/api/v4/me", { headers })).status).toBe(200);
    expect((await submit("/oauth/token", refresh)).status).toBe(400);
  });

  it("takes webhooks from anybody", async () => {
    expect((await visit("/webhooks/in", { method: "POST", body: "{}" })).status).toBe(202);
  });
});

describe("the menu items that open the gate's console", () => {
  test.each(["/settings", "/profile", "/settings/users/allowlist", "/profile/sessions"])(
    "%s is for those who are logged in",
    async (path) => {
      expect(await seen(await visit(path))).toEqual([302, "/login"]);
    },
  );

  it("are two clicks away", async () => {
    const headers = await logIn(ANN);
    expect(await (await visit("/settings", { headers })).text()).toContain('href="/settings/users/allowlist"');
    expect(await (await visit("/profile", { headers })).text()).toContain('href="/profile/sessions"');
  });

  it("say so when there is no gate in front", async () => {
    const response = await visit("/profile/sessions", { headers: await logIn(ANN) });
    expect([response.status, await response.text()]).toEqual([502, expect.stringContaining("cannot be opened")]);
  });
});
