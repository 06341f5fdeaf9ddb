import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { parseHostname } from "../../../src/input/hostname.ts";
import { call, makeAccount } from "../api.ts";

const published = (hostname: string) => env.LISTS.getWithMetadata(`host:${hostname}`, "json");

describe("hosts", () => {
  test("are given to an account, listed, and taken again", async () => {
    const { id, path, revision } = await makeAccount();
    const put = await call("PUT", `${path}/hosts/app.life.example`);
    expect(put.status).toBe(200);
    expect(put.body).toEqual({
      hostname: "app.life.example",
      created_at: "2026-11-22T12:00:00Z",
      revision: revision + 1,
      published: true,
    });
    expect((await published("app.life.example")).value).toMatchObject({ account: id });
    expect((await call("GET", `${path}/hosts`)).body).toEqual({
      items: [{ hostname: "app.life.example", created_at: "2026-11-22T12:00:00Z" }],
      next_cursor: null,
    });

    const removed = await call("DELETE", `${path}/hosts/app.life.example`);
    expect(removed.body).toEqual({ revision: revision + 2, published: true });
    expect((await published("app.life.example")).value).toMatchObject({ removed: true });
    expect((await call("GET", `${path}/hosts`)).body.items).toEqual([]);
    expect((await call("DELETE", `${path}/hosts/app.life.example`)).body.code).toBe("host_not_found");
  });

  test("put again stay as they are", async () => {
    const { path } = await makeAccount();
    const first = await call("PUT", `${path}/hosts/app.again.example`);
    expect((await call("PUT", `${path}/hosts/APP.again.example.`)).body).toEqual(first.body);
  });

  test("belong to one account, or are shared", async () => {
    const [mine, other] = [await makeAccount(), await makeAccount()];
    await call("PUT", `${mine.path}/hosts/app.mine.example`);
    await call("PUT", "/shared-hosts/app.shared.example");
    for (const path of [
      `${other.path}/hosts/app.mine.example`,
      "/shared-hosts/app.mine.example",
      `${other.path}/hosts/app.shared.example`,
    ]) {
      const answer = await call("PUT", path);
      expect(answer.status).toBe(409);
      expect(answer.body.code).toBe("host_taken");
    }
    for (const path of [
      `${other.path}/hosts/app.mine.example`,
      "/shared-hosts/app.mine.example",
      `${mine.path}/hosts/app.shared.example`,
    ]) {
      expect((await call("DELETE", path)).body.code).toBe("host_not_found");
    }
    await call("DELETE", `${mine.path}/hosts/app.mine.example`);
    expect((await call("PUT", `${other.path}/hosts/app.mine.example`)).status).toBe(200);
  });

  test("are freed when their account is removed", async () => {
    const { path } = await makeAccount();
    await call("PUT", `${path}/hosts/app.freed.example`);
    expect((await call("DELETE", path)).body.published).toBe(true);
    expect((await published("app.freed.example")).value).toMatchObject({ removed: true });
    const { path: next } = await makeAccount();
    expect((await call("PUT", `${next}/hosts/app.freed.example`)).status).toBe(200);
  });

  test("need their account", async () => {
    expect((await call("PUT", "/accounts/nobody/hosts/a.example")).body.code).toBe("account_not_found");
    expect((await call("GET", "/accounts/nobody/hosts")).body.code).toBe("account_not_found");
  });

  test("are listed in pages", async () => {
    const { path } = await makeAccount();
    for (const name of ["c", "a", "b"]) await call("PUT", `${path}/hosts/${name}.pages.example`);
    const first = (await call("GET", `${path}/hosts?limit=2`)).body;
    expect(first.items.map(({ hostname }: { hostname: string }) => hostname)).toEqual([
      "a.pages.example",
      "b.pages.example",
    ]);
    const second = (await call("GET", `${path}/hosts?limit=2&cursor=${first.next_cursor}`)).body;
    expect(second).toEqual({ items: [expect.objectContaining({ hostname: "c.pages.example" })], next_cursor: null });
  });
});

describe("shared hosts", () => {
  test("are shared, listed, and shared no longer", async () => {
    const put = await call("PUT", "/shared-hosts/all.example");
    expect(put.body).toMatchObject({ hostname: "all.example", revision: 1, published: true });
    expect((await call("PUT", "/shared-hosts/all.example")).body).toEqual(put.body);
    expect((await published("all.example")).value).toMatchObject({ shared: true });
    expect((await call("GET", "/shared-hosts")).body.items).toContainEqual(
      expect.objectContaining({ hostname: "all.example" }),
    );

    expect((await call("DELETE", "/shared-hosts/all.example")).body).toEqual({ revision: 2, published: true });
    expect((await call("DELETE", "/shared-hosts/all.example")).body.code).toBe("host_not_found");
    expect((await call("PUT", "/shared-hosts/all.example")).body.revision).toBe(3);
  });
});

describe("a hostname", () => {
  test.each([
    ["app.example.com", "app.example.com"],
    ["APP.Example.COM", "app.example.com"],
    ["app.example.com.", "app.example.com"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["xn--bcher-kva.example", "xn--bcher-kva.example"],
    ["localhost", "localhost"],
    ["127.0.0.1", "127.0.0.1"],
    [`${"a".repeat(63)}.example`, `${"a".repeat(63)}.example`],
  ])("%s is %s", (text, name) => {
    expect(parseHostname(text)).toEqual({ ok: true, value: name });
  });

  test.each([
    "",
    ".",
    "a..b",
    ".example.com",
    "app.example.com..",
    "app.example.com:443",
    "https://app.example.com",
    "app.example.com/path",
    "app.example.com?x",
    "user@app.example.com",
    "*.example.com",
    "app example.com",
    " app.example.com",
    "app.example.com\t",
    "app_1.example.com",
    "-app.example.com",
    "app-.example.com",
    `${"a".repeat(64)}.example`,
    `${"a.".repeat(126)}aa`,
    "0x7f.1",
    "127.1",
    "2130706433",
    "[::1]",
    "::1",
    "a\0b.example",
    "%61pp.example.com",
  ])("%j is none", (text) => {
    expect(parseHostname(text)).toMatchObject({ ok: false, error: { code: "invalid_hostname" } });
  });

  test("that is none is refused with its parameter's name", async () => {
    const { path } = await makeAccount();
    const answer = await call("PUT", `${path}/hosts/app.example.com:443`);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([
      { parameter: "hostname", code: "invalid_hostname", detail: expect.any(String), fix: expect.any(String) },
    ]);
  });
});
