import { beforeEach, expect, test } from "vitest";
import {
  ATTRIBUTES,
  activeSessions,
  BOUND_SECONDS,
  type Browser,
  createBrowser,
  logIn,
} from "../../../support/bound-world.ts";
import { records, travel } from "../../../support/session-world.ts";
import { makeAccount } from "../../../support/world.ts";
import { account, browserAt, build, edge, expectHeldBack, host, otherEdge, vault } from "../../bound/world.ts";

// `enroll`: a browser that has two session cookies from before Gatehouse, as after "remember me".

const DAY = 86_400;
const VARS = { BIND_SESSIONS: "enroll" };
const LASTING = `; Max-Age=30000000${ATTRIBUTES}`;

beforeEach(() => build({}, VARS));

const issued = (user = "ann"): string => vault.issue({ user, company: null });

function browserWith(...pairs: readonly string[]): Browser {
  const browser = browserAt();
  browser.jar.store(
    `https://${host}/`,
    pairs.map((pair) => pair + LASTING),
  );
  return browser;
}

test("two cookies that were taken over together are one session: its logout ends both", async () => {
  const values = [issued(), issued()];
  const browser = browserWith(`sid=${values[0]}`, `remember=${values[1]}`);
  for (let visits = 0; visits < 2; visits++) expect((await browser.go("/dashboard")).status).toBe(200);
  const thief = browserAt({ jar: browser.jar.copy() });
  travel(5);
  await browser.go("/logout", { method: "POST" });
  travel(BOUND_SECONDS);
  for (const value of values) await expectHeldBack(value, () => thief.send("/dashboard"));
});

test("their session is not idle while it is used every third day", async () => {
  const browser = browserWith(`sid=${issued()}`, `remember=${issued()}`);
  for (let day = 0; day <= 93; day += 3) {
    expect((await browser.go("/dashboard")).status, `day ${day}`).toBe(200);
    travel(3 * DAY);
    await records.endOverdue(Date.now(), 100);
  }
});

test("a login beside a remembered cookie from before goes on record", async () => {
  const browser = browserWith(`remember=${issued()}`);
  await logIn(browser);
  for (let visits = 0; visits < 3; visits++) {
    travel(400);
    expect((await browser.go("/dashboard")).status).toBe(200);
  }
  expect(await activeSessions(account)).not.toEqual([]);
});

test("and its logout ends it", async () => {
  const browser = browserWith(`remember=${issued()}`);
  await logIn(browser);
  const { value } = browser.pair();
  const thief = browserAt({ jar: browser.jar.copy() });
  travel(5);
  await browser.go("/logout", { method: "POST" });
  travel(BOUND_SECONDS);
  await expectHeldBack(value, () => thief.send("/dashboard"));
});

test.each(["the same company", "another company"])(
  "a flag that everybody has is nobody's session: a logout in %s ends no other",
  async (where) => {
    vault.answers((request) => {
      const [found] = vault.loginsIn(request);
      const isRenewed = request.url.endsWith("/renew") && found !== undefined;
      return isRenewed ? { setCookie: [`sid=${vault.issue(found.login)}${LASTING}`] } : null;
    });
    const annsHost = where === "the same company" ? host : (await makeAccount({ mode: "off" })).host;
    const ann = createBrowser(edge, { host: annsHost });
    ann.jar.store(`https://${annsHost}/`, [`sid=${issued("ann")}${LASTING}`, `remember=1${LASTING}`]);
    const bob = browserWith(`sid=${issued("bob")}`, "remember=1");
    for (const browser of [ann, bob]) {
      for (const path of ["/dashboard", "/renew", "/dashboard", "/dashboard"])
        expect((await browser.go(path)).status).toBe(200);
      travel(10);
    }
    await ann.go("/logout", { method: "POST" });
    for (const at of [edge, otherEdge(VARS)]) {
      travel(BOUND_SECONDS);
      expect((await bob.go("/dashboard", { at })).status, "bob").toBe(200);
    }
  },
);
