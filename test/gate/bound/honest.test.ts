import { describe, expect, test } from "vitest";
import {
  ATTRIBUTES,
  activeSessions,
  BOUND_SECONDS,
  type Browser,
  endThere,
  expectNoPieceOf,
  logIn,
  secret,
} from "../../support/bound-world.ts";
import { travel } from "../../support/session-world.ts";
import { account, browserAt, build, edge, host, otherEdge, reachedBy, vault } from "./world.ts";

// What honest browsers, servers and operators do: no one of them loses a login or a cookie.

const STAMP = "__Host-gth1-seen";
const DAY = 86_400;
const isIn = async (browser: Browser, path = "/dashboard"): Promise<boolean> => (await browser.go(path)).status === 200;

test("H1 an anonymous cookie, a login, and 50 new values after it are one session", async () => {
  const browser = browserAt();
  vault.answers(() => ({ setCookie: [`sid=${secret()}${ATTRIBUTES}`] }));
  await browser.go("/login");
  await browser.go("/login");
  vault.answers(null);
  await logIn(browser);
  for (let n = 0; n < 50; n++) {
    vault.answers(() => ({ setCookie: [`sid=${vault.issue({ user: "ann", company: null })}${ATTRIBUTES}`] }));
    expect((await browser.go("/dashboard")).status).toBe(200);
    vault.answers(null);
    expect(await isIn(browser)).toBe(true);
  }
  expect(await activeSessions(account)).toHaveLength(1);
});

describe("H3 H4 what comes late", () => {
  test("H3 an answer to the old login, after a logout and a new login, does not bring the old one back", async () => {
    const browser = browserAt();
    await logIn(browser);
    const old = vault.issue({ user: "ann", company: null });
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    vault.answers(async (request) => {
      if (!request.url.endsWith("/slow")) return null;
      await gate;
      return { setCookie: [`sid=${old}${ATTRIBUTES}`, "theme=dark"] };
    });
    const late = browser.send("/slow");
    await scheduler.wait(20);
    expect((await browser.go("/logout", { method: "POST" })).status).toBe(302);
    await logIn(browser, "ann");
    const { value } = browser.pair();
    release();
    const answer = await late;
    expect(answer.headers.getSetCookie()).toEqual(["theme=dark"]);
    browser.keep("/slow", answer);
    expect(browser.pair().value).toBe(value);
    expect(await isIn(browser)).toBe(true);
  });

  test("H4 a stamp that is renewed while somebody logs in costs neither login", async () => {
    vault.slowsBy(5);
    const browser = browserAt();
    await logIn(browser);
    travel(3 * DAY);
    const [renewed, login] = await Promise.all([
      browser.send("/dashboard"),
      browser.send("/login?user=ann", { method: "POST" }),
    ]);
    for (const answers of [
      [renewed, login],
      [login, renewed],
    ]) {
      const other = browserAt({ jar: browser.jar.copy() });
      for (const answer of answers) other.keep("/dashboard", answer);
      expect(await isIn(other)).toBe(true);
    }
  });
});

describe("H5 H6 H7 H8 answers that set a cookie", () => {
  test.each([
    ["deleted, then set", ["sid=; Max-Age=0", "sid=NEW"]],
    ["set, then deleted for another path", ["sid=NEW", "sid=; Max-Age=0; Path=/old"]],
    ["set twice", ["sid=OTHER", "sid=NEW"]],
  ])("H5 %s in one answer: the browser's cookie has its seal", async (_, lines) => {
    const [value, other] = [vault.issue({ user: "ann", company: null }), vault.issue({ user: "ann", company: null })];
    vault.answers(() => ({
      setCookie: lines.map((line) =>
        line
          .replace("NEW", value)
          .replace("OTHER", other)
          .concat(line.includes("Path") ? "" : ATTRIBUTES),
      ),
    }));
    const browser = browserAt();
    await browser.go("/login", { method: "POST" });
    vault.answers(null);
    expect(await isIn(browser)).toBe(true);
    expect(vault.last.headers.get("Cookie")).toContain(value);
  });

  test("H5 a cookie that is deleted takes its seal along", async () => {
    const browser = browserAt();
    await logIn(browser);
    await browser.go("/logout", { method: "POST" });
    expect(browser.jar.all().map(({ name }) => name)).toEqual([]);
  });

  test("H6 the same name at two paths: both pass, each with its own seal", async () => {
    const [deep, root] = [vault.issue({ user: "ann", company: null }), vault.issue({ user: "ann", company: null })];
    vault.answers(() => ({
      setCookie: [`sid=${root}; Path=/; Secure`, `sid=${deep}; Path=/dashboard; Secure; HttpOnly`],
    }));
    const browser = browserAt();
    await browser.go("/login", { method: "POST" });
    vault.answers(null);
    expect(await isIn(browser)).toBe(true);
    expect(vault.last.headers.get("Cookie")).toBe(`sid=${deep}; sid=${root}`);
    await browser.go("/elsewhere");
    expect(vault.last.headers.get("Cookie")).toBe(`sid=${root}`);
  });

  test("H7 a partitioned cookie in a frame: its seal is in the same partition", async () => {
    const value = vault.issue({ user: "ann", company: null });
    vault.answers(() => ({ setCookie: [`sid=${value}; Path=/; Secure; SameSite=None; Partitioned`] }));
    const browser = browserAt();
    await browser.go("/login", { method: "POST", site: "https://customer.example" });
    vault.answers(null);
    expect((await browser.go("/dashboard", { site: "https://customer.example" })).status).toBe(200);
    expect((await browser.go("/dashboard", { site: "https://other.example" })).status).toBe(302);
  });

  test("H8 Max-Age is renewed with the same value: the session and its ids stay", async () => {
    const value = vault.issue({ user: "ann", company: null });
    const renew = () => ({ setCookie: [`sid=${value}; Max-Age=${14 * DAY}${ATTRIBUTES}`] });
    const browser = browserAt();
    vault.answers(renew);
    for (let day = 0; day < 60; day += 6) {
      expect((await browser.go(day === 0 ? "/login" : "/dashboard", { method: "POST" })).status).toBe(200);
      travel(6 * DAY);
    }
    vault.answers(null);
    expect(await isIn(browser)).toBe(true);
    expect(await activeSessions(account)).toHaveLength(1);
  });
});

test("H9 a browser that restores its windows keeps cookie and seal; one that does not loses both", async () => {
  const browser = browserAt();
  await logIn(browser);
  const closed = browserAt({ jar: browser.jar.copy() });
  browser.jar.restart({ restores: true });
  travel(15 * DAY);
  expect(await isIn(browser)).toBe(true);
  closed.jar.restart({ restores: false });
  expect(closed.jar.all()).toEqual([]);
});

test("H10 curl's jar, which knows no prefixes and sends everything in its own order", async () => {
  const answer = await edge.visit(`https://${host}/login`, { method: "POST" });
  const pairs = answer.headers.getSetCookie().map((line) => line.split(";", 1)[0] ?? "");
  for (const Cookie of [pairs.join("; "), [...pairs].reverse().join("; "), pairs.join(";")]) {
    expect((await edge.visit(`https://${host}/dashboard`, { headers: { Cookie } })).status).toBe(200);
  }
});

describe("H11 H12 answers of every status seal what they set", () => {
  test("H11 an upgrade to a WebSocket", async () => {
    const value = vault.issue({ user: "ann", company: null });
    vault.answers(() => {
      const { 0: client, 1: server } = new WebSocketPair();
      server.accept();
      server.send("hello");
      return new Response(null, {
        status: 101,
        webSocket: client,
        headers: { "Set-Cookie": `sid=${value}${ATTRIBUTES}` },
      });
    });
    const browser = browserAt();
    const answer = await browser.go("/socket", { headers: { Upgrade: "websocket" } });
    expect(answer.status).toBe(101);
    expect(answer.webSocket).not.toBeNull();
    answer.webSocket?.accept();
    answer.webSocket?.close();
    vault.answers(null);
    expect(await isIn(browser)).toBe(true);
  });

  test.each([200, 204, 302, 304, 401, 404, 500, 503])("H12 %i", async (status) => {
    const value = vault.issue({ user: "ann", company: null });
    vault.answers(() => ({ status, setCookie: [`sid=${value}${ATTRIBUTES}`] }));
    const browser = browserAt();
    expect((await browser.go("/elsewhere")).status).toBe(status);
    vault.answers(null);
    expect(await isIn(browser)).toBe(true);
  });
});

test("H17 a flag that begins with a session cookie's name is the origin's own business", async () => {
  const browser = browserAt();
  await logIn(browser);
  browser.jar.storeByScript(`https://${host}/`, "sid_hint=a-long-value-that-looks-like-a-secret");
  browser.jar.storeByScript(`https://${host}/`, "sid_open=1");
  expect(await isIn(browser)).toBe(true);
  expect(vault.last.headers.get("Cookie")).toMatch(/; sid_hint=a-long-value-that-looks-like-a-secret; sid_open=1$/);
});

test("H18 a cookie that a script sets and that is configured as unbound: it works, and is ended by its hash", async () => {
  const browser = browserAt();
  const value = vault.issue({ user: "ann", company: null });
  browser.jar.storeByScript(`https://${host}/`, `spa=${value}; Path=/; Secure`);
  expect(await isIn(browser)).toBe(true);
  expect(await isIn(browser)).toBe(true);
  expect(browser.jar.seals()).toEqual([]);
  await endThere(account, { all: true });
  travel(BOUND_SECONDS);
  expect(await isIn(browser)).toBe(false);
  expectNoPieceOf(value, vault.last);
});

test("H20 an origin that calls itself through the gate with the visitor's cookies", async () => {
  build({}, { PASS_SEALS: "yes" });
  const browser = browserAt();
  await logIn(browser);
  const Cookie = vault.last.headers.get("Cookie") ?? "";
  expect(Cookie).toContain("gth1-");
  expect((await edge.visit(`https://${host}/api/leads`, { headers: { Cookie } })).status).toBe(200);
});

test("H25 the same value in two browsers is two sessions, ended apart", async () => {
  const value = vault.issue({ user: "kiosk", company: null });
  vault.answers((request) =>
    request.method === "POST" ? { status: 302, setCookie: [`sid=${value}${ATTRIBUTES}`] } : null,
  );
  const [first, second] = [browserAt(), browserAt()];
  for (const one of [first, second]) await logIn(one);
  expect(await activeSessions(account)).toHaveLength(2);
  expect(await isIn(first)).toBe(true);
  await endThere(account, { session: vault.last.headers.get("Gatehouse-Session") ?? "" });
  travel(BOUND_SECONDS);
  expect(await isIn(first)).toBe(false);
  expect(await isIn(second)).toBe(true);
});

test("H26 a login of five chunks, 4,096 bytes each: all arrive, and all end together", async () => {
  const values = Array.from({ length: 5 }, () => vault.issue({ user: "ann", company: null }));
  const chunks = values.map((value, n) => `sid.${n}=${value}${"x".repeat(4_096 - 6 - value.length)}`);
  vault.answers(() => ({ setCookie: chunks.map((chunk) => chunk + ATTRIBUTES) }));
  const browser = browserAt();
  await browser.go("/login", { method: "POST" });
  vault.answers(null);
  expect(await isIn(browser)).toBe(true);
  expect(vault.last.headers.get("Cookie")).toBe(chunks.join("; "));
  expect(await activeSessions(account)).toHaveLength(1);
  await endThere(account, { all: true });
  travel(BOUND_SECONDS);
  await browser.go("/dashboard");
  for (const value of values) expectNoPieceOf(value, vault.last);
});

test("H24 a Cookie header that changes with each visit, at a host with 60 cookies", async () => {
  const browser = browserAt();
  await logIn(browser);
  for (let n = 0; n < 60; n++) browser.jar.storeByScript(`https://${host}/`, `third_${n}="value ${n}"; Path=/`);
  const sign = crypto.subtle.sign.bind(crypto.subtle);
  expect(await isIn(browser)).toBe(true);
  let macs = 0;
  crypto.subtle.sign = ((...given: Parameters<typeof sign>) => {
    macs += 1;
    return sign(...given);
  }) as typeof sign;
  try {
    for (let n = 0; n < 10; n++) {
      browser.jar.storeByScript(`https://${host}/`, `_ga=${n}; Path=/`);
      expect(await isIn(browser)).toBe(true);
      expect(vault.last.headers.get("Cookie")?.split("; ")).toHaveLength(62);
    }
  } finally {
    crypto.subtle.sign = sign;
  }
  expect(macs).toBe(0);
});

test("H14 H13 a public page gets no stamp, and losing the stamp costs one look at D1 and no login", async () => {
  vault.slowsBy(5);
  const browser = browserAt();
  await logIn(browser);
  travel(3 * DAY);
  vault.answers(() => ({ headers: { "Cache-Control": "public, max-age=60" } }));
  await browser.go("/elsewhere");
  expect(browser.jar.find(STAMP)).toBeUndefined();
  vault.answers(null);
  await browser.go("/dashboard");
  expect(browser.jar.find(STAMP)).toBeDefined();

  travel(8 * DAY);
  browser.jar.drop(STAMP);
  const cold = otherEdge();
  expect((await browser.go("/dashboard", { at: cold })).status).toBe(200);
  const looks = cold.sent.filter((sql) => /FROM json_each\(\?1\) AS item CROSS JOIN ended/.test(sql));
  expect(looks.length).toBeGreaterThanOrEqual(1);
  expect(looks.length).toBeLessThanOrEqual(2);
});

test("H28 strict, and back to enroll: sealed logins go on, unsealed ones are judged by hash again", async () => {
  const browser = browserAt();
  await logIn(browser);
  const unsealed = browserAt();
  const value = vault.issue({ user: "old", company: null });
  unsealed.jar.store(`https://${host}/`, [`sid=${value}${ATTRIBUTES}`]);
  expect(await isIn(unsealed)).toBe(false);
  const enrolling = otherEdge({ BIND_SESSIONS: "enroll" });
  expect((await browser.go("/dashboard", { at: enrolling })).status).toBe(200);
  expect((await unsealed.go("/dashboard", { at: enrolling })).status).toBe(200);
  expect(unsealed.jar.seals()).toHaveLength(1);
  // Taken over, it passes under strict too.
  expect(await isIn(unsealed)).toBe(true);
  expect(await activeSessions(account)).toHaveLength(2);
  const reached = await reachedBy(() => unsealed.go("/dashboard", { at: otherEdge({ ENROLLED_UNTIL: "2020-01-01" }) }));
  for (const request of reached) expectNoPieceOf(value, request);
});
