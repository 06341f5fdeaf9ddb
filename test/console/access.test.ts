import { env, exports } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { makeAccount, TRUSTED } from "../support/world.ts";
import { ACTS, addTo, countEntries, loggedIn, PAGES } from "./logged-in.ts";
import { BASE, cookieName, createVisitor, readable } from "./visitor.ts";

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
