import { describe, expect, test } from "vitest";
import { expectAccessible, expectNoSideways } from "./support/accessible.ts";
import { BASE, HOME, makeAccount, OFFICE, type Visitor } from "./support/console.ts";
import { COLLEAGUES, IPHONE, logIn, row, untilDenied } from "./support/visitors.ts";

describe("whatever visitors call themselves", () => {
  test("stays text, in its place", async () => {
    const account = await makeAccount({ mode: "enforce", list: `${OFFICE}\n` });
    const hostile = `<img src=x onerror="window.hacked=1"> \u202Egnp.exe ${"W".repeat(900)}`;
    const userAgent = `Evil/1.0 (<script>window.hacked=1</script>) ${"A".repeat(800)}`;
    await logIn(account, { userAgent });
    await account.visit("/login", { userAgent: `"><svg onload=window.hacked=1>${"B".repeat(800)}/1`, from: HOME });
    const page = await account.enter("/sessions", { actorName: hostile.slice(0, 90).replace("\u202E", "") });
    await untilDenied(page, HOME);
    for (const path of ["/sessions", "/denials", "/activity", `/sessions?q=${encodeURIComponent(hostile)}`]) {
      await page.goto(account.site + BASE + path);
      expect(await page.evaluate(() => "hacked" in window)).toBe(false);
      await expectNoSideways(page);
      await expectAccessible(page);
    }
  });
});

describe("every page", () => {
  test.each<[string, Visitor]>([
    ["in the light, wide", { colorScheme: "light", viewport: { width: 1600, height: 900 } }],
    ["in the dark, on a phone, in Spanish", { ...IPHONE, colorScheme: "dark", locale: "es-ES" }],
    ["at the size that 400 % of zoom leaves", { viewport: { width: 320, height: 256 } }],
  ])("is accessible %s", async (_, visitor) => {
    const account = await makeAccount({ mode: "enforce", list: `${OFFICE} # Office\n10.0.0.0/8\n` });
    await logIn(account, IPHONE);
    await logIn(account, {}, "zoe");
    await account.visit("/login", { ...COLLEAGUES, from: "2001:db8::7" });
    const page = await account.enter("/sessions", visitor);
    await untilDenied(page, "2001:db8::7");
    const letIn = await row(page, "2001:db8::7").getByRole("link").getAttribute("href");
    const pages = [
      "/sessions",
      "/sessions?state=ended",
      "/sessions?user=ann%40example.com",
      "/sessions/revoke?others=yes",
    ];
    const more = [
      "/sessions/revoke?user=ann%40example.com",
      "/denials?q=wrong",
      "/requests",
      "/requests?state=all",
      "/activity?action=console.entered",
    ];
    const checks = [
      "/check",
      "/check?address=10.1.2.3&path=/dashboard",
      "/check?address=x&path=y",
      "/check?address=192.0.2.1",
    ];
    const form = (letIn ?? "").slice(BASE.length);
    for (const path of [...pages, ...more, ...checks, "/denials", form, "/activity"]) {
      await page.goto(account.site + BASE + path);
      await expectAccessible(page);
      await expectNoSideways(page);
    }
  });
});
