import { beforeEach, expect, test } from "vitest";
import { BOUND_SECONDS, logIn } from "../../../support/bound-world.ts";
import { records, travel } from "../../../support/session-world.ts";
import { account, browserAt, build, edge, otherEdge, vault } from "../../bound/world.ts";
import { api } from "../world.ts";

// A browser's second login without a logout, at an isolate that does not know its first one: each request may come to
// another isolate. The product names its users by signals.

const DAY = 86_400;

beforeEach(() => build({ signals: true }));

/** Logs in at one isolate, and again at another. */
async function logInTwice(users: readonly [string, string] = ["ann", "ann"]) {
  const browser = browserAt();
  await logIn(browser, users[0]);
  travel(60);
  const at = otherEdge();
  expect((await browser.go(`/login?user=${users[1]}`, { method: "POST", at })).status).toBe(302);
  expect((await browser.go("/dashboard", { at })).status).toBe(200);
  travel(60);
  return browser;
}

test("a password change that keeps the current session keeps it", async () => {
  const browser = await logInTwice();
  vault.answers(({ url }) => (url.endsWith("/act") ? { signal: 'password-changed; user="ann"; keep-current' } : null));
  expect((await browser.go("/act", { method: "POST" })).status).toBe(200);
  vault.answers(null);
  travel(BOUND_SECONDS);
  expect((await browser.go("/dashboard")).status).toBe(200);
});

test("the session in `except` stays", async () => {
  const browser = await logInTwice();
  // The first visit of an isolate proves the session, the second one names it.
  await browser.go("/dashboard");
  await browser.go("/dashboard");
  const session = vault.last.headers.get("Gatehouse-Session") ?? "";
  expect((await api("POST", `/accounts/${account}/sessions/revoke`, { all: true, except: [session] })).status).toBe(
    200,
  );
  travel(BOUND_SECONDS);
  expect((await browser.go("/dashboard")).status).toBe(200);
});

test("is not idle while it is used", async () => {
  const browser = await logInTwice();
  for (let day = 0; day <= 93; day += 3) {
    expect((await browser.go("/dashboard")).status, `day ${day}`).toBe(200);
    travel(3 * DAY);
    await records.endOverdue(Date.now(), 100);
  }
});

test("of another person: stays when the first one's sessions are ended", async () => {
  const browser = await logInTwice(["ann", "bob"]);
  expect((await api("POST", `/accounts/${account}/sessions/revoke`, { user: "ann" })).status).toBe(200);
  travel(BOUND_SECONDS);
  for (const at of [edge, otherEdge()]) expect((await browser.go("/dashboard", { at })).status).toBe(200);
});

test("control: without any ending both isolates let it in", async () => {
  const browser = await logInTwice();
  for (const at of [edge, otherEdge(), edge]) {
    travel(BOUND_SECONDS);
    expect((await browser.go("/dashboard", { at })).status).toBe(200);
  }
});
