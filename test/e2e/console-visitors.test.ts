import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { expectAccessible, expectNoSideways } from "./support/accessible.ts";
import { BASE, HOME, makeAccount, OFFICE } from "./support/console.ts";
import { takeScreenshot } from "./support/screenshot.ts";
import { button, COLLEAGUES, IPHONE, link, logIn, row, untilDenied } from "./support/visitors.ts";

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
