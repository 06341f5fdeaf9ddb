import { beforeEach, describe, expect, test } from "vitest";
import { ATTRIBUTES, activeSessions, type Browser, createBrowser } from "../../../support/bound-world.ts";
import { travel } from "../../../support/session-world.ts";
import { makeAccount } from "../../../support/world.ts";
import { account, browserAt, build, edge, otherEdge, vault } from "../../bound/world.ts";

// What the product sets beside its secret is the same for everybody. One person's logout, at the host of another
// company, must take nothing from anyone else.

const CONSTANTS = [
  ["ASP.NET's count of parts", "sid=chunks-1"],
  ["a flag", "remember=1"],
  ["a setting with the session cookie's prefix", "sid_theme=dark-high-contrast-v2"],
] as const;

describe.each(["strict", "enroll"])("BIND_SESSIONS %s", (BIND_SESSIONS) => {
  describe.each(CONSTANTS)("%s", (_, constant) => {
    beforeEach(() => {
      build({}, { BIND_SESSIONS });
      vault.answers((request) => {
        if (!request.url.includes("/login") || request.method !== "POST") return null;
        const value = vault.issue({ user: "x", company: null });
        return { status: 302, setCookie: [constant, `sidC1=${value}`].map((pair) => pair + ATTRIBUTES) };
      });
    });

    /** Somebody of another company logs in, and out. */
    async function strangerLogsOut(): Promise<void> {
      const other = await makeAccount({ mode: "off" });
      const stranger = createBrowser(edge, { host: other.host });
      await stranger.go("/login", { method: "POST" });
      expect((await stranger.go("/dashboard")).status).toBe(200);
      travel(2);
      expect((await stranger.go("/logout", { method: "POST" })).status).toBe(302);
      travel(40);
    }

    async function expectStaysIn(browser: Browser): Promise<void> {
      for (const at of [edge, otherEdge({ BIND_SESSIONS })]) {
        expect((await browser.go("/dashboard", { at })).status).toBe(200);
        travel(40);
        expect((await browser.go("/dashboard", { at })).status).toBe(200);
      }
      expect(await activeSessions(account)).toHaveLength(1);
    }

    test("a login from before that logout, seen for the first time after it, goes on", async () => {
      const browser = browserAt();
      await browser.go("/login", { method: "POST" });
      await strangerLogsOut();
      await expectStaysIn(browser);
    });

    test("a login after it gets all of its cookies, and goes on", async () => {
      await strangerLogsOut();
      const browser = browserAt();
      const answer = await browser.go("/login", { method: "POST" });
      expect(answer.headers.getSetCookie()).toContain(constant + ATTRIBUTES);
      await expectStaysIn(browser);
    });
  });
});
