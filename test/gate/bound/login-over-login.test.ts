import { describe, expect, test } from "vitest";
import { activeSessions, BOUND_SECONDS, endThere, logIn } from "../../support/bound-world.ts";
import { records, travel } from "../../support/session-world.ts";
import { account, browserAt, build, vault } from "./world.ts";

// docs/bound-cookies.md, "A login over a login": what becomes of the session that was live in the browser before.

const onRecord = async () =>
  (await records.list(account, { limit: 10 })).map(({ user, endReason }) => ({ user, endReason }));
const live = (user: string | null) => ({ user, endReason: null });

/** Ann, then somebody a minute later, in one browser; the newest session first. */
async function logInTwice(next: string) {
  const browser = browserAt();
  await logIn(browser, "ann");
  travel(60);
  await logIn(browser, next);
  travel(600);
  await browser.go("/dashboard");
  return browser;
}

describe.each(["strict", "enroll", "off"])("a login over a live login (%s)", (BIND_SESSIONS) => {
  test.each<[string, boolean, string, readonly unknown[]]>([
    [
      BIND_SESSIONS === "off" ? "without signals is a session of its own" : "without signals goes on with the session",
      false,
      "ann",
      BIND_SESSIONS === "off" ? [live(null), live(null)] : [live(null)],
    ],
    ["of the same user, as a signal says, goes on with the session", true, "ann", [live("ann")]],
    ["of another user, as a signal says, leaves that of the user before", true, "bob", [live("bob"), live("ann")]],
  ])("%s", async (_what, signals, next, sessions) => {
    build({ signals }, { BIND_SESSIONS });
    await logInTwice(next);
    expect(await onRecord()).toEqual(sessions);
  });
});

test("without signals, the cookies before and after it are one session, and end together", async () => {
  build({}, { BIND_SESSIONS: "strict" });
  const first = browserAt();
  await logIn(first, "ann");
  const copy = browserAt({ jar: first.jar.copy() });
  travel(60);
  await logIn(first, "ann");
  travel(60);
  const [session, ...others] = await activeSessions(account);
  expect(others).toEqual([]);
  await endThere(account, { session: session?.id ?? "" });
  travel(BOUND_SECONDS);
  for (const browser of [first, copy]) expect((await browser.go("/dashboard")).status).toBe(302);
});

test("another user under the same value takes it over: the session before has nothing left, and is replaced", async () => {
  build({ signals: true }, { BIND_SESSIONS: "off" });
  const browser = browserAt();
  await logIn(browser, "ann");
  travel(60);
  vault.answers(() => ({ signal: "session; user=bob" }));
  await browser.go("/dashboard");
  expect(await onRecord()).toEqual([live("bob"), { user: "ann", endReason: "replaced" }]);
});
