import { describe, expect, test } from "vitest";
import { type Answer, COOKIE, createIsolate, travel } from "../support/session-world.ts";
import { account, endBy, events, host, isolate, logIn, onlySession, product, sessionsOf } from "./session-visits.ts";

describe("an ending holds", () => {
  test("everywhere within 30 seconds, and for nobody else", async () => {
    const isolates = [isolate, createIsolate(host, product), createIsolate(host, product)];
    const id = await logIn("secret-a");
    await logIn("secret-b");
    for (const one of isolates) await one.visit("/dashboard", { cookie: "secret-a" });
    await endBy({ session: id });
    for (let second = 0; second < 3; second++) {
      travel(10);
      for (const one of isolates) await one.visit("/dashboard", { cookie: "secret-b" });
    }
    for (const one of isolates) {
      expect((await one.visit("/dashboard", { cookie: "secret-a" })).status).toBe(302);
      expect((await one.visit("/dashboard", { cookie: "secret-b" })).status).toBe(200);
    }
    expect((await createIsolate(host, product).visit("/dashboard", { cookie: "secret-a" })).status).toBe(302);
  });

  test("where the host is unknown and passed on, too", async () => {
    await endBy({ session: await logIn("secret-a") });
    const passing = createIsolate("www.example.com", product, { UNKNOWN_HOST: "pass" });
    await passing.visit("/dashboard", { cookie: "secret-a" });
    expect(product.last.headers.get("Cookie")).toBe("theme=dark");
  });
});

describe("signals", () => {
  test("a session signal says who it is, on any path", async () => {
    product.answers(() => ({ signal: 'session; user=42; name="Ann"; two_factor; session="s-17"' }));
    await isolate.visit("/about", { cookie: "secret-a" });
    expect(await onlySession()).toMatchObject({ user: "42", name: "Ann", twoFactor: true, productSession: "s-17" });
  });

  test("without a user it proves nothing: anonymous visitors are on no record", async () => {
    product.answers(() => ({ signal: 'session; user=""' }));
    await isolate.visit("/about", { cookie: "secret-a" });
    expect(await sessionsOf()).toEqual([]);
  });

  test("on every answer it costs no more than none", async () => {
    const signal = 'session; user=42; name="Ann"';
    await logIn("secret-a", signal);
    const before = isolate.sent.length;
    product.answers(() => ({ signal }));
    for (let visits = 0; visits < 50; visits++) await isolate.visit("/about", { cookie: "secret-a" });
    expect(isolate.sent.length).toBe(before);
  });

  test("on the answer that sets the cookie it describes the session of the new value", async () => {
    product.answers(() => ({ status: 302, signal: "session; user=42", setCookie: [`${COOKIE}=secret-new; Path=/`] }));
    await isolate.visit("/login", { cookie: "secret-anonymous", method: "POST" });
    product.answers(() => ({}));
    await isolate.visit("/about", { cookie: "secret-new" });
    expect(product.last.headers.get("Gatehouse-Session")).toBe((await onlySession()).id);
    await isolate.visit("/about", { cookie: "secret-anonymous" });
    expect(product.last.headers.get("Gatehouse-Session")).toBeNull();
  });

  test("logout ends the session of the request, at once, everywhere, and no other", async () => {
    await logIn("secret-a");
    await logIn("secret-b");
    product.answers(() => ({ status: 302, signal: "logout" }));
    const other = createIsolate(host, product);
    await isolate.visit("/bye", { cookie: "secret-a", method: "POST" });
    product.answers(null);
    for (const one of [isolate, other]) {
      expect((await one.visit("/dashboard", { cookie: "secret-a" })).status).toBe(302);
      expect((await one.visit("/dashboard", { cookie: "secret-b" })).status).toBe(200);
    }
    expect(await sessionsOf({ state: "ended" })).toMatchObject([{ endReason: "logout" }]);
  });

  test("logout of a credential that was never proven ends nothing: a public key or a door's password is many people's", async () => {
    product.answers(() => ({ signal: "logout" }));
    await isolate.visit("/bye", { cookie: "secret-a" });
    product.answers(null);
    product.live.add("secret-a");
    expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(200);
    expect((await createIsolate(host, product).visit("/dashboard", { cookie: "secret-a" })).status).toBe(200);
  });

  test("password-changed signs out that user everywhere, tokens too, and nobody else", async () => {
    for (const value of ["secret-a", "secret-b"]) await logIn(value, "session; user=ann");
    await logIn("secret-c", "session; user=bob");
    product.live.add("secret-token");
    product.answers(() => ({ signal: "session; user=ann" }));
    await isolate.visit("/api/v4/leads", { token: "secret-token" });
    product.answers(() => ({ status: 302, signal: "password-changed; user=ann" }));
    await isolate.visit("/password", { cookie: "secret-a", method: "POST" });
    product.answers(null);
    for (const [cookie, status] of [
      ["secret-a", 302],
      ["secret-b", 302],
      ["secret-c", 200],
    ] as const) {
      expect((await isolate.visit("/dashboard", { cookie })).status).toBe(status);
    }
    expect((await isolate.visit("/api/v4/leads", { token: "secret-token" })).status).toBe(401);
  });

  test("keep-current keeps the session that asked, and the value that it is given in the same answer", async () => {
    const id = await logIn("secret-a", "session; user=ann");
    await logIn("secret-b", "session; user=ann");
    product.answers(() => ({
      signal: "password-changed; user=ann; keep-current",
      setCookie: [`${COOKIE}=secret-new; Path=/`],
    }));
    await isolate.visit("/password", { cookie: "secret-a", method: "POST" });
    product.answers(null);
    product.live.add("secret-new");
    expect((await isolate.visit("/dashboard", { cookie: "secret-new" })).status).toBe(200);
    expect(product.last.headers.get("Gatehouse-Session")).toBe(id);
    expect((await isolate.visit("/dashboard", { cookie: "secret-b" })).status).toBe(302);
    expect(await sessionsOf({ state: "active" })).toMatchObject([{ id }]);
  });

  test("without it the new value of the session that asked reaches no browser", async () => {
    await logIn("secret-a", "session; user=ann");
    const setCookie = [`${COOKIE}=secret-new; Path=/`, "theme=light"];
    product.answers(() => ({ signal: "password-changed; user=ann", setCookie }));
    const answer = await isolate.visit("/password", { cookie: "secret-a", method: "POST" });
    expect(answer.headers.getSetCookie()).toEqual(["theme=light"]);
  });

  test("signals are applied in order: who is described after a password change is logged in anew", async () => {
    await logIn("secret-a", "session; user=ann");
    product.answers(() => ({
      signal: "password-changed; user=ann, session; user=ann",
      setCookie: [`${COOKIE}=secret-new; Path=/`],
    }));
    await isolate.visit("/password", { cookie: "secret-a", method: "POST" });
    product.answers(null);
    product.live.add("secret-new");
    expect((await isolate.visit("/dashboard", { cookie: "secret-new" })).status).toBe(200);
    expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(302);
    travel(31);
    expect((await createIsolate(host, product).visit("/dashboard", { cookie: "secret-new" })).status).toBe(200);
  });

  test("and who is described before it is out", async () => {
    product.live.add("secret-a");
    product.answers(() => ({ signal: "session; user=ann, password-changed; user=ann" }));
    await isolate.visit("/password", { cookie: "secret-a", method: "POST" });
    product.answers(null);
    expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(302);
  });

  test("revoke ends another user's sessions, and not the administrator's", async () => {
    await logIn("secret-admin", "session; user=admin");
    await logIn("secret-b", "session; user=bob");
    product.answers(() => ({ signal: "revoke; user=bob" }));
    await isolate.visit("/team/bob", { cookie: "secret-admin", method: "DELETE" });
    product.answers(null);
    expect((await isolate.visit("/dashboard", { cookie: "secret-b" })).status).toBe(302);
    expect((await isolate.visit("/dashboard", { cookie: "secret-admin" })).status).toBe(200);
  });

  test.each<[string, (request: Request) => Answer]>([
    [
      "of another request",
      () => ({ headers: { "Gatehouse-Signal": 'logout; request="8a1f0c1e-0000-4000-8000-000000000000"' } }),
    ],
    ["without a request id", () => ({ headers: { "Gatehouse-Signal": "logout" } })],
    ["out of Cloudflare's cache", () => ({ signal: "logout", headers: { "CF-Cache-Status": "HIT" } })],
    ["out of another cache", () => ({ signal: "logout", headers: { Age: "7" } })],
    ["that does not parse, of another request", () => ({ headers: { "Gatehouse-Signal": "logout; request=" } })],
  ])("a signal %s is ignored, logged and taken off", async (_what, answer) => {
    await logIn("secret-a");
    product.answers(answer);
    const response = await isolate.visit("/about", { cookie: "secret-a" });
    expect(response.headers.get("Gatehouse-Signal")).toBeNull();
    expect(events("signal_invalid")).toMatchObject([{ account, host }]);
    product.answers(null);
    expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(200);
    expect(await sessionsOf({ state: "ended" })).toEqual([]);
  });

  test("a visitor's own Gatehouse-Signal header reaches nobody", async () => {
    await isolate.visit("/about", { headers: { "Gatehouse-Signal": "logout", gatehouse_signal: "logout" } });
    expect([...product.last.headers.keys()].filter((name) => name.includes("signal"))).toEqual([]);
  });

  test("with the right request id and anything else unparsable: the session of the request is ended, and logged", async () => {
    await logIn("secret-a");
    await logIn("secret-b");
    product.answers(() => ({ signal: "logot" }));
    await isolate.visit("/about", { cookie: "secret-a" });
    product.answers(null);
    expect(events("signal_invalid")).toHaveLength(1);
    expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(302);
    expect((await isolate.visit("/dashboard", { cookie: "secret-b" })).status).toBe(200);
    expect(await sessionsOf({ state: "ended" })).toMatchObject([{ endReason: "signal_invalid" }]);
  });

  test("another account's answer is withheld, whole, and logged", async () => {
    await logIn("secret-a");
    product.answers(() => ({
      body: "another customer's data",
      signal: "session; user=42; account=other-account, logout",
      setCookie: [`${COOKIE}=secret-other; Path=/`],
      headers: { "X-Data": "theirs" },
    }));
    const withheld = await isolate.visit("/dashboard", { cookie: "secret-a" });
    expect(withheld.status).toBe(502);
    expect(withheld.headers.get("Set-Cookie")).toBeNull();
    expect(withheld.headers.get("X-Data")).toBeNull();
    expect(await withheld.text()).not.toContain("another customer");
    expect(events("answer_withheld")).toMatchObject([{ level: "error", account, reason: "other_account" }]);
    product.answers(null);
    expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(200);
    expect(await onlySession()).toMatchObject({ user: null, endedAt: null });
  });

  test("the host's own account in it is as it should be", async () => {
    product.answers(() => ({ signal: `session; user=42; account="${account}"` }));
    expect((await isolate.visit("/about", { cookie: "secret-a" })).status).toBe(200);
    expect(await onlySession()).toMatchObject({ user: "42" });
  });

  test.each([200, 204, 301, 302, 304, 400, 401, 403, 404, 500, 503])(
    "are taken off an answer of %i, and nothing else is",
    async (status) => {
      product.answers(() => ({
        status,
        signal: "session; user=42",
        headers: { ETag: '"1"', "X-Own": "kept" },
        setCookie: ["a=1; Path=/", "b=2; Path=/"],
      }));
      const answer = await isolate.visit("/about", { cookie: "secret-a" });
      expect(answer.status).toBe(status);
      expect([...answer.headers.keys()].filter((name) => name.startsWith("gatehouse"))).toEqual([]);
      expect(answer.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2; Path=/"]);
      expect(answer.headers.get("X-Own")).toBe("kept");
    },
  );

  test("are taken off an upgrade, whose socket works", async () => {
    product.answers((request) => {
      const [client, server] = Object.values(new WebSocketPair());
      server?.accept();
      server?.addEventListener("message", ({ data }) => server.send(`echo ${data}`));
      const headers = {
        "Gatehouse-Signal": `session; user=42; request="${request.headers.get("Gatehouse-Request-Id")}"`,
      };
      return new Response(null, { status: 101, webSocket: client ?? null, headers });
    });
    const answer = await isolate.visit("/live", { cookie: "secret-a", headers: { Upgrade: "websocket" } });
    expect(answer.status).toBe(101);
    expect(answer.headers.get("Gatehouse-Signal")).toBeNull();
    const socket = answer.webSocket;
    if (socket === null) throw new Error("no socket");
    socket.accept();
    const echoed = new Promise((resolve) => socket.addEventListener("message", ({ data }) => resolve(data)));
    socket.send("hello");
    expect(await echoed).toBe("echo hello");
    socket.close();
    expect(await onlySession()).toMatchObject({ user: "42" });
  });

  test("an answer without one is passed on untouched, the very same object", async () => {
    const own = new Response("as it is", { headers: { "Set-Cookie": "a=1" } });
    product.answers(() => own);
    expect(await isolate.visit("/about", { cookie: "secret-a" })).toBe(own);
  });
});

describe("the product's logout path", () => {
  const DELETED = `${COOKIE}=; Path=/; Max-Age=0`;
  test.each<[string, Answer, boolean]>([
    ["POST", { status: 302 }, true],
    ["POST", { status: 200 }, true],
    ["POST", { status: 204 }, true],
    ["DELETE", { status: 204 }, true],
    ["GET", { status: 302 }, true],
    ["GET", { status: 200, setCookie: [DELETED] }, true],
    // "Do you really want to log out?"
    ["GET", { status: 200 }, false],
    ["GET", { status: 304 }, false],
    ["GET", { status: 302, headers: { "CF-Cache-Status": "HIT" } }, false],
    ["HEAD", { status: 302 }, false],
    ["OPTIONS", { status: 204 }, false],
    ["POST", { status: 403 }, false],
    ["POST", { status: 500 }, false],
  ])("%s answered by %j: ends the session: %s", async (method, answer, isEnded) => {
    await logIn("secret-a");
    await logIn("secret-b");
    product.answers(() => answer);
    await isolate.visit("/logout", { cookie: "secret-a", method });
    product.answers(null);
    for (const one of [isolate, createIsolate(host, product)]) {
      expect((await one.visit("/dashboard", { cookie: "secret-a" })).status).toBe(isEnded ? 302 : 200);
      expect((await one.visit("/dashboard", { cookie: "secret-b" })).status).toBe(200);
    }
  });

  test("an anonymous cookie that the answer sets is not the ended session's", async () => {
    await logIn("secret-a");
    product.answers(() => ({ status: 302, setCookie: [`${COOKIE}=secret-anonymous; Path=/`] }));
    await isolate.visit("/logout", { cookie: "secret-a", method: "POST" });
    product.answers(null);
    product.live.add("secret-anonymous");
    expect((await isolate.visit("/dashboard", { cookie: "secret-anonymous" })).status).toBe(200);
  });

  test("an isolate that does not know the session ends it as well", async () => {
    await logIn("secret-a");
    const other = createIsolate(host, product);
    product.answers(() => ({ status: 302 }));
    await other.visit("/logout", { cookie: "secret-a", method: "POST" });
    expect(await sessionsOf({ state: "ended" })).toMatchObject([{ endReason: "logout" }]);
  });
});
