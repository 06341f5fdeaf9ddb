import { beforeEach, describe, expect, test } from "vitest";
import {
  ATTRIBUTES,
  activeSessions,
  BOUND_SECONDS,
  type Browser,
  createBrowser,
  type Edge,
  type Scripted,
} from "../../../support/bound-world.ts";
import { records, travel } from "../../../support/session-world.ts";
import { makeAccount, TRUSTED, UNTRUSTED } from "../../../support/world.ts";
import { build, edge, expectHeldBack, otherEdge, vault } from "../../bound/world.ts";
import { logInAt, makeClosed, shareHost } from "../world.ts";

// Somebody switches to a company whose list does not admit them, and the product keeps the cookie's value: the product
// has switched already, so this session may not go on anywhere.

const WAYS = [
  { way: "by signals", signals: true, vars: {} },
  { way: "by a resolver and signals", signals: true, vars: { ACCOUNT_RESOLVER: "/whoami" } },
  { way: "by a resolver", signals: false, vars: { ACCOUNT_RESOLVER: "/whoami" } },
] as const;

let shared = "";
let open = "";
let closed = "";
let vars: Readonly<Record<string, unknown>> = {};
let browser: Browser;
let second: Edge;

/** The product switches the one session of the request to this company, and keeps its cookie. */
const switchTo = (company: string, says: boolean, more: Scripted = {}) =>
  vault.answers((request) => {
    if (new URL(request.url).pathname !== "/switch") return null;
    const [found] = vault.loginsIn(request);
    if (found === undefined) return { status: 302, headers: { Location: "/login" } };
    vault.issued.set(found.value, { ...found.login, company });
    const signal = says ? { signal: `session; user="${found.login.user}"; account="${company}"` } : {};
    return { status: 302, headers: { Location: "/dashboard" }, ...signal, ...more };
  });

const endedOf = (account: string) => records.list(account, { state: "ended", limit: 100 });

/** With the seals that it has, or without one where cookies are not bound. */
const sessionValue = (): string => browser.jar.find("sid")?.value ?? "";

const CASES = WAYS.flatMap((one) => (["strict", "off"] as const).map((mode) => ({ ...one, mode })));

describe.each(CASES)("the account known $way, BIND_SESSIONS $mode", ({ signals, vars: settings, mode }) => {
  beforeEach(async () => {
    vars = { ...settings, BIND_SESSIONS: mode };
    build({ signals }, vars);
    shared = await shareHost();
    open = (await makeAccount({ mode: "off" })).id;
    closed = (await makeClosed()).id;
    browser = await logInAt(edge, shared, open, UNTRUSTED);
    second = otherEdge(vars);
    expect((await browser.go("/dashboard", { at: second })).status).toBe(200);
  });

  test("a denied switch ends the session in D1, and other locations do not let it through", async () => {
    switchTo(closed, signals);
    const answer = await browser.go("/switch", { method: "POST" });
    if (signals) expect(answer.status).toBe(403);
    vault.answers(null);
    expect(await activeSessions(open)).toEqual([]);
    expect(await endedOf(open)).toMatchObject([{ endReason: "switch_denied" }]);
    await expectHeldBack(sessionValue(), () => browser.send("/dashboard"));
    travel(BOUND_SECONDS);
    for (const at of [edge, second, otherEdge(vars)]) {
      for (const [method, path] of [
        ["GET", "/dashboard"],
        ["POST", "/act"],
        ["GET", "/api/leads"],
        ["POST", "/switch"],
      ] as const)
        await expectHeldBack(sessionValue(), () => browser.send(path, { method, at }));
    }
  });

  test("a denied switch ends no other session of the same person", async () => {
    const other = await logInAt(edge, shared, open, UNTRUSTED);
    switchTo(closed, signals);
    await browser.go("/switch", { method: "POST" });
    vault.answers(null);
    travel(BOUND_SECONDS);
    for (const at of [edge, second]) expect((await other.go("/dashboard", { at })).status).toBe(200);
    expect(await activeSessions(open)).toHaveLength(1);
  });

  test("a switch to a company that admits the address goes on everywhere", async () => {
    const another = (await makeAccount({ mode: "off" })).id;
    switchTo(another, signals);
    expect((await browser.go("/switch", { method: "POST" })).status).toBe(302);
    vault.answers(null);
    travel(BOUND_SECONDS);
    for (const at of [edge, second, otherEdge(vars)]) expect((await browser.go("/dashboard", { at })).status).toBe(200);
    expect((await endedOf(open)).map(({ endReason }) => endReason)).not.toContain("switch_denied");
  });

  test("a switch from the office of a company with a list goes on everywhere", async () => {
    const office = await logInAt(edge, shared, open, TRUSTED);
    switchTo(closed, signals);
    expect((await office.go("/switch", { method: "POST" })).status).toBe(302);
    vault.answers(null);
    for (const at of [edge, otherEdge(vars)]) expect((await office.go("/dashboard", { at })).status).toBe(200);
  });

  test("a login that is denied ends nobody's session", async () => {
    const fresh = createBrowser(edge, { host: shared, from: UNTRUSTED });
    const answer = await fresh.go(`/login?user=ann&company=${closed}`, { method: "POST" });
    expect(answer.status).toBe(403);
    expect(fresh.jar.all()).toEqual([]);
    travel(BOUND_SECONDS);
    expect((await browser.go("/dashboard")).status).toBe(200);
    expect(await endedOf(open)).toEqual([]);
  });
});

test("a denied switch that comes with a new value hands it to no browser", async () => {
  build({ signals: true });
  shared = await shareHost();
  [open, closed] = [(await makeAccount({ mode: "off" })).id, (await makeClosed()).id];
  browser = await logInAt(edge, shared, open, UNTRUSTED);
  const fresh = vault.issue({ user: "ann", company: closed });
  switchTo(closed, true, { setCookie: [`sid=${fresh}${ATTRIBUTES}`] });
  const answer = await browser.go("/switch", { method: "POST" });
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
});
