import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Session } from "../../src/storage/session-records.ts";
import {
  type Answer,
  COOKIE,
  captureLog,
  createIsolate,
  createProduct,
  freezeTime,
  type Product,
  records,
  travel,
} from "../support/session-world.ts";
import { makeAccount } from "../support/world.ts";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";

let account = "";
let host = "";
let product: Product = createProduct();
let isolate = createIsolate("", product);
let logged: ReturnType<typeof captureLog> = [];

beforeEach(async () => {
  freezeTime();
  logged = captureLog();
  ({ id: account, host } = await makeAccount({ mode: "off" }));
  product = createProduct();
  isolate = createIsolate(host, product);
});

afterEach(() => {
  // No credential of any test stands in any log.
  expect(JSON.stringify(logged)).not.toMatch(/secret-[a-z]/);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const sessionsOf = (query: { state?: "active" | "ended" } = {}): Promise<readonly Session[]> =>
  records.list(account, { ...query, limit: 100 });

async function onlySession(): Promise<Session> {
  const [session, ...others] = await sessionsOf();
  if (session === undefined || others.length > 0) throw new Error(`${others.length + (session ? 1 : 0)} sessions`);
  return session;
}

/** A session of this cookie on record, by a visit that proves it. */
async function logIn(value: string, signal?: string): Promise<string> {
  product.live.add(value);
  product.answers(signal === undefined ? null : (request) => (isDashboard(request) ? { signal } : null));
  const answer = await isolate.visit("/dashboard", { cookie: value });
  expect(answer.status).toBe(200);
  product.answers(null);
  const before = product.reached.length;
  await isolate.visit("/dashboard", { cookie: value });
  expect(product.reached.length).toBe(before + 1);
  return product.last.headers.get("Gatehouse-Session") ?? "";
}

const isDashboard = (request: Request): boolean => new URL(request.url).pathname === "/dashboard";
const events = (event: string) => logged.filter((record) => record.event === event);
const endBy = (which: Parameters<typeof records.end>[1]) =>
  records.end(account, which, {
    reason: "revoked",
    event: { actor: "operator", address: null, action: "session.revoked", detail: {} },
    now: Date.now(),
  });

describe("on record by proof", () => {
  test("a 2xx on an authenticated path puts the session on record, with where it came from", async () => {
    product.live.add("secret-a");
    await isolate.visit("/dashboard", { cookie: "secret-a", headers: { "User-Agent": FIREFOX }, from: "49.14.176.91" });
    expect(await onlySession()).toMatchObject({
      kind: "web",
      user: null,
      twoFactor: null,
      address: "49.14.176.91",
      device: { label: "Firefox 133 on Linux" },
      loggedInAt: Date.now(),
      endedAt: null,
    });
  });

  test("an API token is a session of kind api", async () => {
    product.live.add("secret-token");
    await isolate.visit("/api/v4/leads", { token: "secret-token" });
    expect(await onlySession()).toMatchObject({ kind: "api" });
  });

  test.each<[string, string, Answer, string?]>([
    ["a redirect to the login page", "/dashboard", { status: 302 }],
    ["401", "/api/v4/leads", { status: 401 }],
    ["a 2xx on any other path", "/about", { status: 200 }],
    ["a 2xx to a preflight", "/dashboard", { status: 204 }, "OPTIONS"],
    ["a 2xx out of Cloudflare's cache", "/dashboard", { headers: { "CF-Cache-Status": "HIT" } }],
    ["a 2xx out of another cache", "/dashboard", { headers: { Age: "12" } }],
    ["304", "/dashboard", { status: 304 }],
    ["a 2xx on a path that servers read differently", "/dashboard;/../login", { status: 200 }],
  ])("%s proves nothing, and costs no query of its own", async (_what, path, answer, method = "GET") => {
    await isolate.visit("/about", { cookie: "secret-warm-up" });
    const before = isolate.sent.length;
    product.answers(() => answer);
    await isolate.visit(path, { cookie: "secret-b", method });
    expect(await sessionsOf()).toEqual([]);
    expect(isolate.sent.length).toBe(before);
  });

  test("credentials that are proven together are one session; each is ended with it", async () => {
    product.live.add("secret-c").add("secret-token-c");
    await isolate.visit("/dashboard", { cookie: "secret-c", token: "secret-token-c" });
    const { id } = await onlySession();
    await isolate.visit("/api/v4/leads", { token: "secret-token-c" });
    expect(product.last.headers.get("Gatehouse-Session")).toBe(id);
    await endBy({ session: id });
    travel(31);
    expect((await isolate.visit("/dashboard", { cookie: "secret-c" })).status).toBe(302);
    expect((await isolate.visit("/api/v4/leads", { token: "secret-token-c" })).status).toBe(401);
  });

  test("a user name and password beside a cookie is a door that many share: no part of the session", async () => {
    const basic = { Authorization: `Basic ${btoa("staging:letmein-secret")}` };
    for (const value of ["secret-d", "secret-e"]) {
      product.live.add(value);
      await isolate.visit("/dashboard", { cookie: value, headers: basic });
    }
    const [one, ...others] = await sessionsOf();
    expect(others).toHaveLength(1);
    await endBy({ session: one?.id ?? "" });
    travel(31);
    const statuses = await Promise.all(
      ["secret-d", "secret-e"].map(
        async (cookie) => (await isolate.visit("/dashboard", { cookie, headers: basic })).status,
      ),
    );
    expect(statuses.sort()).toEqual([200, 302]);
  });

  test("one session and five minutes cost one query, however many visits", async () => {
    await logIn("secret-f");
    const before = isolate.sent.length;
    for (let visits = 0; visits < 100; visits++) await isolate.visit("/dashboard", { cookie: "secret-f" });
    expect(isolate.sent.length).toBe(before);
    const { lastSeenAt } = await onlySession();
    travel(301);
    await isolate.visit("/dashboard", { cookie: "secret-f" });
    expect((await onlySession()).lastSeenAt).toBe(lastSeenAt + 301_000);
  });

  test("a product that names neither cookies nor authenticated paths pays nothing at all", async () => {
    const plain = createIsolate(host, product, { SESSION_COOKIES: undefined, AUTHENTICATED_PATHS: undefined });
    product.live.add("secret-g");
    await plain.visit("/dashboard", { cookie: "secret-g", token: "secret-g" });
    expect(plain.sent).toEqual([]);
    expect(plain.afterResponses).toBe(0);
  });

  test("visits without credentials ask nothing, either", async () => {
    await isolate.visit("/dashboard");
    await isolate.visit("/dashboard", { cookies: "theme=dark" });
    expect(isolate.sent).toEqual([]);
  });
});

describe("towards the origin", () => {
  test("Gatehouse-Session names the session on record, and nothing else does", async () => {
    const id = await logIn("secret-a");
    expect(id).toMatch(/^ses_/);
    await isolate.visit("/dashboard", { cookie: "secret-a", headers: { "Gatehouse-Session": "ses_forged" } });
    expect(product.last.headers.get("Gatehouse-Session")).toBe(id);
    await isolate.visit("/dashboard", { cookie: "secret-unknown", headers: { gatehouse_session: "ses_forged" } });
    expect([...product.last.headers.keys()].filter((name) => /gatehouse.session/.test(name))).toEqual([]);
  });

  test("an ended cookie is taken off, every byte of the others stays", async () => {
    await endBy({ session: await logIn("secret-a") });
    travel(31);
    const answer = await isolate.visit("/dashboard", {
      cookies: `theme=dark;  weird="a b" ;${COOKIE}=secret-a; _ga=GA1.2.3; empty=`,
    });
    expect(answer.status).toBe(302);
    expect(product.last.headers.get("Cookie")).toBe(`theme=dark;  weird="a b" ; _ga=GA1.2.3; empty=`);
  });

  test.each([`${COOKIE}=secret-a; ${COOKIE}=secret-b`, `${COOKIE}=secret-b; ${COOKIE}=secret-a`])(
    "of two values the ended one alone is taken off: %s",
    async (cookies) => {
      await endBy({ session: await logIn("secret-a") });
      product.live.add("secret-b");
      travel(31);
      expect((await isolate.visit("/dashboard", { cookies })).status).toBe(200);
      expect(product.last.headers.get("Cookie")).toBe(`${COOKIE}=secret-b`);
    },
  );

  test("an ended token is answered 401; on a public path it is merely taken off", async () => {
    product.live.add("secret-token");
    await isolate.visit("/api/v4/leads", { token: "secret-token" });
    await endBy({ all: true });
    travel(31);
    const before = product.reached.length;
    const refused = await isolate.visit("/api/v4/leads", { token: "secret-token" });
    expect(refused.status).toBe(401);
    expect(refused.headers.get("WWW-Authenticate")).toBe('Bearer error="invalid_token"');
    expect(refused.headers.get("Cache-Control")).toBe("private, no-store");
    expect(await refused.json()).toMatchObject({ code: "token_ended" });
    expect(product.reached.length).toBe(before);
    expect((await isolate.visit("/webhooks/in", { token: "secret-token", method: "POST" })).status).toBe(200);
    expect(product.last.headers.get("Authorization")).toBeNull();
  });

  test("an ended token beside a live cookie is taken off, and the cookie works", async () => {
    product.live.add("secret-token");
    await isolate.visit("/api/v4/leads", { token: "secret-token" });
    await endBy({ all: true });
    travel(31);
    product.live.add("secret-a");
    expect((await isolate.visit("/api/v4/leads", { token: "secret-token", cookie: "secret-a" })).status).toBe(200);
    expect(product.last.headers.get("Authorization")).toBeNull();
  });

  test("another account's session says nothing here", async () => {
    await logIn("secret-a");
    const other = await makeAccount({ mode: "off" });
    const there = createIsolate(other.host, product);
    await there.visit("/about", { cookie: "secret-a" });
    expect(product.last.headers.get("Gatehouse-Session")).toBeNull();
  });

  test("more candidates than any client sends: none of them passes", async () => {
    const cookies = Array.from({ length: 60 }, (_, i) => `${COOKIE}=secret-${i}abcdefgh`).join("; ");
    await isolate.visit("/dashboard", { cookies });
    expect(product.last.headers.get("Cookie")).toBeNull();
    expect(events("too_many_credentials")).toHaveLength(1);
  });
});

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

  test("logout ends a credential that is on no record as well", async () => {
    product.answers(() => ({ signal: "logout" }));
    await isolate.visit("/bye", { cookie: "secret-a" });
    product.answers(null);
    product.live.add("secret-a");
    expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(302);
    expect((await createIsolate(host, product).visit("/dashboard", { cookie: "secret-a" })).status).toBe(302);
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

  test("without it the new value of the session that asked is over with it", async () => {
    await logIn("secret-a", "session; user=ann");
    product.answers(() => ({ signal: "password-changed; user=ann", setCookie: [`${COOKIE}=secret-new; Path=/`] }));
    await isolate.visit("/password", { cookie: "secret-a", method: "POST" });
    product.answers(null);
    product.live.add("secret-new");
    expect((await isolate.visit("/dashboard", { cookie: "secret-new" })).status).toBe(302);
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

describe("a cookie with a new value", () => {
  test("set by an answer to a live session joins it, and is ended with it", async () => {
    const id = await logIn("secret-a");
    product.answers(() => ({ setCookie: [`${COOKIE}=secret-new; Path=/`] }));
    await isolate.visit("/about", { cookie: "secret-a" });
    product.answers(null);
    product.live.add("secret-new");
    await isolate.visit("/dashboard", { cookie: "secret-new" });
    expect(product.last.headers.get("Gatehouse-Session")).toBe(id);
    await endBy({ session: (await onlySession()).id });
    travel(31);
    for (const cookie of ["secret-a", "secret-new"]) {
      expect((await isolate.visit("/dashboard", { cookie })).status).toBe(302);
    }
  });

  test("set by the very answer that proves the old one, in an isolate that knows neither, joins it as well", async () => {
    const id = await logIn("secret-a");
    const other = createIsolate(host, product);
    product.answers(() => ({ setCookie: [`${COOKIE}=secret-new; Path=/`] }));
    await other.visit("/dashboard", { cookie: "secret-a" });
    product.answers(null);
    product.live.add("secret-new");
    await createIsolate(host, product).visit("/dashboard", { cookie: "secret-new" });
    expect((await onlySession()).id).toBe(id);
  });

  test("after another user's signal is a session of its own; the old one stays the other user's", async () => {
    await logIn("secret-a", "session; user=ann");
    product.answers(() => ({ status: 302, signal: "session; user=bob", setCookie: [`${COOKIE}=secret-b; Path=/`] }));
    await isolate.visit("/login", { cookie: "secret-a", method: "POST" });
    const users = (await sessionsOf({ state: "active" })).map(({ user }) => user);
    expect(users.sort()).toEqual(["ann", "bob"]);
    await endBy({ user: "ann" });
    travel(31);
    product.answers(null);
    product.live.add("secret-b");
    expect((await isolate.visit("/dashboard", { cookie: "secret-b" })).status).toBe(200);
    expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(302);
  });

  test("after the same user's signal is the same session", async () => {
    const id = await logIn("secret-a", "session; user=ann");
    product.answers(() => ({ status: 302, signal: "session; user=ann", setCookie: [`${COOKIE}=secret-b; Path=/`] }));
    await isolate.visit("/login", { cookie: "secret-a", method: "POST" });
    product.answers(null);
    product.live.add("secret-b");
    await isolate.visit("/dashboard", { cookie: "secret-b" });
    expect(product.last.headers.get("Gatehouse-Session")).toBe(id);
  });

  test("from a login form without signals is a login: the session before is not its", async () => {
    const id = await logIn("secret-a");
    product.answers(() => ({ status: 302, setCookie: [`${COOKIE}=secret-b; Path=/`] }));
    await isolate.visit("/login", { cookie: "secret-a", method: "POST" });
    await logIn("secret-b");
    expect((await sessionsOf()).length).toBe(2);
    await endBy({ session: id });
    travel(31);
    expect((await isolate.visit("/dashboard", { cookie: "secret-b" })).status).toBe(200);
  });

  test("with each answer is reported, costs a bounded number of queries, and stays one session here", async () => {
    const id = await logIn("secret-0x");
    const before = isolate.sent.length;
    for (let i = 0; i < 100; i++) {
      product.live.add(`secret-${i}x`);
      product.answers(() => ({ setCookie: [`${COOKIE}=secret-${i + 1}x; Path=/`] }));
      await isolate.visit("/dashboard", { cookie: `secret-${i}x` });
      if (i > 0) expect(product.last.headers.get("Gatehouse-Session")).toBe(id);
    }
    expect(isolate.sent.length - before).toBeLessThan(60);
    expect(events("cookie_rotates_each_response")).toHaveLength(1);
    travel(301);
    await isolate.visit("/dashboard", { cookie: "secret-100x" });
    expect((await onlySession()).id).toBe(id);
  });
});

describe("floods (row 16)", () => {
  test("random cookies and tokens make no rows and no query each", async () => {
    await isolate.visit("/about", { cookie: "secret-warm-up" });
    const before = isolate.sent.length;
    for (let i = 0; i < 500; i++) {
      await isolate.visit("/dashboard", { cookie: `secret-random-${i}` });
      await isolate.visit("/api/v4/leads", { token: `secret-random-${i}` });
    }
    expect(isolate.sent.length).toBe(before);
    expect(await sessionsOf()).toEqual([]);
  });

  test("random credentials beside a live one make a bounded number of rows", async () => {
    await logIn("secret-a");
    const before = isolate.sent.length;
    for (let i = 0; i < 100; i++)
      await isolate.visit("/dashboard", { cookie: "secret-a", token: `secret-random-${i}` });
    expect((isolate.sent.length - before) / 13).toBeLessThanOrEqual(5);
    expect(await sessionsOf()).toHaveLength(1);
  });

  test("random cookies at the logout path end nobody, and stop asking D1", async () => {
    product.answers(() => ({ status: 302 }));
    for (let i = 0; i < 650; i++) await isolate.visit("/logout", { cookie: `secret-random-${i}`, method: "POST" });
    const before = isolate.sent.length;
    for (let i = 0; i < 50; i++) await isolate.visit("/logout", { cookie: `secret-more-${i}`, method: "POST" });
    expect(isolate.sent.length).toBe(before);
    expect(events("logouts_bounded")).toHaveLength(1);
  });
});

describe.each(["throws", "hangs"] as const)("while D1 %s", (fault) => {
  test("an isolate without a set refuses credentials, and only them", async () => {
    isolate.d1.fault = fault;
    product.live.add("secret-a");
    expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(503);
    expect((await isolate.visit("/api/v4/leads", { token: "secret-a" })).status).toBe(503);
    expect(product.reached).toEqual([]);
    expect((await isolate.visit("/about")).status).toBe(200);
    expect(events("visit_refused")).toMatchObject([{ reason: "ended_set_unavailable" }, {}]);
  });

  test("unless the operator chose that the product stays open", async () => {
    const open = createIsolate(host, product, { FAIL_MODE: "open" });
    open.d1.fault = fault;
    product.live.add("secret-a");
    expect((await open.visit("/dashboard", { cookie: "secret-a" })).status).toBe(200);
    expect(events("visit_unjudged")).toMatchObject([{ reason: "ended_set_unavailable" }]);
  });

  test("memory serves for 900 seconds: who was ended stays out, who is valid stays in; then credentials are refused", async () => {
    await endBy({ session: await logIn("secret-a") });
    await logIn("secret-b");
    travel(31);
    await isolate.visit("/dashboard", { cookie: "secret-b" });
    isolate.d1.fault = fault;
    for (const seconds of [31, 100, 300, 400]) {
      travel(seconds);
      expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(302);
      expect((await isolate.visit("/dashboard", { cookie: "secret-b" })).status).toBe(200);
    }
    travel(100);
    expect((await isolate.visit("/dashboard", { cookie: "secret-b" })).status).toBe(503);
    isolate.d1.fault = null;
    travel(6);
    expect((await isolate.visit("/dashboard", { cookie: "secret-b" })).status).toBe(200);
    expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(302);
  });

  test("STALE_SESSIONS_MAX_SECONDS = 0 refuses credentials from half a minute on", async () => {
    const strict = createIsolate(host, product, { STALE_SESSIONS_MAX_SECONDS: "0" });
    product.live.add("secret-a");
    expect((await strict.visit("/dashboard", { cookie: "secret-a" })).status).toBe(200);
    strict.d1.fault = fault;
    travel(29);
    expect((await strict.visit("/dashboard", { cookie: "secret-a" })).status).toBe(200);
    travel(2);
    expect((await strict.visit("/dashboard", { cookie: "secret-a" })).status).toBe(503);
  });

  test("a proof that is lost is made up by the next visit", async () => {
    await isolate.visit("/about", { cookie: "secret-a" });
    product.live.add("secret-a");
    isolate.d1.fault = fault;
    expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(200);
    expect(events("sessions_not_recorded")).toHaveLength(1);
    isolate.d1.fault = null;
    travel(11);
    await isolate.visit("/dashboard", { cookie: "secret-a" });
    expect(await sessionsOf()).toHaveLength(1);
  });

  test.each([
    ["a logout signal", { signal: "logout" }, "/bye", "logout"],
    ["a password change", { signal: "password-changed; user=ann" }, "/password", "password_changed"],
    ["the logout path", { status: 302 }, "/logout", "logout"],
  ] as const)(
    "%s holds in this isolate at once, and everywhere when D1 answers again",
    async (_what, answer, path, reason) => {
      await logIn("secret-a", "session; user=ann");
      await logIn("secret-b", "session; user=bob");
      isolate.d1.fault = fault;
      product.answers(() => answer);
      const response = await isolate.visit(path, { cookie: "secret-a", method: "POST" });
      expect(response.status).toBe("status" in answer ? answer.status : 200);
      product.answers(null);
      expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(302);
      expect((await isolate.visit("/dashboard", { cookie: "secret-b" })).status).toBe(200);
      expect(events("ending_owed").length).toBeGreaterThan(0);
      expect(await sessionsOf({ state: "ended" })).toEqual([]);
      isolate.d1.fault = null;
      travel(20);
      await isolate.visit("/dashboard", { cookie: "secret-b" });
      expect(await sessionsOf({ state: "ended" })).toMatchObject([{ user: "ann", endReason: reason }]);
    },
  );

  test("a logout signal for a session that is on no record holds here at once as well", async () => {
    await isolate.visit("/about", { cookie: "secret-warm-up" });
    isolate.d1.fault = fault;
    product.live.add("secret-a");
    product.answers(() => ({ signal: "logout" }));
    await isolate.visit("/bye", { cookie: "secret-a" });
    product.answers(null);
    expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(302);
  });

  test("an owed password change does not end who logged in since", async () => {
    await logIn("secret-a", "session; user=ann");
    isolate.d1.fault = fault;
    product.answers(() => ({ signal: "password-changed; user=ann" }));
    await isolate.visit("/password", { cookie: "secret-a", method: "POST" });
    product.answers(null);
    travel(6);
    const other = createIsolate(host, product);
    product.live.add("secret-new");
    product.answers(() => ({ signal: "session; user=ann" }));
    await other.visit("/dashboard", { cookie: "secret-new" });
    product.answers(null);
    isolate.d1.fault = null;
    travel(6);
    await isolate.visit("/dashboard", { cookie: "secret-b" });
    expect(await sessionsOf({ state: "active" })).toHaveLength(1);
    travel(31);
    expect((await other.visit("/dashboard", { cookie: "secret-new" })).status).toBe(200);
    expect((await other.visit("/dashboard", { cookie: "secret-a" })).status).toBe(302);
  });
});
