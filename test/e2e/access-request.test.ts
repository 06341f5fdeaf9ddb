import { expect, test } from "vitest";
import { expectAccessible, expectNoSideways } from "./support/accessible.ts";
import { HOME, makeAccount, OFFICE } from "./support/console.ts";

test("refused, asked, let in for a day, in: without script, and with what a stranger writes shown as text", async () => {
  const account = await makeAccount({ mode: "enforce", list: OFFICE });
  await account.api("PATCH", "/policy", { access_requests: true });
  const stranger = await account.visit("/login", { from: HOME, javaScriptEnabled: false });
  await stranger.fill("#name", "Bob <img src=x onerror=window.hacked=1>");
  await stranger.fill("#reason", "At a fair");
  await stranger.click("button[type=submit]");
  expect(await stranger.textContent("h1")).toBe("Your request has been sent");

  const page = await account.enter("/requests", { from: OFFICE });
  await expectAccessible(page);
  await expectNoSideways(page);
  // On a phone the menu, with its count of what waits, scrolls by itself, and long texts of buttons wrap.
  const phone = await account.enter("/requests", { locale: "es-ES", viewport: { width: 360, height: 800 } });
  expect(await phone.locator(".menu .waiting").count()).toBe(1);
  await expectNoSideways(phone);
  expect(await page.evaluate(() => "hacked" in window)).toBe(false);
  await page
    .getByRole("row", { name: /Bob <img/ })
    .getByRole("button", { name: /Let in for a day/ })
    .click();
  await page.waitForURL(/allowed=/);
  await stranger.reload();
  expect(await stranger.title()).toContain("Log in");

  const another = await account.visit("/login", { from: "203.0.113.10" });
  await expectAccessible(another);
  await expectNoSideways(another);
});
