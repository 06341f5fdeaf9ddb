import { beforeEach, describe, expect, test } from "vitest";
import {
  BOUND_SECONDS,
  createBrowser,
  type Edge,
  endThere,
  expectNoPieceOf,
  logIn,
} from "../../support/bound-world.ts";
import type { D1Fault } from "../../support/session-world.ts";
import { travel } from "../../support/session-world.ts";
import { makeAccount, UNTRUSTED } from "../../support/world.ts";
import { account, browserAt, build, expectHeldBack, host, otherEdge, reachedBy, vault } from "../bound/world.ts";
import { authorize } from "./world.ts";

// FAIL_MODE = "open": the product stays open while D1 fails, at an isolate that has read nothing of what is ended. It
// means that an ended session may pass for that long, and nothing else.

describe.each<[D1Fault & string]>([["throws"], ["hangs"]])("D1 %s", (fault) => {
  let cold: Edge;
  beforeEach(() => {
    cold = otherEdge({ FAIL_MODE: "open" });
    cold.d1.fault = fault;
  });

  test("a session with its seal passes, without the seal", async () => {
    const browser = browserAt();
    await logIn(browser);
    browser.jar.storeByScript(`https://${host}/`, "theme=dark; Path=/");
    for (const [method, path] of [
      ["GET", "/dashboard"],
      ["POST", "/act"],
      ["GET", "/elsewhere"],
      ["GET", "/api/leads"],
    ] as const) {
      expect((await browser.send(path, { method, at: cold })).status).toBe(200);
      expect(vault.last.headers.get("Cookie")).toBe(`${browser.pair().text}; theme=dark`);
    }
  });

  test.each([
    ["without a seal", (text: string) => text],
    ["as another name", (text: string) => text.replace("sid=", "sid.0=")],
    ["under another's seal", (text: string, seal: string) => `${text}; ${seal}`],
  ])("a session cookie %s does not pass", async (_, cookies) => {
    const [victim, own] = [browserAt(), browserAt()];
    for (const browser of [victim, own]) await logIn(browser);
    const Cookie = `theme=dark; ${cookies(victim.pair().text, own.pair().seal)}`;
    const reached = await reachedBy(() => cold.visit(`https://${host}/dashboard`, { headers: { Cookie } }));
    expect(reached.map(({ headers }) => headers.get("Cookie"))).toEqual(["theme=dark"]);
  });

  test("in enroll it passes, for its hash has not ended as far as anyone knows", async () => {
    build({}, { BIND_SESSIONS: "enroll" });
    const value = vault.issue({ user: "ann", company: null });
    const open = otherEdge({ FAIL_MODE: "open", BIND_SESSIONS: "enroll" });
    open.d1.fault = fault;
    const answer = await open.visit(`https://${host}/dashboard`, { headers: { Cookie: `sid=${value}` } });
    expect(answer.status).toBe(200);
    expect(vault.last.headers.get("Cookie")).toBe(`sid=${value}`);
  });

  test("an ended session that gets new values meanwhile is over as soon as D1 answers", async () => {
    build({ rotates: true });
    cold = otherEdge({ FAIL_MODE: "open" });
    const thief = browserAt();
    await logIn(thief);
    await endThere(account, { all: true });
    travel(BOUND_SECONDS);
    cold.d1.fault = fault;
    for (let visits = 0; visits < 3; visits++) await thief.go("/dashboard", { at: cold });
    const { value } = thief.pair();
    cold.d1.fault = null;
    travel(BOUND_SECONDS);
    for (const at of [cold, otherEdge()]) {
      await expectHeldBack(value, () => thief.send("/dashboard", { at }));
      await expectHeldBack(value, () => thief.send("/act", { method: "POST", at }));
    }
  });

  test("a live session that gets new values meanwhile goes on", async () => {
    build({ rotates: true });
    cold = otherEdge({ FAIL_MODE: "open" });
    const browser = browserAt();
    await logIn(browser);
    cold.d1.fault = fault;
    for (let visits = 0; visits < 3; visits++) expect((await browser.go("/dashboard", { at: cold })).status).toBe(200);
    cold.d1.fault = null;
    travel(BOUND_SECONDS);
    for (const at of [cold, otherEdge()]) expect((await browser.go("/dashboard", { at })).status).toBe(200);
  });

  test("somebody logs in meanwhile, and stays logged in", async () => {
    const browser = createBrowser(cold, { host });
    await browser.go("/login", { method: "POST" });
    expect((await browser.go("/dashboard")).status).toBe(200);
    cold.d1.fault = null;
    travel(BOUND_SECONDS);
    for (const at of [cold, otherEdge()]) expect((await browser.go("/dashboard", { at })).status).toBe(200);
  });

  test("an API path with a live session cookie is the dashboard, from an address that is not on the list", async () => {
    const closed = await makeAccount({ mode: "enforce" });
    const victim = browserAt({ host: closed.host });
    await logIn(victim);
    for (const path of ["/api/leads", "/dashboard"]) {
      const reached = await reachedBy(async () => {
        expect((await victim.send(path, { from: UNTRUSTED, at: cold })).status).toBe(403);
      });
      expect(reached).toEqual([]);
      expect((await victim.send(path, { at: cold })).status).toBe(200);
    }
  });

  test("a token, and a token beside a junk cookie, stay on the API's door", async () => {
    const closed = await makeAccount({ mode: "enforce" });
    const token = vault.issue({ user: "bot", company: null });
    expect((await authorize(cold, closed.host, `Bearer ${token}`, "/api/leads", UNTRUSTED)).status).toBe(200);
    const headers = { Authorization: `Bearer ${token}`, Cookie: "sid_x=a-value-of-more-than-16-characters; _ga=1" };
    const answer = await cold.visit(`https://${closed.host}/api/leads`, { headers, from: UNTRUSTED });
    expect(answer.status).toBe(200);
    expect(vault.last.headers.get("Cookie")).toBe("_ga=1");
  });

  test("FAIL_MODE = closed refuses the same visits, and none of them arrives", async () => {
    const browser = browserAt();
    await logIn(browser);
    const closed = otherEdge();
    closed.d1.fault = fault;
    const reached = await reachedBy(async () => {
      expect((await browser.send("/dashboard", { at: closed })).status).toBe(503);
    });
    for (const request of reached) expectNoPieceOf(browser.pair().value, request);
    expect(reached).toEqual([]);
  });
});
