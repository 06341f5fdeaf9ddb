import { expect, test } from "vitest";
import { logIn } from "../../../support/bound-world.ts";
import { UNTRUSTED } from "../../../support/world.ts";
import { account, browserAt, build, expectHeldBack, vault } from "../../bound/world.ts";
import { makeClosed } from "../world.ts";

// A person of two companies switches on the host of the one that admits them. The product keeps the cookie's value and
// ignores the host: what comes after the switch is the other company's, whose list does not admit them.

const CASES = ["strict", "enroll", "off"].flatMap((mode) =>
  ["/switch", "/%73witch"].map((path) => [mode, path] as const),
);

test.each(CASES)("%s: POST %s, by a resolver", async (BIND_SESSIONS, path) => {
  build({}, { ACCOUNT_RESOLVER: "/whoami", BIND_SESSIONS });
  const closed = (await makeClosed()).id;
  vault.answers((request) => {
    const [found] = vault.loginsIn(request);
    if (!decodeURIComponent(request.url).includes("/switch") || found === undefined) return null;
    vault.issued.set(found.value, { ...found.login, company: closed });
    return { status: 302, headers: { Location: "/dashboard" } };
  });
  const browser = browserAt({ from: UNTRUSTED });
  await logIn(browser, "ann", account);
  const value = browser.jar.find("sid")?.value ?? "";
  await browser.go(path, { method: "POST" });
  expect(vault.issued.get(value)?.company).toBe(closed);
  vault.answers(null);
  for (const next of ["/dashboard", "/api/leads"]) await expectHeldBack(value, () => browser.send(next));
});
