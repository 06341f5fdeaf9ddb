import { describe, expect, test } from "vitest";
import { expectAccessible } from "./support/accessible.ts";
import { BASE, HOME, makeAccount, OFFICE, press } from "./support/console.ts";

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
      name: "__Host-gatehouse",
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
