import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { expectAccessible, expectNoSideways } from "./support/accessible.ts";
import { BASE, HOME, makeAccount, OFFICE, press } from "./support/console.ts";
import { takeScreenshot } from "./support/screenshot.ts";

const box = (page: Page) => page.getByRole("textbox", { name: /^(?:Trusted addresses|Direcciones de confianza)$/ });
const heading = (page: Page) => page.locator("h1").innerText();
const state = (page: Page) => page.locator(".state").innerText();
const matter = (page: Page) => page.locator("main").innerText();

describe("setting up the list", () => {
  test("goes from off to on, with one's own address, by what the pages say", async () => {
    const account = await makeAccount();
    const page = await account.enter("/allowlist", { viewport: { width: 1280, height: 1000 } });
    expect(await state(page)).toBe("Off: the dashboard and the API are open to every address.");
    await press(page, "Add it");
    expect(await box(page).inputValue()).toBe(`${OFFICE} # Ann Lee\n`);

    await page.getByLabel("Only trusted addresses").check();
    await box(page).fill(`${OFFICE} # Head office\n192.0.2.0/24 # Branch`);
    await press(page, "Review the changes");
    expect(await heading(page)).toBe("Review the changes");
    expect(await matter(page)).toContain("2 entries added");
    await press(page, "Save the changes");
    expect(await page.getByRole("status").innerText()).toBe("Your changes are saved and in force.");
    expect(await state(page)).toBe("On: only 2 addresses and networks may use the dashboard; the API is open.");
    await takeScreenshot(page, "allowlist");

    const stranger = await account.visit("/login", { from: HOME });
    expect(await stranger.locator("h1").innerText()).toBe("Access from this address is not allowed");
    expect(await account.api("GET", "/policy")).toMatchObject({ mode: "enforce", block_api_requests: false });
  });

  test("offers the network to a visitor with IPv6, whose own address will not last", async () => {
    const account = await makeAccount();
    const page = await account.enter("/allowlist", { from: "2001:db8:1:2:a8b1:20ff:fe3c:9" });
    await press(page, "Add the network 2001:db8:1:2::/64");
    expect(await box(page).inputValue()).toBe("2001:db8:1:2::/64 # Ann Lee\n");
  });

  test("asks back before it shuts its maker out, and does it only when told so", async () => {
    const account = await makeAccount({ mode: "enforce", list: `${OFFICE}\n192.0.2.1` });
    const page = await account.enter();
    await box(page).fill("192.0.2.1");
    await press(page, "Review the changes");
    expect(await matter(page)).toContain("This would shut you out");
    await takeScreenshot(page, "lockout");
    await press(page, "Save the changes");
    expect(await page.title()).toContain("Error: Review the changes");
    const refused = page.getByRole("alert");
    expect(await refused.innerText()).toContain("Tick the box");
    await expect.poll(() => refused.evaluate((element) => element === document.activeElement)).toBe(true);
    expect((await account.api("GET", "/allowlist")).items).toHaveLength(2);

    await page.getByLabel(`Yes, shut out ${OFFICE}, where I am now`).check();
    await press(page, "Save the changes");
    expect(await heading(page)).toBe("Your address is not on the list");
    await expectAccessible(page);
    expect((await account.api("GET", "/allowlist")).items).toMatchObject([{ value: "192.0.2.1" }]);
  });

  test("refuses to enforce a list that lets nobody in", async () => {
    const page = await (await makeAccount()).enter();
    await page.getByLabel("Only trusted addresses").check();
    await press(page, "Review the changes");
    expect(await matter(page)).toContain("No one could get in any more");
    expect(await page.getByRole("button", { name: "Save the changes" }).count()).toBe(0);
    await press(page, "Back to editing");
    expect(await page.getByLabel("Only trusted addresses").isChecked()).toBe(true);
  });

  test("shows each error at its line, and loses nothing that was typed", async () => {
    const page = await (await makeAccount()).enter();
    await box(page).fill(`${OFFICE} # Head office\n300.1.1.1\n192.0.2.0/24\nserver.example # Our server`);
    await press(page, "Review the changes");
    const second = page.getByLabel("Line 2", { exact: true });
    expect(await second.inputValue()).toBe("300.1.1.1");
    const description = await second.getAttribute("aria-describedby");
    expect(await page.locator(`#${description}`).innerText()).toContain("a number above 255");
    await expectAccessible(page);
    await page.getByRole("link", { name: /^Line 4/ }).click();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("line-4");

    await second.fill("203.0.113.1");
    await page.getByLabel("Line 4", { exact: true }).fill("203.0.113.4 # Our server");
    await press(page, "Review the changes");
    await press(page, "Back to editing");
    expect(await box(page).inputValue()).toBe(
      `${OFFICE} # Head office\n203.0.113.1\n192.0.2.0/24\n203.0.113.4 # Our server`,
    );
  });

  test("warns of host bits and of wide networks before they are saved", async () => {
    const page = await (await makeAccount()).enter("/allowlist", { viewport: { width: 1280, height: 1000 } });
    await box(page).fill("49.37.165.0/16 # Bangalore office\n2001:db8::/24");
    await press(page, "Review the changes");
    await takeScreenshot(page, "review");
    const text = await matter(page);
    expect(text).toContain("Line 1: 49.37.165.0/16 covers 65,536 addresses");
    expect(text).toContain("Did you mean 49.37.165.0/24?");
    expect(text).toContain("List only networks that are yours alone");
  });

  test("shows what somebody else saved in between, and keeps both", async () => {
    const account = await makeAccount({ list: "192.0.2.1 # One\n192.0.2.2 # Two" });
    const page = await account.enter();
    await box(page).fill("192.0.2.1 # One\n192.0.2.3 # Mine");
    const other = await account.enter("/allowlist", { actorName: "Bob" });
    await box(other).fill("192.0.2.1 # First\n192.0.2.2 # Two\n192.0.2.4 # Theirs");
    await press(other, "Review the changes");
    await press(other, "Save the changes");

    await press(page, "Review the changes");
    const news = await page.getByRole("status").innerText();
    expect(news).toContain("Somebody else changed the list meanwhile");
    expect(news).toContain("By Bob");
    expect(news).toContain("192.0.2.4 # Theirs");
    expect(await box(page).inputValue()).toBe("192.0.2.1 # First\n192.0.2.4 # Theirs\n192.0.2.3 # Mine\n");
    await expectAccessible(page);
    await press(page, "Review the changes");
    await press(page, "Save the changes");
    const { items } = await account.api("GET", "/allowlist");
    expect(items.map(({ value }: { value: string }) => value)).toEqual(["192.0.2.1", "192.0.2.4", "192.0.2.3"]);
  });
});

describe("the keyboard alone", () => {
  test("sets up the list", async () => {
    const account = await makeAccount({ list: OFFICE });
    const page = await account.enter();
    const { keyboard } = page;
    const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent);
    await keyboard.press("Tab");
    expect(await focused()).toBe("Skip to the content");
    await keyboard.press("Enter");
    await keyboard.press("Tab");
    expect(await focused()).toBe("mode-off");
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowDown");
    expect(await focused()).toBe("mode-enforce");
    const isOutlined = () =>
      page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle !== "none");
    expect(await isOutlined()).toBe(true);
    for (let i = 0; i < 12 && (await focused()) !== "Review the changes"; i++) await keyboard.press("Tab");
    await keyboard.press("Enter");
    await expect.poll(() => heading(page)).toBe("Review the changes");
    for (let i = 0; i < 30 && (await focused()) !== "Save the changes"; i++) await keyboard.press("Tab");
    await keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain("done=saved");
    expect(await account.api("GET", "/policy")).toMatchObject({ mode: "enforce" });
  });
});

describe("without JavaScript", () => {
  test("the list is set up, an entry changed and a file imported", async () => {
    const account = await makeAccount({ list: `${OFFICE} # Office` });
    const page = await account.enter("/allowlist", { javaScriptEnabled: false });
    await page.getByLabel("Only trusted addresses").check();
    await page.getByLabel("Block untrusted API requests").check();
    await press(page, "Review the changes");
    await press(page, "Save the changes");
    expect(await state(page)).toBe("On: only 1 address may use the dashboard and the API.");

    await page.getByRole("link", { name: "As a table" }).click();
    await page.getByRole("link", { name: `Edit ${OFFICE}` }).click();
    await page.getByLabel("Expires").fill("2031-05-06T07:08");
    await press(page, "Save");
    expect(await matter(page)).toContain("Your own access will end");
    await press(page, "Save it");
    expect((await account.api("GET", "/allowlist")).items[0].expires_at).toBe("2031-05-06T07:08:00Z");
    expect(await page.locator("time").innerText()).toContain("UTC");

    await page.getByRole("link", { name: "By file" }).click();
    const file = { name: "list.csv", mimeType: "text/csv", buffer: Buffer.from("value,label\r\n192.0.2.7,Branch\r\n") };
    await page.getByLabel("File", { exact: true }).setInputFiles(file);
    await press(page, "Review the import");
    expect(await matter(page)).toContain("1 entry added");
    await press(page, "Save the import");
    expect(await matter(page)).toContain("The import is saved and in force.");
    expect((await account.api("GET", "/allowlist")).items[1]).toMatchObject({ value: "192.0.2.7", label: "Branch" });
  });
});

describe("the table", () => {
  test("adds, finds, changes and removes entries; dates are the reader's own", async () => {
    const account = await makeAccount({ mode: "enforce", list: `${OFFICE} # Office` });
    const page = await account.enter("/allowlist/entries");
    await page.getByText("Add an entry").click();
    await page.getByLabel("Address, network or range").fill("192.0.2.0/24");
    await page.getByLabel("Label", { exact: true }).fill("Contractor");
    await page.getByLabel("Expires").fill("2031-07-01T12:00"); // in Madrid
    expect(await matter(page)).toContain("Time zone: Europe/Madrid");
    await press(page, "Add");
    expect(await page.getByRole("status").innerText()).toBe("The entry is added and in force.");
    const { items } = await account.api("GET", "/allowlist");
    expect(items[1]).toMatchObject({ value: "192.0.2.0/24", label: "Contractor", expires_at: "2031-07-01T10:00:00Z" });
    expect(await page.locator("time").innerText()).toBe("1 Jul 2031, 12:00");
    await expectAccessible(page);

    await page.getByLabel("Search for an address or a label").fill("192.0.2.9");
    await press(page, "Search");
    expect(await page.getByRole("row").count()).toBe(2);
    await page.getByRole("link", { name: "Edit 192.0.2.0/24" }).click();
    expect(await page.getByLabel("Expires").inputValue()).toBe("2031-07-01T12:00");
    await expectAccessible(page);
    await page.getByLabel("Works").uncheck();
    await press(page, "Save");
    expect(await heading(page)).toBe("Save this change?");
    await press(page, "Save it");
    expect(await page.getByRole("status").innerText()).toContain("The entry is changed");
    expect((await account.api("GET", "/allowlist")).items[1]).toMatchObject({ enabled: false, label: "Contractor" });

    await page.getByRole("link", { name: `Edit ${OFFICE}` }).click();
    await press(page, "Remove the entry");
    expect(await matter(page)).toContain("No one could get in any more");
    expect(await page.getByRole("button", { name: "Remove it" }).count()).toBe(0);
  });
});

describe("a long list", () => {
  test("of 20,000 entries comes in by file with its progress, is searched and downloaded", async () => {
    const account = await makeAccount();
    const page = await account.enter("/allowlist/file");
    await expectAccessible(page);
    const lines = Array.from({ length: 20_000 }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255} # Host ${i}`);
    const file = { name: "list.txt", mimeType: "text/plain", buffer: Buffer.from(lines.join("\n")) };
    await page.getByLabel("File", { exact: true }).setInputFiles(file);
    await page.getByRole("button", { name: "Review the import" }).click();
    await expect.poll(() => heading(page), { timeout: 20_000 }).toBe("Review the import");
    expect(await matter(page)).toContain("20,000 entries added");
    await press(page, "Save the import");
    await page.waitForURL(/done=imported/);
    expect(await matter(page)).toContain("This list has 20,000 entries: too many for a text box.");

    await page.goto(`${account.site}${BASE}/allowlist/entries?q=10.0.78.31`);
    expect(await page.getByRole("row").last().innerText()).toContain("Host 19999");
    await page.goto(`${account.site}${BASE}/allowlist/file`);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download CSV" }).click();
    expect((await download).suggestedFilename()).toBe(`${account.id}-allowlist.csv`);
  });
});

describe("hostile words", () => {
  const HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "Reversed \u202Eevil\u202D RTL \u0627\u0644\u0639\u0631\u0628\u064A\u0629",
    "W".repeat(200),
    `"><svg/onload=alert(1)>`,
  ];

  test("in labels run nothing, break no page and fit a phone", async () => {
    const list = HOSTILE.map((label, i) => `192.0.2.${i + 1} # ${label}`).join("\n");
    const account = await makeAccount({ list });
    const page = await account.enter("/allowlist", {
      viewport: { width: 320, height: 640 },
      actorName: HOSTILE[0] ?? "",
    });
    const alerts: string[] = [];
    page.on("dialog", (dialog) => {
      // The browser's own question, whether to leave what was typed, is none of a label's.
      if (dialog.type() === "beforeunload") return void dialog.accept();
      alerts.push(dialog.message());
      void dialog.dismiss();
    });
    expect(await box(page).inputValue()).toBe(`${list}\n`);
    await expectNoSideways(page);
    await box(page).fill(`${list}\n${"x".repeat(10_000)}`);
    await press(page, "Review the changes");
    await expectNoSideways(page);
    expect(await page.getByLabel("Line 6", { exact: true }).inputValue()).toHaveLength(10_000);
    await page.getByLabel("Line 6", { exact: true }).fill("");
    await press(page, "Review the changes");
    await page.goto(`${account.site}${BASE}/allowlist/entries`);
    expect(await page.getByRole("table").innerText()).toContain("</textarea><script>alert(1)</script>");
    await expectNoSideways(page);
    expect(await page.locator("main script, main img").count()).toBe(0);
    expect(alerts).toEqual([]);
  });
});

describe("every look of the page", () => {
  test.each([
    { name: "light", colorScheme: "light" },
    { name: "dark", colorScheme: "dark" },
  ] as const)("is accessible in $name, on a phone and in Spanish", async ({ name, colorScheme }) => {
    const account = await makeAccount({ mode: "enforce", list: `${OFFICE} # Office\n49.37.165.0/16 # Wide` });
    const page = await account.enter("/allowlist", {
      colorScheme,
      locale: "es-MX",
      viewport: { width: 320, height: 640 },
    });
    expect(await state(page)).toMatch(/^Activada: solo 2 direcciones y redes/);
    await expectAccessible(page);
    await expectNoSideways(page);
    await takeScreenshot(page, `allowlist-phone-${name}`);
    await box(page).fill("49.37.165.0/16\n1.2.3");
    await press(page, "Revisar los cambios");
    await expectAccessible(page);
    await expectNoSideways(page);
    await page.getByLabel("Línea 2", { exact: true }).fill("192.0.2.0/8");
    await press(page, "Revisar los cambios");
    expect(await matter(page)).toContain("Usted se quedaría fuera");
    await expectAccessible(page);
    await expectNoSideways(page);
    await page.goto(`${account.site}${BASE}/allowlist/entries`);
    await expectAccessible(page);
    await expectNoSideways(page);
  });
});
