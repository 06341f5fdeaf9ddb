import { describe, expect, test } from "vitest";
import { type Answer, COOKIE, createIsolate, travel } from "../support/session-world.ts";
import { makeAccount } from "../support/world.ts";
import { endBy, events, host, isolate, logIn, onlySession, product, sessionsOf } from "./session-visits.ts";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";

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

  test("of credentials that merely come together none is proven; alone each is, and is ended alone", async () => {
    product.live.add("secret-c").add("secret-token-c");
    await isolate.visit("/dashboard", { cookie: "secret-c", token: "secret-token-c" });
    expect(await sessionsOf()).toEqual([]);
    await isolate.visit("/dashboard", { cookie: "secret-c" });
    const { id } = await onlySession();
    await isolate.visit("/api/v4/leads", { token: "secret-token-c" });
    expect(await sessionsOf()).toHaveLength(2);
    await endBy({ session: id });
    travel(31);
    expect((await isolate.visit("/dashboard", { cookie: "secret-c" })).status).toBe(302);
    expect((await isolate.visit("/api/v4/leads", { token: "secret-token-c" })).status).toBe(200);
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

  test("a product that names neither cookies nor authenticated paths pays for the use of its list alone, once a day", async () => {
    const plain = createIsolate(host, product, { SESSION_COOKIES: undefined, AUTHENTICATED_PATHS: undefined });
    product.live.add("secret-g");
    await plain.visit("/dashboard");
    await plain.visit("/dashboard", { cookie: "secret-g", token: "secret-g" });
    expect(plain.sent).toEqual([expect.stringContaining("INTO entry_use")]);
    expect(plain.afterResponses).toBe(1);
  });

  test("visits without credentials ask nothing else, either", async () => {
    await isolate.visit("/dashboard");
    await isolate.visit("/dashboard", { cookies: "theme=dark" });
    expect(isolate.sent).toEqual([expect.stringContaining("INTO entry_use")]);
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
