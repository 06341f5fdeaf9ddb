import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { makeAccount, TRUSTED, UNTRUSTED } from "../support/world.ts";
import { enterConsole, readable, rowsOf } from "./visitor.ts";

const ask = (address: string, path = "/dashboard"): string => `/check?${new URLSearchParams({ address, path })}`;

describe("the page that tests an address", () => {
  test("asks before it answers, and offers the visitor's own address", async () => {
    const visitor = await enterConsole(await makeAccount());
    const { text } = await visitor.open("/check");
    expect(readable(text)).toContain(`Yours is ${TRUSTED}`);
    expect(text).toContain('value="/dashboard"');
    expect(text).not.toContain("<table");
  });

  test.each([
    [TRUSTED, "/dashboard", `${TRUSTED} may visit /dashboard .`, "The address is on the list.", "Dashboard"],
    [
      UNTRUSTED,
      "/dashboard",
      `${UNTRUSTED} is turned away from /dashboard .`,
      "The address is not on the list.",
      "Dashboard",
    ],
    [UNTRUSTED, "/api/v4/leads?x=1", `${UNTRUSTED} may visit /api/v4/leads .`, "open to all addresses", "API"],
    [UNTRUSTED, "/webhooks/in", "may visit", "The path is public", "Public path"],
    ["2a06:98c0:3600::103", "/dashboard", "is turned away", "Workers of other Cloudflare zones", "Dashboard"],
  ])("says of %s at %s: %s", async (address, path, verdict, reason, surface) => {
    const visitor = await enterConsole(await makeAccount());
    const text = readable((await visitor.open(ask(address, path))).text);
    for (const part of [verdict, reason, `Counts as ${surface}`]) expect(text).toContain(part);
  });

  test("shows every entry that covers the address, and what each does", async () => {
    const account = await makeAccount();
    const visitor = await enterConsole(account);
    const add = (entry: object) => visitor.api("POST", `/accounts/${account.id}/allowlist`, entry);
    await add({ value: "203.0.113.0/24", label: "<b>Office</b>", enabled: false });
    await add({ value: "203.0.113.9", label: "Bob" });
    await env.DB.prepare("UPDATE entries SET expires_at = ?2 WHERE account_id = ?1 AND value = '203.0.113.9'")
      .bind(account.id, Date.parse("2020-01-01T00:00:00Z"))
      .run();
    const { text } = await visitor.open(ask(UNTRUSTED));
    expect([...rowsOf(text)].sort()).toEqual([
      expect.stringMatching(/^203\.0\.113\.0\/24 <b>Office<\/b> Disabled Never$/),
      expect.stringMatching(/^203\.0\.113\.9 Bob Expired Jan 1, 2020/),
    ]);
    expect(text).not.toContain("<b>");
    expect(readable(text)).toContain("its entry has expired");
  });

  test("tells what would be, where the list is not on", async () => {
    const visitor = await enterConsole(await makeAccount({ mode: "monitor" }));
    expect(readable((await visitor.open(ask(UNTRUSTED))).text)).toContain("would be turned away if the list were on");
  });

  test.each([
    ["", "/x", ["address"]],
    ["10.0.0.0/8", "/x", ["address"]],
    ["010.1.1.1", "x", ["address", "path"]],
    [`"><script>1</script>`, `"><script>2</script>`, ["address", "path"]],
  ])("says what is wrong with %s at %s, and keeps it", async (address, path, wrong) => {
    const visitor = await enterConsole(await makeAccount());
    const { status, text } = await visitor.open(ask(address, path));
    expect(status).toBe(422);
    expect([...text.matchAll(/id="(\w+)-error"/g)].map(([, id]) => id)).toEqual(wrong);
    expect(text).not.toMatch(/<script>\d/);
  });
});
