import { expect, test } from "vitest";
import { withoutSessionIds } from "../../../src/gate/arrival/session-url.ts";
import { createCookieRule } from "../../../src/sessions/credentials/cookie-names.ts";
import { ATTRIBUTES, logIn, secret } from "../../support/bound-world.ts";
import { travel } from "../../support/session-world.ts";
import { browserAt, edge, vault } from "../bound/world.ts";

test.each(["/%28S(abc))/x", "/(S%28abc%29)/x", "/%28S%28abc%29%29/x"])(
  "ASP.NET's session id in the path, written as %s",
  (pathname) => {
    const rule = createCookieRule({ names: ["sid"], exceptions: [], unbound: [] });
    expect(withoutSessionIds({ pathname, search: "" }, rule)).toBe("/x");
  },
);

// Django (APPEND_SLASH) and others: the page behind it asks for a POST, so that no link logs anyone out.
test("a link to /logout that is only redirected to /logout/ logs nobody out", async () => {
  const browser = browserAt();
  await logIn(browser);
  vault.answers(({ url }) =>
    new URL(url).pathname === "/logout" ? { status: 301, headers: { Location: "/logout/" } } : null,
  );
  await browser.go("/logout");
  travel(2);
  expect((await browser.go("/dashboard")).status).toBe(200);
});

test("logouts with cookies that anybody gets cost D1 a bounded number of statements", async () => {
  vault.answers(({ method }) => (method === "GET" ? { setCookie: [`sid=${secret()}${ATTRIBUTES}`] } : null));
  const browsers = Array.from({ length: 300 }, () => browserAt());
  for (const browser of browsers) await browser.go("/login");
  const before = edge.sent.length;
  for (const browser of browsers) await browser.go("/logout", { method: "POST" });
  expect(edge.sent.length - before).toBeLessThan(3 * 150);
});
