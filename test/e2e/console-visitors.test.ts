import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { expectAccessible, expectNoSideways } from "./support/accessible.ts";
import { type Account, BASE, HOME, makeAccount, OFFICE, type Visitor } from "./support/console.ts";
import { takeScreenshot } from "./support/screenshot.ts";

const IPHONE: Visitor = {
  userAgent:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
  viewport: { width: 390, height: 844 },
};
const COLLEAGUES: Visitor = {
  from: HOME,
  userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
};

/** Visits are counted within a quarter of a minute. */
const COUNTED_MS = 40_000;

const row = (page: Page, text: string) => page.getByRole("row").filter({ hasText: text });
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const link = (page: Page, name: string | RegExp) => page.getByRole("link", { name });

/** Logs in to the product, on a browser of its own. */
async function logIn(account: Account, visitor: Visitor, user = "ann"): Promise<Page> {
  const page = await account.visit("/login", visitor);
  await page.getByLabel("Email").fill(`${user}@example.com`);
  await page.getByLabel("Password").fill(`${user}-password`);
  await button(page, "Log in").click();
  await page.waitForURL("**/dashboard");
  return page;
}

async function isLoggedIn(page: Page): Promise<boolean> {
  await page.goto(new URL("/dashboard", page.url()).href);
  return !page.url().endsWith("/login");
}

/** By the product's own menu. */
async function openSessions(page: Page): Promise<void> {
  await link(page, "Profile").click();
  await link(page, "Sessions").click();
  await page.waitForURL(`**${BASE}/a/*/sessions`);
}

/** Reloads until the visit is counted. */
async function untilDenied(page: Page, address: string): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.goto(new URL(`${BASE}/denials`, page.url()).href);
        return row(page, address).count();
      },
      { timeout: COUNTED_MS, interval: 1_000 },
    )
    .toBe(1);
}

describe("the sessions of a user, as the help article has them", () => {
  test("are found by Profile → Sessions, with this device marked, and a lost phone is logged out", async () => {
    const account = await makeAccount();
    const phone = await logIn(account, { ...IPHONE, from: HOME });
    const desk = await logIn(account, {});
    await openSessions(desk);

    expect(await desk.getByRole("row").count()).toBe(3);
    expect(await row(desk, "This device").innerText()).toContain("Ann Archer");
    const lost = row(desk, "iPhone");
    expect(await lost.innerText()).toContain(HOME);
    await expectAccessible(desk);
    await expectNoSideways(desk);
    await takeScreenshot(desk, "sessions");

    await lost.getByRole("button", { name: /^Log out/ }).click();
    expect(await desk.getByRole("status").innerText()).toContain("The device is logged out.");
    expect(await row(desk, "iPhone").count()).toBe(0);
    expect(await isLoggedIn(phone)).toBe(false);
    await link(desk, "Ended").click();
    expect(await row(desk, "iPhone").innerText()).toContain("by an administrator");
    await expectAccessible(desk);
    expect(await isLoggedIn(desk)).toBe(true);
  });

  test("end all at once but for this device", async () => {
    const account = await makeAccount();
    const phone = await logIn(account, IPHONE);
    const other = await logIn(account, COLLEAGUES, "zoe");
    const desk = await logIn(account, {});
    await openSessions(desk);
    await link(desk, "Log out all others").click();
    await expectAccessible(desk);
    await button(desk, "Log out all others").click();
    expect(await desk.getByRole("status").innerText()).toContain("2 sessions logged out.");
    expect([await isLoggedIn(phone), await isLoggedIn(other), await isLoggedIn(desk)]).toEqual([false, false, true]);
  });

  test("end by the keyboard alone", async () => {
    const account = await makeAccount();
    const phone = await logIn(account, IPHONE);
    const desk = await logIn(account, {});
    await openSessions(desk);
    const wanted = row(desk, "iPhone").getByRole("button");
    for (let i = 0; i < 60 && !(await wanted.evaluate((element) => element === document.activeElement)); i++) {
      await desk.keyboard.press("Tab");
    }
    await desk.keyboard.press("Enter");
    await desk.getByRole("status").waitFor();
    expect(await isLoggedIn(phone)).toBe(false);
  });
});

describe("a newcomer", () => {
  test("turns the list on, lets a colleague in for a day, and logs a lost phone out", async () => {
    const account = await makeAccount();
    const phone = await logIn(account, IPHONE);
    const page = await logIn(account, {});

    await link(page, "Settings").click();
    await link(page, "Whitelist of IP addresses").click();
    await page.waitForURL(`**${BASE}/a/*/allowlist`);
    await button(page, "Add it").click();
    await page.getByLabel("Only trusted addresses").check();
    await button(page, "Review the changes").click();
    await button(page, "Save the changes").click();
    await page.getByRole("status").waitFor();

    const colleague = await account.visit("/login", COLLEAGUES);
    expect(await colleague.locator("body").innerText()).toContain(HOME);
    await untilDenied(page, HOME);
    await expectAccessible(page);
    await takeScreenshot(page, "denied-visits");
    await row(page, HOME)
      .getByRole("link", { name: /^Let in/ })
      .click();
    await expectAccessible(page);
    await takeScreenshot(page, "let-in");
    await page.getByLabel("Label").fill("Zoë at home");
    expect(await page.getByLabel("1 day").isChecked()).toBe(true);
    await button(page, "Let in").click();
    expect(await page.getByRole("status").innerText()).toContain(`${HOME} may visit until`);
    expect(await isLoggedIn(await logIn(account, COLLEAGUES, "zoe"))).toBe(true);

    await link(page, "Sessions").click();
    await row(page, "iPhone")
      .getByRole("button", { name: /^Log out/ })
      .click();
    await page.getByRole("status").waitFor();
    expect(await isLoggedIn(phone)).toBe(false);

    await link(page, "Activity").click();
    const told = await page.getByRole("table").innerText();
    for (const sentence of [`let ${HOME}/32 (Zoë at home) in`, "changed the policy: the list is on"]) {
      expect(told).toContain(sentence);
    }
    await expectAccessible(page);
    await takeScreenshot(page, "activity");
  });
});

describe("without JavaScript", () => {
  test("devices are logged out, visits let in and addresses tested", async () => {
    const account = await makeAccount({ mode: "enforce", list: `${OFFICE}\n` });
    const phone = await logIn(account, IPHONE);
    await account.visit("/login", COLLEAGUES);
    const page = await account.enter("/sessions", { javaScriptEnabled: false, user: "ann@example.com" });
    await row(page, "iPhone")
      .getByRole("button", { name: /^Log out/ })
      .click();
    expect(await isLoggedIn(phone)).toBe(false);

    await untilDenied(page, HOME);
    await row(page, HOME)
      .getByRole("link", { name: /^Let in/ })
      .click();
    await page.getByLabel("1 hour").check();
    await button(page, "Let in").click();
    expect(await page.getByRole("status").innerText()).toContain("UTC");

    await link(page, "Test an address").click();
    await page.getByLabel("Address").fill("203.0.113.77");
    await button(page, "Test").click();
    expect(await page.getByRole("status").innerText()).toBe("203.0.113.77 is turned away from /dashboard.");
    await page.getByLabel("Address").fill(HOME);
    await button(page, "Test").click();
    expect(await page.getByRole("status").innerText()).toBe(`${HOME} may visit /dashboard.`);
  });
});

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
      "/denials?address=wrong",
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
