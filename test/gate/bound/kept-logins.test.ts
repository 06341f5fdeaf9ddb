import { describe, expect, test, vi } from "vitest";
import {
  eachWithAccount,
  endAll,
  endSession,
  gate,
  headerOf,
  isolate,
  type Jar,
  keep,
  logIn,
  product,
  received,
  send,
  sessions,
  setCookie,
  visitWith,
} from "./bound-world.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const sets = (...lines: string[]) => ({ setCookie: lines });
const queriesOf = (from: number): number =>
  gate.sent.slice(from).filter((sql) => /FROM json_each\(\?1\) AS item CROSS JOIN ended/.test(sql)).length;

describe("honest use loses nothing", () => {
  eachWithAccount();

  test("H1 anonymous, then logged in, then fifty new values", async () => {
    const jar: Jar = new Map();
    await send(jar, "/", { answer: sets(setCookie("sid", "anonymous-0123456789")) });
    await send(jar, "/login", { method: "POST", answer: sets(setCookie("sid", "first-0123456789")) });
    for (let turn = 0; turn < 50; turn++) {
      await send(jar, "/dashboard", { answer: sets(setCookie("sid", `value-${turn}-0123456789`)) });
      expect(received()).toMatch(/sid=/);
    }
    expect(await visitWith(headerOf(jar))).toBe("sid=value-49-0123456789");
    expect(await sessions()).toHaveLength(1);
  });

  test("H3 a late answer of an ended session does not put its cookie over that of a new login", async () => {
    const jar = await logIn("old-value-0123456789");
    const before = headerOf(jar);
    // While the product works on the slow request, its browser logs out and in again.
    const answerAtOnce = product.fetch;
    product.fetch = async (request) => {
      if (new URL(request.url).pathname !== "/slow") return answerAtOnce(request);
      const deleted = setCookie("sid", "", "Path=/; Secure; Max-Age=0");
      await send(jar, "/logout", { method: "POST", answer: { status: 302, setCookie: [deleted] } });
      await send(jar, "/login", { method: "POST", answer: sets(setCookie("sid", "new-value-0123456789")) });
      return new Response("", { headers: { "Set-Cookie": setCookie("sid", "late-value-0123456789") } });
    };
    const late = await gate.visit("/slow", { cookies: before });
    expect(late.headers.getSetCookie()).toEqual([]);
    expect(await visitWith(headerOf(jar))).toContain("sid=new-value");
  });

  test("H5 deleted and set in one answer, the last one holds", async () => {
    const jar: Jar = new Map();
    const lines = [setCookie("sid", "", "Path=/; Secure; Max-Age=0"), setCookie("sid", "value-0123456789")];
    await send(jar, "/login", { method: "POST", answer: sets(...lines) });
    expect(await visitWith(headerOf(jar))).toBe("sid=value-0123456789");
  });

  test("H6 one name at two paths: both arrive, each with its own seal", async () => {
    const a: Jar = new Map();
    const b: Jar = new Map();
    await send(a, "/login", { method: "POST", answer: sets(setCookie("sid", "root-value-0123456789")) });
    await send(b, "/login", {
      method: "POST",
      answer: sets(setCookie("sid", "app-value-0123456789", "Path=/app; Secure")),
    });
    expect(await visitWith(`${headerOf(b)}; ${headerOf(a)}`)).toBe(
      "sid=app-value-0123456789; sid=root-value-0123456789",
    );
  });

  test("H8 the same value with a new Max-Age keeps its session", async () => {
    const jar = await logIn("value-0123456789");
    await send(jar, "/dashboard", {
      answer: sets(setCookie("sid", "value-0123456789", "Path=/; Secure; Max-Age=3600")),
    });
    expect(await visitWith(headerOf(jar))).toContain("sid=value");
    expect(await sessions()).toHaveLength(1);
  });

  test("H11 H12 a seal goes with every status, an upgrade too", async () => {
    for (const status of [200, 302, 304, 404, 500]) {
      const jar: Jar = new Map();
      await send(jar, "/", { answer: { status, setCookie: [setCookie("sid", `value-${status}-0123456789`)] } });
      expect(await visitWith(headerOf(jar))).toBe(`sid=value-${status}-0123456789`);
    }
    const [client, server] = Object.values(new WebSocketPair()) as [WebSocket, WebSocket];
    server.accept();
    const headers = { "Set-Cookie": setCookie("sid", "socket-value-0123456789") };
    product.answers(() => new Response(null, { status: 101, webSocket: client, headers }));
    const jar: Jar = new Map();
    const answer = await gate.visit("/live", { headers: { Upgrade: "websocket" } });
    keep(jar, answer);
    expect(answer.status).toBe(101);
    answer.webSocket?.accept();
    answer.webSocket?.close();
    expect(await visitWith(headerOf(jar))).toBe("sid=socket-value-0123456789");
  });

  test("H13 a lost stamp costs one look at D1, and no login", async () => {
    const jar = await logIn("value-0123456789");
    later(8 * DAY_MS);
    const from = gate.sent.length;
    for (let visits = 0; visits < 5; visits++) expect(await visitWith(headerOf(jar))).toContain("sid=value");
    expect(queriesOf(from)).toBe(1);
  });

  test("H14 an answer that caches may keep gets no stamp", async () => {
    const jar = await logIn("value-0123456789");
    later(3 * DAY_MS);
    await send(jar, "/dashboard");
    for (const control of ["public, max-age=60", "max-age=60", "s-maxage=9", "immutable"]) {
      await send(jar, "/app.js", { answer: { headers: { "Cache-Control": control } } });
      expect([...jar.keys()].some((name) => name.endsWith("seen"))).toBe(false);
    }
    await send(jar, "/dashboard", { answer: { headers: { "Cache-Control": "private, max-age=60" } } });
    expect([...jar.keys()].some((name) => name.endsWith("seen"))).toBe(true);
  });

  test("H15 while D1 is down a seal of three days passes; one of twelve days gets 503 and keeps its cookie", async () => {
    const young = await logIn("young-value-0123456789");
    const old = await logIn("old-value-0123456789");
    const shared = isolate();
    later(3 * DAY_MS);
    await visitWith(headerOf(young), "/dashboard", shared);
    shared.d1.fault = "throws";
    later(29_000);
    expect(await visitWith(headerOf(young), "/dashboard", shared)).toContain("young-value");
    shared.d1.fault = null;
    later(9 * DAY_MS);
    await visitWith(null, "/dashboard", shared);
    await visitWith("other=1; sid=unsealed-0123456789", "/dashboard", shared);
    shared.d1.fault = "throws";
    product.answers(() => ({ status: 200 }));
    const answer = await shared.visit("/dashboard", { cookies: headerOf(old) });
    expect(answer.status).toBe(503);
    expect(answer.headers.get("Retry-After")).not.toBeNull();
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test("H16 a stamp of Friday does on Monday: nobody waits for D1", async () => {
    const jar = await logIn("value-0123456789");
    later(3 * DAY_MS);
    for (const _ of [1, 2]) await send(jar, "/dashboard");
    expect([...jar.keys()].some((name) => name.endsWith("seen"))).toBe(true);
    later(6 * DAY_MS);
    const from = gate.sent.length;
    gate.d1.fault = null;
    expect(await visitWith(headerOf(jar))).toContain("sid=value");
    expect(queriesOf(from)).toBeLessThanOrEqual(1);
  });

  test("H17 H18 flags and excepted names pass without a seal, a script's own cookie by its hash", async () => {
    const unbound = isolate({ SESSION_COOKIES: "sid token:unbound !sid_hint" });
    const flags = "sid_seen=1; sid_hint=a-long-hint-0123456789; token=set-by-a-script-0123456789";
    expect(await visitWith(flags, "/dashboard", unbound)).toBe(flags);
    await endAll();
    expect(await visitWith(flags, "/dashboard", unbound)).toBe("sid_seen=1; sid_hint=a-long-hint-0123456789");
  });

  test("H20 a product that calls itself through Gatehouse gets the seals", async () => {
    const jar = await logIn("value-0123456789");
    const passing = isolate({ PASS_SEALS: "yes" });
    const arrived = await visitWith(headerOf(jar), "/dashboard", passing);
    expect(arrived).toContain("gth1-");
    expect(await visitWith(arrived)).toContain("sid=value-0123456789");
  });

  test("H25 two browsers with the same value in one second are ended apart", async () => {
    const a = await logIn("same-value-0123456789");
    const [first] = await sessions();
    const b = await logIn("same-value-0123456789");
    expect(await sessions()).toHaveLength(2);
    await endSession(first?.id ?? "");
    later(31_000);
    expect(await visitWith(headerOf(a))).toBe("theme=dark");
    expect(await visitWith(headerOf(b))).toContain("same-value");
  });

  test("H26 a cookie of 4,096 bytes in five parts", async () => {
    const part = "x".repeat(4_000);
    const lines = Array.from({ length: 5 }, (_, index) => setCookie(`sid.${index}`, `${index}${part}`));
    const jar: Jar = new Map();
    await send(jar, "/login", { method: "POST", answer: sets(...lines) });
    await send(jar, "/dashboard");
    expect(received()?.match(/sid\.\d=/g)).toHaveLength(5);
    expect(await sessions()).toHaveLength(1);
    await endAll();
    expect(await visitWith(headerOf(jar))).toBeNull();
  });

  test("H28 from strict back to enroll", async () => {
    const jar = await logIn("value-0123456789");
    const enroll = isolate({ BIND_SESSIONS: "enroll" });
    expect(await visitWith(headerOf(jar), "/dashboard", enroll)).toContain("sid=value");
    expect(await visitWith("sid=unsealed-0123456789", "/dashboard", enroll)).toBe("sid=unsealed-0123456789");
  });

  test("ordinary jars arrive to the byte: quotes, JSON, equal names, sixty cookies, crumbs of HTTP/2", async () => {
    const jar = await logIn("value-0123456789");
    const others = [
      '_ga=GA1.2.3; consent={"a":1,"b":"x, y"}; quoted="a b"; odd==; flag; sidebar=1; a=1; a=2',
      Array.from({ length: 60 }, (_, index) => `c${index}=v${index}`).join("; "),
    ];
    for (const cookies of others) {
      expect(await visitWith(`${cookies}; ${headerOf(jar)}`)).toBe(`${cookies}; theme=dark; sid=value-0123456789`);
    }
    const [sid = "", ...rest] = [...jar]
      .filter(([name]) => name !== "theme")
      .map(([name, value]) => `${name}=${value}`);
    expect(await visitWith(`theme=dark, ${sid}, ${rest.join(", ")}`)).toBe("theme=dark; sid=value-0123456789");
  });
});

describe("moving in", () => {
  eachWithAccount({ BIND_SESSIONS: "enroll" });

  test("A31 a cookie without a seal passes, gets one with its proof, and then passes strictly; ended, in no mode", async () => {
    const jar: Jar = new Map([["sid", "from-before-0123456789"]]);
    await send(jar, "/about");
    expect(jar.size).toBe(1);
    await send(jar, "/dashboard");
    expect(jar.size).toBe(2);
    expect(await sessions()).toHaveLength(1);
    const strict = isolate();
    expect(await visitWith(headerOf(jar), "/dashboard", strict)).toBe("sid=from-before-0123456789");
    await endAll();
    for (const respelled of [
      headerOf(jar),
      "sid=from-before-0123456789",
      'sid="from-before-0123456789"',
      "SID=from%2dbefore-0123456789",
    ]) {
      expect(await visitWith(respelled)).toBeNull();
      expect(await visitWith(respelled, "/dashboard", strict)).toBeNull();
    }
  });

  test("after ENROLLED_UNTIL what was taken over logs in again; what the product set anew stays", async () => {
    const jar: Jar = new Map([["sid", "from-before-0123456789"]]);
    await send(jar, "/dashboard");
    const renewed: Jar = new Map(jar);
    await send(renewed, "/dashboard", { answer: sets(setCookie("sid", "renewed-0123456789")) });
    const strict = isolate({ ENROLLED_UNTIL: new Date(Date.now() + DAY_MS).toISOString() });
    later(2 * DAY_MS);
    expect(await visitWith(headerOf(jar), "/dashboard", strict)).toBeNull();
    expect(await visitWith(headerOf(renewed), "/dashboard", strict)).toBe("sid=renewed-0123456789");
  });

  test("a hundred answers side by side take a cookie over as one session", async () => {
    const jar: Jar = new Map([["sid", "from-before-0123456789"]]);
    const seals = new Set<string>();
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const own: Jar = new Map(jar);
        await send(own, "/dashboard");
        for (const [name, value] of own) if (name !== "sid") seals.add(`${name}=${value}`);
      }),
    );
    expect(seals.size).toBeGreaterThan(0);
    expect(await sessions()).toHaveLength(1);
    await endAll();
    for (const seal of seals) expect(await visitWith(`sid=from-before-0123456789; ${seal}`)).toBeNull();
    expect(HOUR_MS).toBe(3_600_000);
  });
});
