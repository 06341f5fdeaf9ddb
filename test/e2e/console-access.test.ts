import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { expectAccessible } from "./support/accessible.ts";
import { type Account, BASE, HOME, makeAccount, OFFICE, press } from "./support/console.ts";

describe("getting in", () => {
  test("by a link works once, by one button where there is no script", async () => {
    const account = await makeAccount();
    const link = await account.api("POST", "/console-links", { actor_name: "Ann Lee" });
    const { pathname } = new URL(link.url);
    const page = await account.visit(pathname, { javaScriptEnabled: false });
    await page.reload(); // to look at it uses nothing up
    await press(page, "Open the console");
    expect(await page.title()).toBe("Allowlist · Bharat Ltd · Gatehouse");
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({
      name: `__Host-gatehouse-${account.id}`,
      httpOnly: true,
      secure: true,
      sameSite: "Lax",
      path: "/",
    });

    await page.goto(account.site + pathname);
    expect(await page.locator("h1").innerText()).toBe("This link does not work any more");
  });

  test("by an account token shows what its scopes allow, and logging out ends it", async () => {
    const account = await makeAccount({ list: OFFICE });
    const { token } = await account.api("POST", "/tokens", { name: "Audit", scopes: ["allowlist:read"] });
    const page = await account.visit(`${BASE}/`);
    await expectAccessible(page);
    await page.getByLabel("Account token").fill("gth_wrong");
    await press(page, "Log in");
    expect(await page.getByRole("alert").innerText()).toContain("This token is not valid");
    await expectAccessible(page);
    await page.getByLabel("Account token").fill(token);
    await press(page, "Log in");
    expect(await page.locator("h1").innerText()).toBe("Allowlist");
    expect(await page.getByRole("button", { name: "Review the changes" }).count()).toBe(0);
    await press(page, "Log out");
    expect(await page.getByRole("status").innerText()).toBe("You are logged out.");
    await page.goto(`${account.site}${BASE}/allowlist`);
    expect(page.url()).toContain("/login?to=");
  });

  test("is refused from an address that is not on the list, with the address and what to do", async () => {
    const account = await makeAccount({ mode: "enforce", list: OFFICE });
    const link = await account.api("POST", "/console-links", { actor_name: "Ann Lee" });
    const page = await account.visit(new URL(link.url).pathname, { from: HOME });
    await page.getByRole("heading", { name: "Your address is not on the list" }).waitFor();
    expect(await page.locator("main").innerText()).toContain(HOME);
    const again = await account.visit(new URL(link.url).pathname); // the link is still good
    await again.getByRole("heading", { name: "Allowlist" }).waitFor();
  });
});

describe("what was typed", () => {
  test("outlives a login that is over: it waits for the next one", async () => {
    const account = await makeAccount({ list: OFFICE });
    const page = await account.enter();
    await page.getByRole("textbox", { name: "Trusted addresses" }).fill("192.0.2.77 # Typed at length");
    const context = page.context();
    // The browser keeps the cookie of a login that is over: what a stranger sends is not read.
    const { items } = await account.api("GET", "/console-logins");
    for (const { id } of items) await account.api("DELETE", `/console-logins/${id}`);
    await press(page, "Review the changes");
    expect(await page.locator("h1").innerText()).toBe("You have been logged out");
    await expectAccessible(page);

    const link = await account.api("POST", "/console-links", { actor_name: "Ann Lee" });
    const tab = await context.newPage();
    await tab.goto(link.url);
    await tab.getByRole("heading", { name: "Allowlist" }).waitFor();
    await press(page, "Continue with what I typed");
    expect(await page.locator("h1").innerText()).toBe("Please confirm");
    await press(page, "Continue with what I typed");
    expect(await page.locator("h1").innerText()).toBe("Review the changes");
    expect(await page.locator("main").innerText()).toContain("192.0.2.77");
  });
});

describe("two accounts in two tabs of one browser", () => {
  /** A host that belongs to no account: the consoles of all accounts open there. */
  const shared = (link: string): string => {
    const url = new URL(link);
    url.hostname = "consoles.localhost";
    return url.href;
  };
  const linkOf = async (account: Account) =>
    shared((await account.api("POST", "/console-links", { actor_name: "Ann Lee" })).url);
  const valuesOf = async (account: Account) =>
    (await account.api("GET", "/allowlist")).items.map(({ value }: { value: string }) => value);
  const box = (page: Page) => page.getByRole("textbox", { name: "Trusted addresses" });

  async function openTab(account: Account, tab: Page): Promise<Page> {
    await tab.goto(await linkOf(account));
    await tab.getByRole("heading", { name: "Allowlist" }).waitFor();
    return tab;
  }

  test("are both usable; what belongs to one is refused in the other, which names both", async () => {
    const acme = await makeAccount({ name: "Acme Ltd", list: OFFICE });
    const globex = await makeAccount({ name: "Globex", list: OFFICE });
    const first = await openTab(acme, await acme.visit(`${BASE}/login`));
    const second = await openTab(globex, await first.context().newPage());

    // Typed in both before either is saved, as people do.
    await box(first).fill(`${OFFICE}\n192.0.2.1`);
    await box(second).fill(`${OFFICE}\n192.0.2.2`);
    for (const tab of [first, second]) {
      await press(tab, "Review the changes");
      await press(tab, "Save the changes");
    }
    expect(await valuesOf(acme)).toEqual([OFFICE, "192.0.2.1"]);
    expect(await valuesOf(globex)).toEqual([OFFICE, "192.0.2.2"]);

    // The login to one ends: its form does not become the other's.
    await box(first).fill(`${OFFICE}\n192.0.2.3`);
    for (const { id } of (await acme.api("GET", "/console-logins")).items) {
      await acme.api("DELETE", `/console-logins/${id}`);
    }
    await press(first, "Review the changes");
    expect(await first.locator("main").innerText()).toContain(
      "This form belongs to the account “Acme Ltd”, and you are logged in to “Globex”. Nothing was saved in either.",
    );
    await expectAccessible(first);
    await press(first, "Continue with what I typed");
    expect(await first.locator("h1").innerText()).toBe("This form belongs to another account");
    expect(await valuesOf(globex)).toEqual([OFFICE, "192.0.2.2"]);

    // It waits for a login to its own account.
    await openTab(acme, await first.context().newPage());
    await press(first, "Continue with what I typed");
    await press(first, "Continue with what I typed");
    await press(first, "Save the changes");
    expect(await valuesOf(acme)).toEqual([OFFICE, "192.0.2.3"]);
    expect(await valuesOf(globex)).toEqual([OFFICE, "192.0.2.2"]);

    await second.goto(new URL(`${BASE}/`, second.url()).href);
    expect(await second.locator("h1").innerText()).toBe("Choose an account");
    await expectAccessible(second);
    await second.getByRole("link", { name: "Globex" }).click();
    await second.getByRole("heading", { name: "Allowlist" }).waitFor();
    expect(await second.title()).toBe("Allowlist · Globex · Gatehouse");
  });
});

test("times are shown in the reader's zone although the browser names a language that Intl refuses", async () => {
  const account = await makeAccount({ list: OFFICE });
  const page = await account.enter("/activity");
  const errors: string[] = [];
  page.on("pageerror", (error) => void errors.push(error.message));
  await page.addInitScript(() => Object.defineProperty(navigator, "languages", { value: ["en-US@posix"] }));
  await page.reload();
  await page.locator("time[title]").first().waitFor();
  expect(errors).toEqual([]);
});
