import { expect, test } from "vitest";
import { expectAccessible, expectNoSideways } from "./support/accessible.ts";
import { HOME, makeAccount, OFFICE, press } from "./support/console.ts";
import { IPHONE } from "./support/visitors.ts";

test("a list is switched on for ten minutes, and kept from another page", async () => {
  const account = await makeAccount({ mode: "off", list: `${OFFICE} # Head office` });
  const page = await account.enter("/allowlist", { ...IPHONE, from: OFFICE });
  await page.getByRole("radio", { name: "Only trusted addresses" }).check();
  await press(page, "Review the changes");
  await expectAccessible(page);
  await press(page, "Try it for 10 minutes");
  expect(await page.getByRole("status").innerText()).toBe(
    "The change is on trial. If everything works, choose “Keep it” above.",
  );
  expect(await (await account.visit("/login", { from: HOME })).locator("h1").innerText()).toContain("not allowed");

  await page.getByRole("link", { name: "Sessions" }).click();
  const bar = page.locator(".notice", { hasText: "A change is on trial" });
  const { provisional } = await account.api("GET", "/policy");
  const shown = await bar.locator("time").getAttribute("datetime");
  expect(Date.parse(shown ?? "")).toBe(Date.parse(provisional.undoes_at));
  await expectAccessible(page);
  await expectNoSideways(page);
  await press(page, "Keep it");
  expect(await page.getByRole("status").innerText()).toBe("The change is kept.");
  expect(await bar.count()).toBe(0);
  expect(await account.api("GET", "/policy")).toMatchObject({ mode: "enforce", provisional: null });
});
