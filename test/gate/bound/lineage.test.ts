import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import {
  eachWithAccount,
  endAll,
  endedRows,
  endSession,
  gate,
  headerOf,
  host,
  isolate,
  type Jar,
  logged,
  logIn,
  product,
  received,
  send,
  sessions,
  setCookie,
  visitWith,
} from "./bound-world.ts";

const DAY_MS = 86_400_000;
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const rotate = (value: string) => ({ status: 200, setCookie: [setCookie("sid", value)] });

describe("a session follows its cookies", () => {
  eachWithAccount();

  test("one session on record, however often the cookie changes; ended, no value of it passes anywhere", async () => {
    const jar = await logIn("value-0-0123456789");
    const stolen: Jar[] = [];
    for (let turn = 1; turn <= 50; turn++) {
      await send(jar, "/dashboard", { answer: rotate(`value-${turn}-0123456789`) });
      stolen.push(new Map(jar));
    }
    expect(await sessions()).toHaveLength(1);
    const rows = await env.DB.prepare("SELECT count(*) AS n FROM credentials").first<{ n: number }>();
    await endAll();
    const second = isolate();
    for (const old of stolen.filter((_, turn) => turn % 10 === 0)) {
      expect(await visitWith(headerOf(old))).toBe("theme=dark");
      expect(await visitWith(headerOf(old), "/dashboard", second)).toBe("theme=dark");
    }
    expect(rows?.n).toBeLessThan(10);
  });

  test("A20 an ended remember-me cookie beside a live login is taken off, and the login stays", async () => {
    const victim = await logIn("victim-value-0123456", { setCookie: [setCookie("remember", "victim-remember-01234")] });
    await endAll();
    const own = await logIn("own-value-0123456789");
    const mixed: Jar = new Map([...own, ...[...victim].filter(([name]) => name !== "sid" && !own.has(name))]);
    expect(await visitWith(headerOf(mixed))).toBe("theme=dark; sid=own-value-0123456789");
  });

  test.each([1, 4])(
    "A21 A22 whoever took a session over and switched %i times is out when it is ended",
    async (times) => {
      const victim = await logIn("victim-value-0123456");
      const [session] = await sessions();
      const thief: Jar = new Map(victim);
      for (let turn = 0; turn < times; turn++) {
        await send(thief, "/switch", { method: "POST", answer: rotate(`switched-${turn}-0123456789`) });
      }
      expect(await visitWith(headerOf(thief))).toContain("switched");
      await endSession(session?.id ?? "");
      later(31_000);
      expect(await visitWith(headerOf(thief))).toBe("theme=dark");
      expect(await visitWith(headerOf(victim))).toBe("theme=dark");
    },
  );

  test("A23 a value that has ended and is given out again at a login reaches no browser", async () => {
    await logIn("kept-value-0123456789");
    await endAll();
    const jar: Jar = new Map();
    await send(jar, "/login", { method: "POST", answer: rotate("kept-value-0123456789") });
    expect(jar.size).toBe(0);
    expect(logged.map(({ event }) => event)).toContain("ended_value_reissued");
  });

  test("A23 while D1 is silent it is found at the first proof, and ended on arrival", async () => {
    await logIn("kept-value-0123456789");
    await endAll();
    gate.d1.fault = "throws";
    const jar: Jar = new Map();
    await send(jar, "/login", { method: "POST", answer: rotate("kept-value-0123456789") });
    expect(jar.size).toBe(2);
    gate.d1.fault = null;
    later(6_000);
    await send(jar, "/dashboard");
    expect(await visitWith(headerOf(jar))).toBeNull();
    expect(await sessions("ended")).toMatchObject([{ endReason: "value_reissued" }, { endReason: "revoked" }]);
  });

  test("A18 a session that was kept by hand for more than 400 days does not pass, its ending forgotten or not", async () => {
    const jar = await logIn("value-0123456789");
    later(401 * DAY_MS);
    expect(await visitWith(headerOf(jar))).toBe("theme=dark");
  });

  test("A37 a stamp of another session or host is none: the session is looked up, and the ended one is found", async () => {
    const jar = await logIn("value-0123456789");
    const other = await logIn("other-value-0123456789");
    later(3 * DAY_MS);
    // D1's answer is too late for the visit that asks, and serves the next one.
    for (const _ of [1, 2]) await send(other, "/dashboard");
    const stamp = [...other].find(([name]) => name.endsWith("seen"));
    expect(stamp).toBeDefined();
    const [session] = (await sessions()).filter(({ lastSeenAt }) => Date.now() - lastSeenAt > DAY_MS);
    await endSession(session?.id ?? "");
    later(6 * DAY_MS);
    const forged = `${headerOf(jar)}; ${stamp?.join("=")}`;
    expect(await visitWith(forged)).toBe("theme=dark");
  });

  test("A19 an ending that a restored D1 has forgotten holds here, and D1 is told of it", async () => {
    const jar = await logIn("value-0123456789");
    await endAll();
    expect(await visitWith(headerOf(jar))).toBe("theme=dark");
    await env.DB.prepare("DELETE FROM ended").run();
    await env.DB.prepare("UPDATE sessions SET ended_at = NULL, end_reason = NULL").run();
    later(31_000);
    expect(await visitWith(headerOf(jar))).toBe("theme=dark");
    expect(await endedRows()).toBeGreaterThan(0);
  });
});

describe("nothing is concluded for one credential from another", () => {
  eachWithAccount();

  test("a request of two sessions puts neither on record, and its logout ends neither", async () => {
    const victim = await logIn("victim-value-0123456");
    const own = await logIn("own-value-0123456789");
    const both = `${headerOf(victim)}; ${headerOf(own)}`;
    product.answers(() => ({ status: 302, signal: "logout" }));
    await gate.visit("/logout", { cookies: both, method: "POST" });
    expect(await sessions()).toHaveLength(2);
    product.answers(() => ({ signal: "session; user=mallory" }));
    await gate.visit("/dashboard", { cookies: both });
    expect((await sessions()).map(({ user }) => user)).toEqual([null, null]);
  });

  test("case 7: a logout with a token that was never proven ends nothing and writes nothing", async () => {
    const before = await endedRows();
    product.answers(() => ({ status: 302 }));
    for (let index = 0; index < 30; index++) {
      await gate.visit("/logout", { method: "POST", token: "pk_live_0123456789abcdef" });
      await gate.visit("/logout", { method: "POST", headers: { Authorization: `Basic ${btoa("staging:letmein")}` } });
    }
    expect(await endedRows()).toBe(before);
    await visitWith(null);
    product.answers(() => ({ status: 200 }));
    expect((await gate.visit("/about", { token: "pk_live_0123456789abcdef" })).status).toBe(200);
  });

  test("a logout ends its own session, by any of its cookies, and no other", async () => {
    const own = await logIn("own-value-0123456789", { setCookie: [setCookie("remember", "own-remember-0123456")] });
    const other = await logIn("other-value-0123456789");
    const copy: Jar = new Map(own);
    const deleted = [
      setCookie("sid", "", "Path=/; Secure; Max-Age=0"),
      setCookie("remember", "", "Path=/; Secure; Max-Age=0"),
    ];
    await send(own, "/logout", { method: "POST", answer: { status: 302, setCookie: deleted } });
    expect([...own.keys()]).toEqual(["theme"]);
    expect(await visitWith(headerOf(copy))).toBe("theme=dark");
    expect(await visitWith(headerOf(other))).toContain("other-value");
    expect(received()).toContain("other-value");
    expect(host).not.toBe("");
  });
});
