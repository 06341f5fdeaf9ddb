import { expect, test } from "vitest";
import { expectAccessible, expectNoSideways } from "./support/accessible.ts";
import { makeAccount, OFFICE, press } from "./support/console.ts";

test("a change is undone right after it was saved, and an earlier state is brought back from the history", async () => {
  const account = await makeAccount({ mode: "enforce", list: `${OFFICE} # Head office` });
  const page = await account.enter("/allowlist");
  const box = page.getByRole("textbox", { name: "Trusted addresses" });
  await box.fill(`${OFFICE} # Head office\n192.0.2.0/24 # Branch`);
  await press(page, "Review the changes");
  await press(page, "Save the changes");
  expect(await page.getByRole("status").innerText()).toBe("Your changes are saved and in force.");

  await press(page, "Undo this change");
  expect(await page.locator("h1").innerText()).toMatch(/^Undo change \d+\?$/);
  expect(await page.locator("main").innerText()).toContain("1 entry removed");
  await press(page, "Undo it");
  expect(await page.getByRole("status").innerText()).toBe("The change is undone, and in force.");
  expect(await account.api("GET", "/allowlist")).toMatchObject({ items: [{ value: OFFICE }] });
  await expectAccessible(page);
  await expectNoSideways(page);

  // The second row is the change that was undone: its state is brought back.
  await page.locator("tbody tr").nth(1).getByRole("link").click();
  expect(await page.locator("main").innerText()).toContain("192.0.2.0/24 # Branch");
  await expectAccessible(page);
  await expectNoSideways(page);
  await press(page, "Bring back this state");
  await press(page, "Bring it back");
  expect(await page.getByRole("status").innerText()).toBe("The earlier state is back, and in force.");
  expect(await account.api("GET", "/allowlist")).toMatchObject({
    items: [{ value: OFFICE }, { value: "192.0.2.0/24" }],
  });
});
