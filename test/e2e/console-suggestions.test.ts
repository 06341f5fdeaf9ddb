import { describe, expect, test } from "vitest";
import { expectAccessible, expectNoSideways } from "./support/accessible.ts";
import { BASE, HOME, makeAccount, OFFICE, press, type Visitor } from "./support/console.ts";
import { takeScreenshot } from "./support/screenshot.ts";
import { IPHONE, link, logIn, row } from "./support/visitors.ts";

/** Sessions are written after responses. */
const WRITTEN_MS = 20_000;

const matter = async (page: Awaited<ReturnType<typeof logIn>>) => page.locator("main").innerText();

describe("an administrator with an empty list", () => {
  test("builds it from who visits, and sees that nobody used it yet", async () => {
    const account = await makeAccount();
    for (const [from, user] of [
      [OFFICE, "ann"],
      ["198.51.100.8", "zoe"],
      ["198.51.100.9", "ann"],
      [HOME, "zoe"],
    ] as const) {
      await logIn(account, { from }, user);
    }
    await expect
      .poll(async () => (await account.api("GET", "/allowlist/suggestions")).considered.sessions, {
        timeout: WRITTEN_MS,
      })
      .toBe(4);

    const page = await account.enter("/allowlist", { viewport: { width: 1280, height: 900 } });
    expect(await matter(page)).toContain("Your list is empty");
    await link(page, "Build the list from who visits").click();
    await page.waitForURL("**/allowlist/suggestions");
    expect(await row(page, "198.51.100.0/24").innerText()).toMatch(/Ann Archer.*3 of 3 not on the list/s);
    await expectAccessible(page);
    await takeScreenshot(page, "suggestions");
    await page.getByRole("checkbox", { name: `Add ${HOME}` }).uncheck();
    await press(page, "Review what is ticked");
    expect(await matter(page)).toContain("1 entry added");
    await expectAccessible(page);
    await press(page, "Add to the list");
    expect(await page.getByRole("status").innerText()).toContain("Your changes are saved");
    const { items } = await account.api("GET", "/allowlist");
    expect(items).toMatchObject([{ value: "198.51.100.0/24", label: expect.stringContaining("Ann Archer") }]);

    await page.goto(`${account.site}${BASE}/a/${account.id}/allowlist/entries`);
    expect(await row(page, "198.51.100.0/24").innerText()).toMatch(/Works\s+Never\s+Never/);
    await expectAccessible(page);
    await page.getByLabel("Only what was not used for 90 days").check();
    await press(page, "Search");
    expect(await matter(page)).toContain("It is too early to tell");
    await expectAccessible(page);
  });

  test.each<[string, Visitor]>([
    ["in the dark, on a phone, in Spanish", { ...IPHONE, colorScheme: "dark", locale: "es-ES" }],
    ["at the size that 400 % of zoom leaves", { viewport: { width: 320, height: 256 } }],
  ])("finds pages that are accessible %s", async (_, visitor) => {
    const account = await makeAccount({ list: "10.0.0.0/8 # An office with a long name\n2001:db8::/64\n" });
    await logIn(account, { from: "2001:db8:0:1:a8b1:20ff:fe3c:9" });
    await logIn(account, { from: "10.0.0.9" }, "zoe");
    const page = await account.enter("/allowlist/suggestions", visitor);
    await expect.poll(async () => (await page.reload()) && page.getByRole("row").count()).toBeGreaterThan(1);
    for (const path of ["/allowlist/suggestions", "/allowlist/entries", "/allowlist/entries?unused=yes"]) {
      await page.goto(`${account.site}${BASE}/a/${account.id}${path}`);
      await expectAccessible(page);
      await expectNoSideways(page);
    }
  });
});
