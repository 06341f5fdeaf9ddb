import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { SECTIONS } from "../../src/console/sections.ts";
import { makeAccount, TRUSTED, UNTRUSTED } from "../support/world.ts";
import { BASE, cookieName, createVisitor, enterConsole, enterWithToken, readable } from "./visitor.ts";

const MINUTE = 60_000;
const PAGES = SECTIONS.flatMap(({ pages }) => Object.keys(pages));
const ACTS = SECTIONS.flatMap(({ acts }) => Object.keys(acts));

afterEach(() => void vi.useRealTimers());

const countEntries = async (account: string): Promise<number> =>
  (await env.DB.prepare("SELECT count(*) AS n FROM entries WHERE account_id = ?1").bind(account).first<{ n: number }>())
    ?.n ?? 0;

/** An act that would be seen. */
const ADDITION = { value: "192.0.2.77", label: "", enabled: "yes", expires: "" };
const addTo = (
  { id, host }: { readonly id: string; readonly host: string },
  headers: Readonly<Record<string, string>>,
  csrf: string,
  fields: Readonly<Record<string, string>> = {},
) =>
  exports.default.fetch(
    new Request(`https://${host}${BASE}/a/${id}/allowlist/entries`, {
      method: "POST",
      redirect: "manual",
      headers: { "CF-Connecting-IP": TRUSTED, "Content-Type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams({ ...ADDITION, account: id, csrf, ...fields }).toString(),
    }),
  );

/** Somebody who is logged in, by hand: the cookie, and what the forms carry. */
async function loggedIn(plan: Parameters<typeof makeAccount>[0] = {}) {
  const account = await makeAccount(plan);
  const visitor = await enterConsole(account);
  const { text } = await visitor.open("/allowlist");
  const csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? "";
  const cookie = [...visitor.device.jar].map(([name, value]) => `${name}=${value}`).join("; ");
  return { account, visitor, csrf, cookie };
}

describe("without a login", () => {
  test.each(PAGES)("%s leads to the login", async (path) => {
    const { host } = await makeAccount();
    const { status, path: shown, text } = await createVisitor(host).open(path.replace(":id", "ent_1"));
    expect(status).toBe(200);
    expect(shown).toMatch(/^\/login(?:\?to=|$)/);
    expect(readable(text)).toContain("Account token");
  });

  const TYPED = { list: "192.0.2.1 # <Office>\n192.0.2.2", label: "Typed" };

  test.each(ACTS)("%s does nothing, and keeps what was typed in a login that is over", async (path) => {
    const { visitor } = await loggedIn();
    const jar = [...visitor.device.jar];
    await visitor.submit("/logout");
    for (const [name, value] of jar) visitor.device.jar.set(name, value);
    const { status, text } = await visitor.submit(path.replace(":id", "ent_1"), TYPED);
    expect(status).toBe(401);
    expect(text).toContain("192.0.2.1 # &lt;Office&gt;\n192.0.2.2");
    expect(text).toContain("Typed");
    expect(text).not.toContain('name="csrf"');
  });

  test.each(ACTS)("%s shows nothing of what comes without a login that there ever was", async (path) => {
    const { id, host } = await makeAccount();
    const visitor = createVisitor(host, { account: id });
    for (const cookie of ["", "x", "x".repeat(43)]) {
      visitor.device.jar.set(cookieName(id), cookie);
      const { status, text } = await visitor.submit(path.replace(":id", "ent_1"), TYPED);
      expect(status).toBe(401);
      expect(text).not.toContain("192.0.2.1");
      expect(readable(text)).toContain("Go back in your browser");
    }
  });
});

describe("a form", () => {
  const OWN = { "Sec-Fetch-Site": "same-origin" };

  test("of this login is heard", async () => {
    const { account, csrf, cookie } = await loggedIn();
    const answer = await addTo(account, { ...OWN, Cookie: cookie }, csrf);
    expect(answer.status).toBe(303);
    expect(await countEntries(account.id)).toBe(2);
  });

  test.each([
    ["of another site", { "Sec-Fetch-Site": "cross-site" }],
    ["of another host of the product's domain", { "Sec-Fetch-Site": "same-site" }],
    ["of another origin, in an old browser", { Origin: "https://evil.example" }],
    ["of an unknown origin", { Origin: "null" }],
    ["of no browser", {}],
  ])("%s is refused, even with the right proof", async (_from, headers) => {
    const { account, csrf, cookie } = await loggedIn();
    const answer = await addTo(account, { ...headers, Cookie: cookie } as Record<string, string>, csrf);
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain(csrf);
    expect(await countEntries(account.id)).toBe(1);
  });

  test("of this host is heard from an old browser, which says Origin alone", async () => {
    const { account, csrf, cookie } = await loggedIn();
    const answer = await addTo(account, { Origin: `https://${account.host}`, Cookie: cookie }, csrf);
    expect(answer.status).toBe(303);
  });

  test.each([
    ["no proof", ""],
    ["a made-up proof", "x".repeat(43)],
  ])("with %s does nothing: its sender is asked, with what was typed", async (_what, wrong) => {
    const { account, csrf, cookie } = await loggedIn();
    const answer = await addTo(account, { ...OWN, Cookie: cookie }, wrong);
    expect(answer.status).toBe(403);
    expect(await countEntries(account.id)).toBe(1);
    const text = await answer.text();
    expect(text).toContain("192.0.2.77");
    expect(text).toContain(`name="csrf" value="${csrf}"`);
  });

  test("with the proof of another account's login does nothing in either", async () => {
    const mine = await loggedIn();
    const theirs = await loggedIn();
    const answer = await addTo(mine.account, { ...OWN, Cookie: mine.cookie }, theirs.csrf);
    expect(answer.status).toBe(403);
    expect(await countEntries(mine.account.id)).toBe(1);
    expect(await countEntries(theirs.account.id)).toBe(1);
  });
});

describe("a request that cannot be served", () => {
  test("for its size is told so, before it is looked at", async () => {
    const { account, cookie } = await loggedIn();
    const answer = await exports.default.fetch(
      new Request(`https://${account.host}${BASE}/a/${account.id}/allowlist/file`, {
        method: "POST",
        headers: {
          "CF-Connecting-IP": TRUSTED,
          "Content-Type": "application/x-www-form-urlencoded",
          "Sec-Fetch-Site": "same-origin",
          Cookie: cookie,
        },
        body: `content=${"x".repeat(16 * 1024 * 1024)}`,
      }),
    );
    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain("larger than 16 MB");
  });

  test("for D1's sake says that nothing is known to be saved, and a reference, and no more", async () => {
    const { account, visitor } = await loggedIn();
    const prepare = () => {
      throw new Error("D1_ERROR: secret detail");
    };
    const there = createVisitor(account.host, { account: account.id, vars: { DB: { prepare, batch: prepare } } });
    for (const [name, value] of visitor.device.jar) there.device.jar.set(name, value);
    const { status, text } = await there.open("/allowlist");
    expect(status).toBe(503);
    expect(readable(text)).toMatch(/Nothing is known to be saved.*Reference: [\w-]{36}/);
    expect(text).not.toContain("secret detail");
  });
});

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

describe("every page", () => {
  test.each(PAGES)("%s has the headers that keep others out, and nothing inline", async (path) => {
    const { account, cookie } = await loggedIn();
    const row = await env.DB.prepare("SELECT id FROM entries WHERE account_id = ?1").bind(account.id);
    const id = (await row.first<{ id: string }>())?.id ?? "";
    const headers = { "CF-Connecting-IP": TRUSTED, Cookie: cookie };
    const answer = await exports.default.fetch(
      `https://${account.host}${BASE}/a/${account.id}${path.replace(":id", id)}`,
      {
        headers,
      },
    );
    expect(answer.headers.get("Cache-Control")).toBe("no-store");
    expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff");
    if (!answer.headers.get("Content-Type")?.startsWith("text/html")) return void (await answer.arrayBuffer());
    const text = await answer.text();
    const policy = answer.headers.get("Content-Security-Policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
    expect(text).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=|javascript:/i);
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(text.match(/<h1/g)).toHaveLength(1);
    expect(text).toMatch(/<html lang="en">/);
  });

  test("is in the language that was chosen, else in the browser's", async () => {
    const { visitor } = await loggedIn();
    expect((await visitor.open("/allowlist")).text).toContain('<html lang="en">');
    expect((await visitor.open("/allowlist?lang=es")).text).toContain('<html lang="es">');
    expect((await visitor.open("/allowlist")).text).toContain('<html lang="es">');
    expect((await visitor.open("/allowlist?lang=xx")).text).toContain('<html lang="es">');
    const { host } = await makeAccount();
    const mexican = createVisitor(host, { language: "es-MX,es;q=0.9,en;q=0.8" });
    expect((await mexican.open("/login")).text).toContain('<html lang="es">');
  });

  test("that does not exist says so, logged in or not", async () => {
    const { visitor } = await loggedIn();
    expect((await visitor.open("/nothing")).status).toBe(404);
    expect((await visitor.open("/assets/nothing.js")).status).toBe(404);
  });

  test("takes its own files from this host, which may keep them for good", async () => {
    const { visitor, account } = await loggedIn();
    const { text } = await visitor.open("/allowlist");
    const files = [...text.matchAll(/\/assets\/[\w.-]+/g)].map(([file]) => file);
    expect(files).toHaveLength(3);
    for (const file of files) {
      const answer = await exports.default.fetch(`https://${account.host}${BASE}${file}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("Cache-Control")).toContain("immutable");
      await answer.arrayBuffer();
    }
  });
});
