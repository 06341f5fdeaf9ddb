import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type Account, BASE, HOME, type Visitor } from "./console.ts";

export const IPHONE: Visitor = {
  userAgent:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
  viewport: { width: 390, height: 844 },
};
export const COLLEAGUES: Visitor = {
  from: HOME,
  userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
};

/** Visits are counted within a quarter of a minute. */
const COUNTED_MS = 40_000;

export const row = (page: Page, text: string) => page.getByRole("row").filter({ hasText: text });
export const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
export const link = (page: Page, name: string | RegExp) => page.getByRole("link", { name });

/** Logs in to the product, on a browser of its own. */
export async function logIn(account: Account, visitor: Visitor, user = "ann"): Promise<Page> {
  const page = await account.visit("/login", visitor);
  await page.getByLabel("Email").fill(`${user}@example.com`);
  await page.getByLabel("Password").fill(`${user}-password`);
  await button(page, "Log in").click();
  await page.waitForURL("**/dashboard");
  return page;
}

/** Reloads until the visit is counted. */
export async function untilDenied(page: Page, address: string): Promise<void> {
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
