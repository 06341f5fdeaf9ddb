import { beforeEach, describe, expect, test } from "vitest";
import {
  ATTRIBUTES,
  activeSessions,
  BOUND_SECONDS,
  type Browser,
  createBrowser,
  logIn,
  secret,
} from "../../../support/bound-world.ts";
import { travel } from "../../../support/session-world.ts";
import { makeAccount } from "../../../support/world.ts";
import { account, build, edge, expectHeldBack, host, otherEdge, vault } from "../../bound/world.ts";
import { api, shareHost } from "../world.ts";

// Everybody is logged out: also those whom Gatehouse had no proof of yet. The product names no users, so
// that a login is on record by its first proof alone.

const PLACES = [
  { place: "a host of one account", isShared: false, vars: {} },
  { place: "a shared host", isShared: true, vars: { ACCOUNT_RESOLVER: "/whoami" } },
] as const;

describe.each(PLACES)("$place", ({ isShared, vars }) => {
  let at = "";

  beforeEach(async () => {
    build({ namesUsers: false }, vars);
    at = isShared ? await shareHost() : host;
  });

  const browserHere = (): Browser => createBrowser(edge, { host: at });
  const login = (browser: Browser, company = account) =>
    browser.go(`/login?user=ann&company=${company}`, { method: "POST" });

  async function revokeAll(except: readonly string[] = []): Promise<void> {
    travel(5);
    const answer = await api("POST", `/accounts/${account}/sessions/revoke`, { all: true, except });
    expect(answer.status).toBe(200);
    travel(BOUND_SECONDS);
  }

  test("a session that is proven for the first time after it is over with that proof", async () => {
    const browser = browserHere();
    await login(browser);
    const { value } = browser.pair();
    await revokeAll();
    await browser.send("/dashboard");
    for (const edgeOfVisit of [edge, otherEdge(vars)]) {
      travel(BOUND_SECONDS);
      await expectHeldBack(value, () => browser.send("/dashboard", { at: edgeOfVisit }));
      await expectHeldBack(value, () => browser.send("/act", { method: "POST", at: edgeOfVisit }));
    }
    expect(await activeSessions(account)).toEqual([]);
  });

  test("and so is one whose cookie changes meanwhile", async () => {
    build({ rotates: true, namesUsers: false }, vars);
    at = isShared ? await shareHost() : host;
    const browser = browserHere();
    await login(browser);
    await revokeAll();
    for (let visits = 0; visits < 3; visits++) {
      await browser.go("/dashboard");
      travel(BOUND_SECONDS);
    }
    const { value } = browser.pair();
    for (const edgeOfVisit of [edge, otherEdge(vars)])
      await expectHeldBack(value, () => browser.send("/dashboard", { at: edgeOfVisit }));
    expect(await activeSessions(account)).toEqual([]);
  });

  test.each<[string, Record<string, string>]>([
    ["an invented key", { "X-Api-Key": "junk-key-0123456789abcdef" }],
    ["an invented token", { Authorization: "Bearer junk-token-0123456789abcdef" }],
  ])("a session that is never proven, because %s always comes with it", async (_, headers) => {
    const browser = browserHere();
    await login(browser);
    const { value } = browser.pair();
    expect((await browser.send("/dashboard", { headers })).status).toBe(200);
    await revokeAll();
    await browser.send("/dashboard", { headers });
    for (const edgeOfVisit of [edge, otherEdge(vars)]) {
      travel(BOUND_SECONDS);
      await browser.send("/dashboard", { at: edgeOfVisit, headers });
      await expectHeldBack(value, () => browser.send("/act", { method: "POST", at: edgeOfVisit, headers }));
      await expectHeldBack(value, () => browser.send("/dashboard", { at: edgeOfVisit, headers }));
    }
  });

  test("a login after it goes on", async () => {
    const browser = browserHere();
    await logIn(browser, "ann", account);
    await revokeAll();
    await browser.go("/dashboard");
    await logIn(browser, "ann", account);
    for (const edgeOfVisit of [edge, otherEdge(vars)]) {
      travel(BOUND_SECONDS);
      expect((await browser.go("/dashboard", { at: edgeOfVisit })).status).toBe(200);
    }
  });

  test("and so does one from an anonymous cookie that began before it", async () => {
    vault.answers(() => ({ setCookie: [`sid=${secret()}${ATTRIBUTES}`] }));
    const [waiting, visiting] = [browserHere(), browserHere()];
    for (const browser of [waiting, visiting]) {
      await browser.go("/login");
      expect(browser.jar.seals()).toHaveLength(1);
    }
    vault.answers(null);
    await revokeAll();
    // Without a login on a page of one's own, in between.
    await visiting.go("/elsewhere");
    for (const browser of [waiting, visiting]) {
      await logIn(browser, "ann", account);
      for (const edgeOfVisit of [edge, otherEdge(vars)]) {
        travel(BOUND_SECONDS);
        expect((await browser.go("/dashboard", { at: edgeOfVisit })).status).toBe(200);
      }
    }
    expect(await activeSessions(account)).toHaveLength(2);
  });

  test("a session in `except` stays, also when its cookie changes; all others go", async () => {
    const [kept, gone] = [browserHere(), browserHere()];
    for (const browser of [kept, gone]) await logIn(browser, "ann", account);
    await kept.go("/dashboard");
    const id = vault.last.headers.get("Gatehouse-Session") ?? "";
    await revokeAll([id]);
    await expectHeldBack(gone.pair().value, () => gone.send("/dashboard"));
    expect((await kept.go("/dashboard")).status).toBe(200);
    const fresh = vault.issue({ user: "ann", company: account });
    vault.answers((request) =>
      request.url.endsWith("/elsewhere") ? { setCookie: [`sid=${fresh}${ATTRIBUTES}`] } : null,
    );
    await kept.go("/elsewhere");
    expect(kept.pair().value).toBe(fresh);
    for (const edgeOfVisit of [edge, otherEdge(vars)]) {
      travel(BOUND_SECONDS);
      expect((await kept.go("/dashboard", { at: edgeOfVisit })).status).toBe(200);
    }
    expect((await activeSessions(account)).map((session) => session.id)).toEqual([id]);
  });

  test("sessions of another account stay, proven or not", async () => {
    const other = await makeAccount({ mode: "off" });
    const there = isShared ? at : other.host;
    const [proven, unproven] = [createBrowser(edge, { host: there }), createBrowser(edge, { host: there })];
    await logIn(proven, "bob", other.id);
    await login(unproven, other.id);
    await revokeAll();
    for (const browser of [proven, unproven]) {
      for (const edgeOfVisit of [edge, otherEdge(vars)])
        expect((await browser.go("/dashboard", { at: edgeOfVisit })).status).toBe(200);
    }
    expect(await activeSessions(other.id)).toHaveLength(2);
  });
});
