import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { makeAccount, TRUSTED, UNTRUSTED } from "../support/world.ts";
import { ADDITION, countEntries, loggedIn, PAGES } from "./logged-in.ts";
import { BASE, cookieName, createVisitor, enterConsole, enterWithToken, readable } from "./visitor.ts";

const MINUTE = 60_000;

afterEach(() => void vi.useRealTimers());

describe("a login", () => {
  test("is for its own account alone, on whatever host its cookie comes", async () => {
    const mine = await loggedIn({ entries: [TRUSTED, "192.0.2.50"] });
    const theirs = await loggedIn({ entries: [TRUSTED, "198.51.100.50"] });
    const [secret = ""] = mine.visitor.device.jar.values();
    for (const account of [mine.account.id, theirs.account.id]) {
      const there = createVisitor(theirs.account.host, { account });
      // Also under the name of the other account's cookie.
      for (const { id } of [mine.account, theirs.account]) there.device.jar.set(cookieName(id), secret);
      const { text, path } = await there.open("/allowlist");
      expect(path.startsWith("/login")).toBe(account === theirs.account.id);
      expect(text.includes("192.0.2.50")).toBe(account === mine.account.id);
      expect(text).not.toContain("198.51.100.50");
    }

    const row = await env.DB.prepare("SELECT id FROM entries WHERE account_id = ?1 LIMIT 1").bind(theirs.account.id);
    const id = (await row.first<{ id: string }>())?.id;
    expect((await mine.visitor.open(`/allowlist/entries/${id}`)).status).toBe(404);
    await mine.visitor.open("/allowlist");
    expect((await mine.visitor.submit(`/allowlist/entries/${id}/remove`, { step: "confirm" })).status).toBe(404);
    expect(await countEntries(theirs.account.id)).toBe(2);
  });

  test("is over after 30 minutes without a visit, and goes on with one a little sooner", async () => {
    const start = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now: start });
    const { visitor } = await loggedIn();
    vi.setSystemTime(start + 29 * MINUTE);
    expect((await visitor.open("/allowlist")).path).toBe("/allowlist");
    vi.setSystemTime(start + 58 * MINUTE);
    expect((await visitor.open("/allowlist")).path).toBe("/allowlist");
    vi.setSystemTime(start + 88 * MINUTE + 1);
    expect((await visitor.open("/allowlist")).path).toMatch(/^\/login/);
  });

  test("is over after twelve hours, however busy", async () => {
    const start = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now: start });
    const { visitor } = await loggedIn();
    for (let minutes = 25; minutes < 12 * 60; minutes += 25) {
      vi.setSystemTime(start + minutes * MINUTE);
      expect((await visitor.open("/allowlist")).path).toBe("/allowlist");
    }
    vi.setSystemTime(start + 12 * 60 * MINUTE);
    expect((await visitor.open("/allowlist")).path).toMatch(/^\/login/);
  });

  test("ends by its own form alone, and at once", async () => {
    const { visitor, cookie, account } = await loggedIn();
    const secret = { ...Object.fromEntries(visitor.device.jar) };
    await visitor.submit("/logout", { csrf: "wrong" });
    await visitor.open("/allowlist");
    expect((await visitor.open("/allowlist")).path).toBe("/allowlist");
    expect((await visitor.submit("/logout")).path).toBe("/login?out=1");
    expect(visitor.device.jar.get(cookieName(account.id)) ?? "").toBe("");
    const thief = createVisitor(account.host);
    for (const [name, value] of Object.entries(secret)) thief.device.jar.set(name, value);
    expect((await thief.open("/allowlist")).path).toMatch(/^\/login/);
    expect(cookie).not.toBe("");
  });

  test("is on the account's record, in and out", async () => {
    const { account, visitor } = await loggedIn();
    await visitor.submit("/logout");
    const { results } = await env.DB.prepare(
      "SELECT action, actor_name, address FROM audit WHERE account_id = ?1 AND action LIKE 'console.%' ORDER BY seq",
    )
      .bind(account.id)
      .all();
    expect(results).toEqual([
      { action: "console.entered", actor_name: "Ann Admin", address: TRUSTED },
      { action: "console.left", actor_name: "Ann Admin", address: TRUSTED },
    ]);
  });

  test("by token has the token's rights and is over with it", async () => {
    const account = await makeAccount();
    const reader = await enterWithToken(account, ["allowlist:read"]);
    expect((await reader.open("/allowlist")).status).toBe(200);
    expect((await reader.open("/sessions")).status).toBe(403);
    expect((await reader.submit("/allowlist/entries", ADDITION)).status).toBe(403);
    expect(await countEntries(account.id)).toBe(1);
    const { body } = await reader.api("GET", `/accounts/${account.id}/tokens`);
    await reader.api("DELETE", `/accounts/${account.id}/tokens/${body.items[0].id}`);
    expect((await reader.open("/allowlist")).path).toMatch(/^\/login/);
  });

  test("by a token that gives nothing to see, or by the operator's, is none", async () => {
    const account = await makeAccount();
    const visitor = createVisitor(account.host);
    const { body } = await visitor.api("POST", `/accounts/${account.id}/tokens`, {
      name: "Links",
      scopes: ["console:link"],
    });
    expect((await visitor.submit("/login", { token: body.token })).status).toBe(422);
    expect((await visitor.submit("/login", { token: env.OPERATOR_TOKEN })).status).toBe(422);
    expect(visitor.device.jar.size).toBe(0);
  });
});

describe("the account's list", () => {
  test("holds for the console: a login that was good is refused from elsewhere, and names the address", async () => {
    const { account, cookie } = await loggedIn();
    for (const path of PAGES) {
      const away = createVisitor(account.host, { account: account.id, from: UNTRUSTED });
      away.device.jar.set(cookieName(account.id), cookie.split("=")[1] ?? "");
      const { status, text } = await away.open(path.replace(":id", "ent_1"));
      expect(status, path).toBe(403);
      expect(readable(text)).toContain(UNTRUSTED);
      expect(text).not.toContain(TRUSTED);
    }
  });

  test("keeps links and tokens from letting anybody in from elsewhere, and uses up no link by it", async () => {
    const account = await makeAccount();
    const away = createVisitor(account.host, { from: UNTRUSTED });
    const { body: link } = await away.api("POST", `/accounts/${account.id}/console-links`, { actor_name: "Ann" });
    const path = new URL(link.url).pathname.slice(BASE.length);
    expect((await away.submit(path)).status).toBe(403);
    const { body } = await away.api("POST", `/accounts/${account.id}/tokens`, {
      name: "T",
      scopes: ["allowlist:read"],
    });
    expect((await away.submit("/login", { token: body.token })).status).toBe(403);
    expect(away.device.jar.size).toBe(0);
    expect((await createVisitor(account.host).submit(path)).path).toBe("/allowlist");
  });

  test("holds nobody up while it is only watched", async () => {
    const account = await makeAccount({ mode: "monitor" });
    const visitor = await enterConsole(account, { from: UNTRUSTED });
    expect((await visitor.open("/allowlist")).status).toBe(200);
  });
});

describe("a link", () => {
  const linkTo = async (account: { readonly id: string; readonly host: string }) => {
    const { body } = await createVisitor(account.host).api("POST", `/accounts/${account.id}/console-links`, {
      actor_name: "Ann",
    });
    return new URL(body.url).pathname.slice(BASE.length);
  };

  test("works once; to look at it, as prefetchers and scanners do, uses nothing up", async () => {
    const account = await makeAccount();
    const path = await linkTo(account);
    for (const _ of "123") expect((await createVisitor(account.host).open(path)).status).toBe(200);
    expect((await createVisitor(account.host).submit(path)).path).toBe("/allowlist");
    const second = createVisitor(account.host);
    expect((await second.submit(path)).status).toBe(404);
    expect(second.device.jar.size).toBe(0);
  });

  test("of which two come at once lets one in", async () => {
    const account = await makeAccount();
    const path = await linkTo(account);
    const visitors = Array.from({ length: 5 }, () => createVisitor(account.host));
    await Promise.all(visitors.map((visitor) => visitor.device.submit(BASE + path)));
    expect(visitors.filter(({ device }) => device.jar.has(cookieName(account.id)))).toHaveLength(1);
  });

  test("is over after five minutes", async () => {
    const start = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now: start });
    const account = await makeAccount();
    const path = await linkTo(account);
    vi.setSystemTime(start + 5 * MINUTE);
    expect((await createVisitor(account.host).submit(path)).status).toBe(404);
  });

  test("is not for another customer's host, where it would pass for theirs, and stays good for its own", async () => {
    const [mine, theirs] = [await makeAccount(), await makeAccount()];
    const path = await linkTo(mine);
    const there = createVisitor(theirs.host);
    expect((await there.submit(path)).status).toBe(403);
    expect(there.device.jar.size).toBe(0);
    expect((await createVisitor(mine.host).submit(path)).path).toBe("/allowlist");
  });

  test.each([
    ["/sessions", "/sessions"],
    ["/nowhere", "/allowlist"],
    ["//evil.example", "/allowlist"],
    ["https://evil.example", "/allowlist"],
  ])("with to=%s leads to %s", async (to, expected) => {
    const account = await makeAccount();
    const path = `${await linkTo(account)}?to=${encodeURIComponent(to)}`;
    expect((await createVisitor(account.host).submit(path)).path).toBe(expected);
  });

  test("is not guessed: after so many wrong ones from an address nothing from there is looked at", async () => {
    const account = await makeAccount({ mode: "off" });
    const path = await linkTo(account);
    const guesser = createVisitor(account.host, { from: "192.0.2.200" });
    const statuses: number[] = [];
    for (let i = 0; i < 25; i++) statuses.push((await guesser.submit(`/enter/${"x".repeat(40)}${i}`)).status);
    expect(statuses[0]).toBe(404);
    expect(statuses.at(-1)).toBe(429);
    expect((await guesser.submit(path)).status).toBe(429);
    expect((await guesser.submit("/login", { token: "gth_guess" })).status).toBe(429);
    expect((await createVisitor(account.host, { from: "192.0.2.201" }).submit(path)).path).toBe("/allowlist");
  });
});

test("an IPv6 network is one guesser: links and tokens that are tried from all over a /64 are bounded together", async () => {
  const account = await makeAccount({ mode: "off" });
  const statuses: number[] = [];
  for (let i = 0; i < 25; i++) {
    const guesser = createVisitor(account.host, { from: `2001:db8:9:9::${i.toString(16)}` });
    const guess =
      i % 2 === 0 ? guesser.submit(`/enter/${"x".repeat(40)}${i}`) : guesser.submit("/login", { token: `gth_${i}` });
    statuses.push((await guess).status);
  }
  expect(statuses[0]).toBe(404);
  expect(statuses.at(-1)).toBe(429);
  const neighbour = createVisitor(account.host, { from: "2001:db8:9:a::1" });
  expect((await neighbour.submit(`/enter/${"x".repeat(43)}`)).status).toBe(404);
});
