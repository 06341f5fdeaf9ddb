import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import {
  ATTRIBUTES,
  activeSessions,
  BOUND_SECONDS,
  type Browser,
  endThere,
  logIn,
} from "../../../support/bound-world.ts";
import { records, travel } from "../../../support/session-world.ts";
import { restoreBookmark, takeBookmark } from "../../../support/time-travel.ts";
import { account, browserAt, build, edge, expectHeldBack, host, otherEdge, vault } from "../../bound/world.ts";
import { api, authorize } from "../world.ts";

// What an administrator ended must stay ended; who logs in after it must stay in.

const DAY = 86_400;
const revoke = async (body: object): Promise<void> => {
  expect((await api("POST", `/accounts/${account}/sessions/revoke`, body)).status).toBe(200);
};

/** A login of which no page has been opened yet. */
async function waitingLogin(): Promise<Browser> {
  const browser = browserAt();
  await browser.go(`/login?user=ann&company=${account}`, { method: "POST" });
  return browser;
}

test("of a user: a login that no one used yet is over as well", async () => {
  const vars = { ACCOUNT_RESOLVER: "/whoami" };
  build({}, vars);
  const browser = await waitingLogin();
  travel(5);
  await revoke({ user: "ann" });
  travel(BOUND_SECONDS);
  const { value } = browser.pair();
  await browser.send("/dashboard");
  for (const at of [edge, otherEdge(vars)]) {
    travel(BOUND_SECONDS);
    await expectHeldBack(value, () => browser.send("/dashboard", { at }));
  }
});

test.each(["/elsewhere", "/switch"])(
  "of all: a login that no one used yet does not become young by POST %s at an isolate that lags behind",
  async (path) => {
    const lagging = otherEdge();
    const browser = await waitingLogin();
    travel(60);
    await browser.send("/elsewhere", { at: lagging });
    travel(5);
    await revoke({ all: true });
    travel(5);
    const fresh = vault.issue({ user: "ann", company: null });
    vault.answers(({ url, headers }) =>
      url.includes(path) && headers.has("Cookie") ? { setCookie: [`sid=${fresh}${ATTRIBUTES}`] } : null,
    );
    await browser.go(path, { method: "POST", at: lagging });
    vault.answers(null);
    travel(BOUND_SECONDS);
    for (const at of [edge, lagging, otherEdge()]) await browser.send("/dashboard", { at });
    travel(BOUND_SECONDS);
    const { value } = browser.pair();
    for (const at of [edge, lagging, otherEdge()])
      await expectHeldBack(value, () => browser.send("/dashboard", { at }));
  },
);

test.each([true, false])(
  "of all: also after D1 was restored to a time before it, at an isolate that starts later, with others on record: %s",
  async (hasOthers) => {
    const browser = await waitingLogin();
    if (hasOthers) await logIn(browserAt(), "bob");
    travel(5);
    const bookmark = await takeBookmark(env.DB);
    await revoke({ all: true });
    travel(BOUND_SECONDS);
    const { value } = browser.pair();
    await expectHeldBack(value, () => browser.send("/dashboard"));
    await restoreBookmark(env.DB, bookmark);
    travel(BOUND_SECONDS);
    await expectHeldBack(value, () => browser.send("/dashboard"));
    travel(BOUND_SECONDS);
    await expectHeldBack(value, () => browser.send("/dashboard", { at: otherEdge() }));
  },
);

describe.each(["an isolate that knows it", "an isolate that met it with this request"])("%s", (where) => {
  test("an answer that was under way when its session ended begins no new one", async () => {
    build({ signals: true });
    const browser = browserAt();
    await logIn(browser);
    const session = vault.last.headers.get("Gatehouse-Session") ?? "";
    const at = where === "an isolate that knows it" ? edge : otherEdge();
    vault.answers(async ({ url }) => {
      if (!url.endsWith("/slow")) return null;
      await endThere(account, { session });
      travel(BOUND_SECONDS);
      vault.answers(null);
      // Other people's visits keep this isolate up to date.
      await logIn(browserAt({ edge: at }), "eve");
      const fresh = vault.issue({ user: "ann", company: null });
      return { setCookie: [`sid=${fresh}${ATTRIBUTES}`], signal: 'session; user="ann"' };
    });
    await browser.go("/slow", { method: "POST", at });
    travel(BOUND_SECONDS);
    const { value } = browser.pair();
    for (const later of [at, otherEdge()]) await expectHeldBack(value, () => browser.send("/dashboard", { at: later }));
    expect((await activeSessions(account)).map(({ user }) => user)).toEqual(["eve"]);
  });
});

test("a session of one cookie and 25 tokens ends with its cookie", async () => {
  vault.answers((request) =>
    vault.loginsIn(request).length === 0 ? null : { signal: 'session; user="ann"; session="login-1"' },
  );
  const browser = browserAt();
  await browser.go("/login?user=ann", { method: "POST" });
  expect((await browser.go("/dashboard")).status).toBe(200);
  const [session] = await activeSessions(account);
  for (let n = 0; n < 25; n++) {
    travel(400);
    const token = vault.issue({ user: "ann", company: null });
    expect((await authorize(edge, host, `Bearer ${token}`)).status).toBe(200);
  }
  expect(await activeSessions(account)).toHaveLength(1);
  await endThere(account, { session: session?.id ?? "" });
  travel(BOUND_SECONDS);
  const { value } = browser.pair();
  for (const at of [edge, otherEdge()]) await expectHeldBack(value, () => browser.send("/elsewhere", { at }));
});

test.each([[{ user: "ann" }], [{ all: true }]])(
  "after %j a login within 30 s, at an isolate that has not heard of it, goes on",
  async (which) => {
    build({ signals: true });
    const browser = browserAt();
    await logIn(browser);
    travel(5);
    await revoke(which);
    travel(5);
    await browser.go("/login?user=ann", { method: "POST" });
    for (const at of [edge, edge, otherEdge()]) {
      expect((await browser.go("/dashboard", { at })).status).toBe(200);
      travel(BOUND_SECONDS);
    }
  },
);

describe("whoever logged in a second time in the same browser, at a product without signals,", () => {
  test("is not idle while he works", async () => {
    const browser = browserAt();
    await logIn(browser);
    travel(DAY);
    await logIn(browser);
    for (let day = 1; day <= 94; day += 3) {
      expect((await browser.go("/dashboard")).status, `day ${day}`).toBe(200);
      travel(3 * DAY);
      await records.endOverdue(Date.now(), 100);
    }
  });

  test("stays in when all other sessions are ended", async () => {
    const browser = browserAt();
    await logIn(browser);
    travel(60);
    await logIn(browser);
    await browser.go("/dashboard");
    const session = vault.last.headers.get("Gatehouse-Session") ?? "";
    travel(5);
    await revoke({ all: true, except: [session] });
    travel(BOUND_SECONDS);
    expect((await browser.go("/dashboard")).status).toBe(200);
  });
});
