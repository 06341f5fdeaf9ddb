import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { ATTRIBUTES, BOUND_SECONDS, secret } from "../../../support/bound-world.ts";
import { travel } from "../../../support/session-world.ts";
import { browserAt, edge, expectHeldBack, otherEdge, vault } from "../../bound/world.ts";

// A sealed session that no page has proven yet is ended by its id alone.

describe.each(["throws", "hangs"] as const)("D1 %s for a moment", (fault) => {
  test("at the logout: it holds at other locations as soon as D1 is back", async () => {
    const browser = browserAt();
    await browser.go("/login", { method: "POST" });
    const thief = browserAt({ jar: browser.jar.copy() });
    travel(2);
    edge.d1.fault = fault;
    const leaving = browser.go("/logout", { method: "POST" });
    if (fault === "throws") await leaving;
    else for (let waits = 0; waits < 50; waits++) await scheduler.wait(20);
    edge.d1.fault = null;
    await leaving;
    travel(10);
    await browserAt().go("/dashboard");
    travel(BOUND_SECONDS);
    for (const at of [edge, otherEdge()])
      await expectHeldBack(thief.pair().value, () => thief.send("/dashboard", { at }));
  });
});

test("an anonymous visitor's logout leaves nothing for good: its row is purged as that of any cookie", async () => {
  const browser = browserAt();
  vault.answers((request) => (request.url.includes("/start") ? { setCookie: [`sid=${secret()}${ATTRIBUTES}`] } : null));
  await browser.go("/start");
  await browser.go("/logout", { method: "POST" });
  const last = await env.DB.prepare("SELECT kind FROM ended ORDER BY seq DESC LIMIT 1").first("kind");
  expect(last).toBe("cookie");
});
