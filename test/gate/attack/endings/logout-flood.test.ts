import { expect, test } from "vitest";
import { activeSessions, type Browser, createBrowser, type Edge, logIn, secret } from "../../../support/bound-world.ts";
import { records, travel } from "../../../support/session-world.ts";
import { TRUSTED, UNTRUSTED } from "../../../support/world.ts";
import { account, build, edge, expectHeldBack, host, otherEdge, vault } from "../../bound/world.ts";
import { authorize, tokenOnRecord } from "../world.ts";

// Nobody keeps others from logging out: whoever sends invented logouts uses up no one's share but their own.

const LOGOUTS = 1_000;
const BURST = 50;

/** An isolate that read what is ended, got these logouts in one minute, and knows nothing of any session. */
async function floodedEdge(headersOf: () => Record<string, string>, vars: object = {}): Promise<Edge> {
  // At the beginning of a minute, so that all of it happens in one.
  travel(60 - ((Date.now() / 1000) % 60));
  const flooded = otherEdge({ ...vars });
  for (let sent = 0; sent < LOGOUTS; sent += BURST) {
    const burst = Array.from({ length: BURST }, () =>
      flooded.visit(`https://${host}/logout`, { method: "POST", headers: headersOf(), from: UNTRUSTED }),
    );
    await Promise.all(burst);
  }
  return flooded;
}

/** The session is over in D1 and here. */
async function expectLoggedOut(browser: Browser, at: Edge): Promise<void> {
  const value = browser.jar.find("sid")?.value ?? "";
  const stolen = createBrowser(at, { host, jar: browser.jar.copy() });
  const active = (await activeSessions(account)).length;
  await browser.go("/logout", { method: "POST", at });
  expect(await activeSessions(account)).toHaveLength(active - 1);
  expect((await records.list(account, { state: "ended", limit: 1 }))[0]?.endReason).toBe("logout");
  await expectHeldBack(value, () => stolen.send("/dashboard"));
}

async function loggedIn(from: string): Promise<Browser> {
  const browser = createBrowser(edge, { host, from });
  await logIn(browser);
  return browser;
}

test.each<[string, () => Record<string, string>]>([
  ["tokens", () => ({ Authorization: `Bearer ${secret()}` })],
  ["cookies that need no seal", () => ({ Cookie: `spa=${secret()}` })],
])(
  "after a thousand logouts with invented %s, sealed sessions are logged out from any address",
  async (_, headersOf) => {
    const [elsewhere, sameAddress] = [await loggedIn(TRUSTED), await loggedIn(UNTRUSTED)];
    const flooded = await floodedEdge(headersOf);
    for (const browser of [elsewhere, sameAddress]) await expectLoggedOut(browser, flooded);
  },
);

test.each(["enroll", "off"])(
  "%s: after a thousand, a cookie without a seal and a token are logged out from another address",
  async (BIND_SESSIONS) => {
    build({}, { BIND_SESSIONS: "off" });
    const browser = await loggedIn(TRUSTED);
    const token = await tokenOnRecord(edge, host);
    const flooded = await floodedEdge(() => ({ Authorization: `Bearer ${secret()}` }), { BIND_SESSIONS });
    await expectLoggedOut(browser, flooded);
    await flooded.visit(`https://${host}/logout`, { method: "POST", headers: { Authorization: `Bearer ${token}` } });
    expect(await activeSessions(account)).toEqual([]);
    await expectHeldBack(token, () => authorize(flooded, host, `Bearer ${token}`));
  },
);

test("a flood from one address costs D1 a bounded number of queries, and ends nothing", async () => {
  const browser = createBrowser(edge, { host });
  await logIn(browser);
  const flooded = await floodedEdge(() => ({ Authorization: `Bearer ${secret()}` }), { BIND_SESSIONS: "off" });
  const before = flooded.sent.length;
  for (let sent = 0; sent < BURST; sent++)
    await flooded.visit(`https://${host}/logout`, {
      method: "POST",
      headers: { Authorization: `Bearer ${secret()}` },
      from: UNTRUSTED,
    });
  expect(flooded.sent.length).toBe(before);
  expect(await activeSessions(account)).toHaveLength(1);
  expect(vault.reached.length).toBeGreaterThan(LOGOUTS);
});
