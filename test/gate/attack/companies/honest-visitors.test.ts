import { beforeEach, describe, expect, test } from "vitest";
import { ATTRIBUTES, BOUND_SECONDS, secret } from "../../../support/bound-world.ts";
import { travel } from "../../../support/session-world.ts";
import { makeAccount, UNTRUSTED } from "../../../support/world.ts";
import { browserAt, build, edge, otherEdge, vault } from "../../bound/world.ts";
import { api, logInAt, makeClosed, shareHost } from "../world.ts";

// Ordinary people on a host that accounts share: nobody of them loses access.

const WAYS = [
  { way: "by signals", signals: true, vars: {} },
  { way: "by a resolver and signals", signals: true, vars: { ACCOUNT_RESOLVER: "/whoami" } },
  { way: "by a resolver", signals: false, vars: { ACCOUNT_RESOLVER: "/whoami" } },
] as const;

let shared = "";
let open = "";
let closed = "";
let vars: Readonly<Record<string, unknown>> = {};

/** A switch that gives a new cookie. */
function serveSwitches(signals: boolean): void {
  vault.answers((request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/switch") return null;
    const [found] = vault.loginsIn(request);
    if (found === undefined) return { status: 302, headers: { Location: "/login" } };
    const company = searchParams.get("company") ?? "";
    const value = vault.issue({ ...found.login, company });
    const signal = signals ? { signal: `session; user="${found.login.user}"; account="${company}"` } : {};
    return { status: 302, headers: { Location: "/dashboard" }, setCookie: [`sid=${value}${ATTRIBUTES}`], ...signal };
  });
}

describe.each(WAYS)("the account known $way", ({ signals, vars: settings }) => {
  beforeEach(async () => {
    vars = settings;
    build({ signals }, vars);
    shared = await shareHost();
    open = (await makeAccount({ mode: "off" })).id;
    closed = (await makeClosed()).id;
    serveSwitches(signals);
  });

  test.each([
    ["POST", 2],
    ["GET", 2],
  ] as const)(
    "%s: a person of two companies switches %i times at the office, and goes home with the open one",
    async (method, times) => {
      const person = await logInAt(edge, shared, open);
      for (let n = 0; n < times; n++) {
        await person.go(`/switch?company=${n % 2 === 0 ? closed : open}`, { method });
        expect((await person.go("/dashboard")).status).toBe(200);
      }
      for (const at of [edge, otherEdge(vars)])
        expect((await person.send("/dashboard", { from: UNTRUSTED, at })).status).toBe(200);
    },
  );

  test("a login with a new value, after an anonymous cookie that is older than 'log out everybody'", async () => {
    const person = browserAt({ host: shared });
    vault.answers(() => ({ setCookie: [`sid=${secret()}${ATTRIBUTES}`] }));
    await person.go("/login");
    travel(60);
    expect((await api("POST", `/accounts/${closed}/sessions/revoke`, { all: true })).status).toBeLessThan(300);
    travel(60);
    vault.answers(null);
    await person.go(`/login?user=ann&company=${closed}`, { method: "POST" });
    travel(5);
    expect((await person.go("/dashboard")).status).toBe(200);
    travel(BOUND_SECONDS);
    expect((await person.go("/dashboard")).status).toBe(200);
    expect((await person.go("/dashboard", { at: otherEdge(vars) })).status).toBe(200);
  });
});

describe("many behind one address", () => {
  test.each([
    ["strict", { ACCOUNT_RESOLVER: "/whoami" }, 61],
    ["off", { ACCOUNT_RESOLVER: "/whoami" }, 61],
    ["off", {}, 601],
  ] as const)(
    "%s %j: %i unknown tokens in a minute",
    async (BIND_SESSIONS, settings, count) => {
      vars = { ...settings, BIND_SESSIONS };
      build({ signals: true }, vars);
      shared = await shareHost();
      open = (await makeAccount({ mode: "off" })).id;
      const person = await logInAt(otherEdge(vars), shared, open);
      for (let n = 0; n < count; n++)
        await edge.visit(`https://${shared}/elsewhere`, { headers: { "X-Api-Key": secret() } });
      const found = [];
      for (const path of ["/dashboard", "/login", "/public/page"])
        found.push((await person.send(path, { at: edge })).status);
      // Outside `strict`, what no one has seen before may be anybody's: it has to wait. A login goes on.
      expect(found).toEqual([BIND_SESSIONS === "strict" ? 200 : 429, 200, 200]);
    },
    60_000,
  );

  test.each([[{ ACCOUNT_RESOLVER: "/whoami" }], [{}]] as const)(
    "strict %j: 40 people without a login on pages of 30 requests, in a minute",
    async (settings) => {
      vars = { ...settings };
      build({ signals: true }, vars);
      shared = await shareHost();
      open = (await makeAccount({ mode: "off" })).id;
      const person = await logInAt(otherEdge(vars), shared, open);
      vault.answers((request) =>
        new URL(request.url).pathname === "/start" ? { setCookie: [`sid=${secret()}${ATTRIBUTES}`] } : null,
      );
      const people = [];
      for (let n = 0; n < 40; n++) {
        const one = browserAt({ host: shared });
        await one.go("/start");
        people.push(one);
      }
      travel(60 - (Math.floor(Date.now() / 1000) % 60));
      for (let second = 0; second < 31; second++) {
        for (const one of people) await one.send("/elsewhere");
        travel(1);
      }
      const found = [];
      for (const path of ["/dashboard", "/login", "/public/page"])
        found.push((await person.send(path, { at: edge })).status);
      expect(found).toEqual([200, 200, 200]);
    },
    60_000,
  );
});
