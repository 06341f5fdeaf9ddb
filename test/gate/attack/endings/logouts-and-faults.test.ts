import { describe, expect, test } from "vitest";
import {
  ATTRIBUTES,
  activeSessions,
  BOUND_SECONDS,
  endThere,
  logIn,
  type Scripted,
  secret,
} from "../../../support/bound-world.ts";
import { travel } from "../../../support/session-world.ts";
import { account, browserAt, build, edge, expectHeldBack, host, otherEdge, vault } from "../../bound/world.ts";
import { authorize, expectRefused, tokenOnRecord } from "../world.ts";

/** A product that ends its session at a logout, and leaves the cookie in the browser: express-session, PHP. */
function leavesCookies(signals: boolean) {
  const live = new Set<string>();
  return (request: Request): Scripted => {
    const { pathname } = new URL(request.url);
    const sid = /(?:^|; *)sid=([^;]*)/.exec(request.headers.get("Cookie") ?? "")?.[1] ?? "";
    const says = (signal: string) => (signals ? { signal } : {});
    if (pathname === "/logout") {
      live.delete(sid);
      return { status: 302, headers: { Location: "/login" }, ...says("logout") };
    }
    if (pathname === "/login" && request.method === "POST") {
      const value = vault.issue({ user: "ann", company: null });
      live.add(value);
      const setCookie = [`sid=${value}${ATTRIBUTES}`];
      return { status: 302, headers: { Location: "/dashboard" }, setCookie, ...says('session; user="ann"') };
    }
    if (pathname === "/dashboard" && live.has(sid)) return { status: 200, ...says('session; user="ann"') };
    const setCookie = sid.startsWith("anonymous") ? [] : [`sid=anonymous${secret()}${ATTRIBUTES}`];
    return pathname === "/login" ? { setCookie } : { status: 302, headers: { Location: "/login" }, setCookie };
  };
}

describe.each([[true], [false]])("signals %s", (signals) => {
  test.each([1, 5, 14, 20])(
    "a logout, and %i s later a login at an isolate that has not heard of it: the login stays",
    async (wait) => {
      build({ signals });
      vault.answers(leavesCookies(signals));
      const lagging = otherEdge();
      const browser = browserAt();
      await browser.go("/login", { at: lagging });
      await browser.go("/login", { method: "POST", at: lagging });
      for (const at of [edge, lagging]) expect((await browser.go("/dashboard", { at })).status).toBe(200);
      await browser.go("/logout", { method: "POST" });
      travel(wait);
      await browser.go("/login", { at: lagging });
      await browser.go("/login", { method: "POST", at: lagging });
      for (const at of [lagging, edge, lagging]) {
        expect((await browser.go("/dashboard", { at })).status).toBe(200);
        travel(BOUND_SECONDS);
      }
    },
  );
});

describe.each(["throws", "hangs"] as const)("D1 %s", (fault) => {
  test("at a login; a logout when D1 is back ends it", async () => {
    await logIn(browserAt());
    edge.d1.fault = fault;
    const browser = browserAt();
    await browser.go("/login", { method: "POST" });
    expect((await browser.go("/dashboard")).status).toBe(200);
    edge.d1.fault = null;
    travel(2);
    const thief = browserAt({ jar: browser.jar.copy() });
    await browser.go("/logout", { method: "POST" });
    for (const at of [edge, otherEdge()]) {
      travel(BOUND_SECONDS);
      await expectHeldBack(thief.pair().value, () => thief.send("/dashboard", { at }));
    }
  });

  test("at a logout, in an isolate that sees the session for the first time: it holds there at once", async () => {
    const browser = browserAt();
    await logIn(browser);
    const thief = browserAt({ jar: browser.jar.copy() });
    const at = otherEdge();
    await authorize(at, host, `Bearer ${secret()}`);
    at.d1.fault = fault;
    await browser.go("/logout", { method: "POST", at });
    await expectHeldBack(thief.pair().value, () => thief.send("/dashboard", { at }));
  });
});

test("a row of a token with another word behind it, ended, is not followed by one with another word", async () => {
  const token = await tokenOnRecord(edge, host);
  const before = await activeSessions(account);
  travel(400);
  const first = await authorize(edge, host, `Bearer ${token} ${secret()}`);
  const [added] = (await activeSessions(account)).filter(({ id }) => !before.some((one) => one.id === id));
  if (first.status !== 200 || added === undefined) return;
  await endThere(account, { session: added.id });
  travel(BOUND_SECONDS);
  await expectRefused(token, [401], () => authorize(edge, host, `Bearer ${token} ${secret()}`));
});
