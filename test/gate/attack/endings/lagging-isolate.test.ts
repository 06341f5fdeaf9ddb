import { beforeEach, describe, expect, test } from "vitest";
import { ATTRIBUTES, type Browser, createBrowser, type Edge, secret } from "../../../support/bound-world.ts";
import { travel } from "../../../support/session-world.ts";
import { makeAccount } from "../../../support/world.ts";
import { build, edge, otherEdge, vault } from "../../bound/world.ts";
import { makeClosed, shareHost } from "../world.ts";

// A shared host, known by signals alone. A browser's anonymous cookie becomes a login at one location, its value kept;
// another location knew it as nobody's.

let shared = "";
let company = "";
let lagging: Edge;
let browser: Browser;
let anonymous = "";

/** A product that gives everybody a cookie, and a new one to whoever comes to the dashboard without a login. */
const giveCookies = () =>
  vault.answers((request) => {
    const { pathname } = new URL(request.url);
    const hasLogin = vault.loginsIn(request).length > 0;
    if (hasLogin || !["/login", "/dashboard"].includes(pathname) || request.method !== "GET") return null;
    const headers = pathname === "/login" ? {} : { Location: "/login" };
    const setCookie = [`sid=${secret()}${ATTRIBUTES}`];
    return { status: pathname === "/login" ? 200 : 302, headers, setCookie };
  });

/** The product logs this browser in under the value that it has. */
async function logInKeeping(setCookie: readonly string[] = [], to = company): Promise<Response> {
  const login = { user: "ann", company: to };
  vault.answers(() => ({
    status: 302,
    headers: { Location: "/dashboard" },
    setCookie,
    signal: `session; user="ann"; account="${to}"`,
  }));
  const answer = await browser.go("/login", { method: "POST" });
  vault.issue(login, anonymous);
  giveCookies();
  return answer;
}

beforeEach(async () => {
  build({ signals: true });
  shared = await shareHost();
  company = (await makeAccount({ mode: "off" })).id;
  lagging = otherEdge();
  giveCookies();
  browser = createBrowser(edge, { host: shared });
  await browser.go("/login");
  anonymous = browser.pair().value;
});

/** It knows this cookie as nobody's from now on. */
async function meetAnonymous(times = 1): Promise<void> {
  for (let visits = 0; visits < times; visits++) await browser.send("/dashboard", { at: lagging });
}

describe.each([
  ["set again", () => [`sid=${anonymous}${ATTRIBUTES}`]],
  ["not set", () => []],
])("the value is kept at the login, and %s", (_, lines) => {
  test.each([0, 1, 30])(
    "%i s after a visit to another location, that one keeps the cookie and soon knows the login",
    async (age) => {
      await meetAnonymous(3);
      travel(age);
      await logInKeeping(lines());
      await browser.go("/dashboard", { at: lagging });
      expect(browser.pair().value).toBe(anonymous);
      travel(2);
      expect((await browser.go("/dashboard", { at: lagging })).status).toBe(200);
      expect(browser.pair().value).toBe(anonymous);
      expect(vault.last.headers.get("Cookie")).toBe(`sid=${anonymous}`);
      expect((await browser.go("/dashboard")).status).toBe(200);
    },
  );
});

test("a login that took a while: the cookie is kept all that time", async () => {
  for (let seconds = 0; seconds < 12; seconds += 3) {
    await browser.go("/elsewhere", { at: lagging });
    await browser.send("/dashboard", { at: lagging });
    travel(3);
  }
  await logInKeeping();
  for (let visits = 0; visits < 5; visits++) await browser.go("/elsewhere", { at: lagging });
  expect(browser.pair().value).toBe(anonymous);
  travel(2);
  expect((await browser.go("/dashboard", { at: lagging })).status).toBe(200);
});

test("a login to a company that does not admit the address is refused there as well", async () => {
  const closed = (await makeClosed()).id;
  await meetAnonymous();
  await logInKeeping([], closed);
  travel(2);
  const { value } = browser.pair();
  const before = vault.reached.length;
  const answer = await browser.send("/dashboard", { at: lagging, from: "203.0.113.9" });
  expect(answer.status).toBe(403);
  expect(vault.reached.length).toBe(before);
  expect(value).toBe(anonymous);
});

test("a login that gets a new value is known at once, whatever was known of the anonymous one", async () => {
  await meetAnonymous();
  vault.answers(null);
  expect((await browser.go(`/login?user=ann&company=${company}`, { method: "POST" })).status).toBe(302);
  giveCookies();
  expect(browser.pair().value).not.toBe(anonymous);
  expect((await browser.go("/dashboard", { at: lagging })).status).toBe(200);
});

test("many visits with an anonymous cookie ask D1 a few times, not each time", async () => {
  await meetAnonymous();
  const before = lagging.sent.length;
  for (let visits = 0; visits < 100; visits++) await browser.send("/elsewhere", { at: lagging });
  expect(lagging.sent.length - before).toBeLessThanOrEqual(20);
});
