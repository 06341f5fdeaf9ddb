import { env } from "cloudflare:workers";
import { describe, expect, it, test } from "vitest";
import { parseSignals } from "../../src/sessions/signals/signals.ts";

const HOST = "http://crm.example";
const ANN = { email: "ann@example.com", password: "ann-password" };
const BOB = { email: "bob@example.com", password: "bob-password" };

function visit(path: string, init: RequestInit = {}): Promise<Response> {
  if (env.ORIGIN === undefined) throw new Error("the demo product is not bound");
  return env.ORIGIN.fetch(new URL(path, HOST), { redirect: "manual", ...init });
}

function submit(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return visit(path, { method: "POST", headers, body: new URLSearchParams(fields) });
}

/** Logs in and gives the Cookie header of the new session. */
async function logIn(fields: Record<string, string>): Promise<{ Cookie: string }> {
  const [cookie = ""] = (await submit("/login", fields)).headers.getSetCookie();
  return { Cookie: cookie.slice(0, cookie.indexOf(";")) };
}

async function logInApp(user: { email: string; password: string }): Promise<{ Authorization: string }> {
  const response = await submit("/oauth/token", { username: user.email, password: user.password });
  const { access_token } = await response.json<{ access_token: string }>();
  return { Authorization: `Bearer ${access_token}` };
}

async function seen(response: Response): Promise<[status: number, location: string | null]> {
  await response.body?.cancel();
  return [response.status, response.headers.get("Location")];
}

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

describe("signals", () => {
  const gate = { "Gatehouse-Request-Id": "r-1" };
  const ZOE = { email: "zoe@example.com", password: "zoe-password" };
  const signalOf = async (answer: Promise<Response>) => (await answer).headers.get("Gatehouse-Signal");
  const annSession =
    /^session; user="ann@example\.com"; name="Ann Archer"; two_factor=\?0; session="s-[0-9a-f]{16}"; request="r-1"$/;

  it("tells whose session a login opens, and whose it is that a page or the API answers", async () => {
    expect(await signalOf(submit("/login", ANN, gate))).toMatch(annSession);
    const browser = { ...gate, ...(await logIn(ANN)) };
    for (const path of ["/", "/dashboard", "/api/v4/me", "/api/v4/leads"]) {
      expect(await signalOf(visit(path, { headers: browser }))).toMatch(annSession);
    }
    expect(await signalOf(visit("/api/v4/me", { headers: { ...gate, ...(await logInApp(ANN)) } }))).toMatch(annSession);
  });

  it("keeps the id of a login for its new tokens, and gives each login its own", async () => {
    const idOf = async (token: unknown) =>
      /session="(s-\w+)"/.exec(
        (await signalOf(visit("/api/v4/me", { headers: { ...gate, Authorization: `Bearer ${token}` } }))) ?? "",
      )?.[1];
    const password = { username: ANN.email, password: ANN.password };
    const first = await (await submit("/oauth/token", password)).json<Record<string, string>>();
    const second = await (await submit("/oauth/token", password)).json<Record<string, string>>();
    const refresh = { grant_type: "refresh_token", refresh_token: first.refresh_token ?? "" };
    const renewed = await (await submit("/oauth/token", refresh)).json<Record<string, string>>();
    expect(await idOf(renewed.access_token)).toBe(await idOf(first.access_token));
    expect(await idOf(second.access_token)).not.toBe(await idOf(first.access_token));
  });

  it("says that a login was made with a second factor", async () => {
    expect(await signalOf(submit("/login", { ...BOB, code: "123456" }, gate))).toContain("; two_factor; ");
  });

  it("writes a name beyond ASCII as a Display String, and Gatehouse reads it", async () => {
    const header = (await signalOf(submit("/login", ZOE, gate))) ?? "";
    expect(header).toContain('name=%"Zo%c3%ab%20%c3%87elik"');
    expect(parseSignals(header, "r-1")).toMatchObject({
      value: { signals: [{ user: "zoe@example.com", name: "Zoë Çelik" }], remarks: [] },
    });
  });

  it("tells of a logout and of a change of password, and of nothing that failed", async () => {
    const browser = { ...gate, ...(await logIn(ANN)) };
    const same = { current_password: ANN.password, new_password: ANN.password };
    expect(await signalOf(submit("/password", same, browser))).toBe(
      'password-changed; user="ann@example.com"; request="r-1"',
    );
    expect(await signalOf(submit("/password", { ...same, current_password: "x" }, browser))).toMatch(annSession);
    expect(await signalOf(submit("/logout", {}, browser))).toBe('logout; request="r-1"');
    for (const [path, init] of [
      ["/dashboard", {}],
      ["/api/v4/me", {}],
      ["/login", { method: "POST", body: new URLSearchParams({ ...ANN, password: "x" }) }],
    ] as const) {
      expect(await signalOf(visit(path, { ...init, headers: gate }))).toBeNull();
    }
  });

  it("tells nothing when no gate asks, or when it is told not to", async () => {
    expect(await signalOf(submit("/login", ANN))).toBeNull();
    const silent = new Request(`${HOST}/login`, { method: "POST", headers: gate, body: new URLSearchParams(ANN) });
    const answer = await env.SILENT_ORIGIN.fetch(silent, { redirect: "manual" });
    expect(answer.status).toBe(302);
    expect(answer.headers.has("Gatehouse-Signal")).toBe(false);
  });
});

describe("streams", () => {
  it("echoes text and bytes over a WebSocket", async () => {
    const { status, webSocket } = await visit("/live", { headers: { Upgrade: "websocket" } });
    expect(status).toBe(101);
    if (webSocket === null) throw new Error("no WebSocket");
    webSocket.accept();
    webSocket.binaryType = "arraybuffer";
    const echo = (message: string | ArrayBuffer) =>
      new Promise((resolve) => {
        webSocket.addEventListener("message", ({ data }) => resolve(data), { once: true });
        webSocket.send(message);
      });
    expect(await echo("hello")).toBe("hello");
    expect(await echo(Uint8Array.of(1, 2, 3).buffer)).toEqual(Uint8Array.of(1, 2, 3).buffer);
    const closed = new Promise((resolve) => webSocket.addEventListener("close", ({ code }) => resolve(code)));
    webSocket.close(4_001, "bye");
    expect(await closed).toBe(4_001);
  });

  it("asks for an upgrade on /live", async () => {
    expect((await visit("/live")).status).toBe(426);
  });

  it("sends the first events at once and stops when the reader goes", async () => {
    const response = await visit("/events");
    expect(response.headers.get("Content-Type")).toBe("text/event-stream");
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain('id: 1\nevent: lead\ndata: {"number":1}\n\n');
    await reader?.cancel();
  });

  it("counts the bytes of an upload", async () => {
    const response = await visit("/files", { method: "POST", body: new Uint8Array(3_000_000) });
    expect([response.status, await response.json()]).toEqual([201, { bytes: 3_000_000 }]);
    expect(await (await visit("/files", { method: "POST" })).json()).toEqual({ bytes: 0 });
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

describe("the wire", () => {
  it("shows the request as it arrived", async () => {
    const response = await visit("/debug/request?a=%2F", { method: "PUT", headers: { "X-Test": "1" } });
    expect(await response.json()).toEqual({
      method: "PUT",
      url: `${HOST}/debug/request?a=%2F`,
      headers: expect.arrayContaining([["x-test", "1"]]),
    });
  });

  it("sets several cookies", async () => {
    expect((await visit("/cookies")).headers.getSetCookie()).toHaveLength(3);
  });

  test.each([
    ["/go", 302, "/dashboard"],
    ["/go?to=https%3A%2F%2Fsink.example%2F%3Fa%3Db", 302, "https://sink.example/?a=b"],
    ["/go?to=%2F%0D%0ASet-Cookie:x", 400, null],
  ])("%s redirects to what it is told", async (path, status, location) => {
    expect(await seen(await visit(path))).toEqual([status, location]);
  });

  it("answers on any host, and 404 elsewhere", async () => {
    expect(await seen(await visit("http://203.0.113.7:8080/"))).toEqual([302, "/login"]);
    expect(await seen(await visit("/nowhere"))).toEqual([404, null]);
  });
});
