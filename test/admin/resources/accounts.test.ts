import { describe, expect, test } from "vitest";
import { call, makeAccount } from "../api.ts";

describe("accounts", () => {
  test("are created, read, renamed and removed", async () => {
    const created = await call("POST", "/accounts", { body: { id: "life", name: "  Life Ltd " } });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      id: "life",
      name: "Life Ltd",
      created_at: "2026-11-22T12:00:00Z",
      updated_at: "2026-11-22T12:00:00Z",
      revision: 1,
      published: true,
      published_revision: 1,
    });

    const read = await call("GET", "/accounts/life");
    expect(read.body).toMatchObject({ id: "life", name: "Life Ltd", revision: 1, published_revision: 1 });

    const renamed = await call("PATCH", "/accounts/life", { body: { name: "Life Inc" } });
    expect(renamed.body).toMatchObject({ name: "Life Inc", revision: 2, published: true });

    const removed = await call("DELETE", "/accounts/life");
    expect(removed.status).toBe(200);
    expect(removed.body).toEqual({ revision: 2, published: true });
    expect((await call("GET", "/accounts/life")).body.code).toBe("account_not_found");
    expect((await call("DELETE", "/accounts/life")).body.code).toBe("account_not_found");
  });

  test("have one id each", async () => {
    const { id } = await makeAccount();
    const again = await call("POST", "/accounts", { body: { id, name: "Another" } });
    expect(again.status).toBe(409);
    expect(again.body.code).toBe("account_exists");
  });

  test("can come back under the id of a removed one, empty", async () => {
    const { id, path, list } = await makeAccount({ mode: "monitor", entries: ["203.0.113.7"] });
    await call("DELETE", path);
    await call("POST", "/accounts", { body: { id, name: "Again" } });
    expect((await call("GET", list)).body.items).toEqual([]);
    expect((await call("GET", `${path}/policy`)).body.mode).toBe("off");
  });

  test("are listed when they were removed, with their last name, page by page", async () => {
    const { id, path } = await makeAccount();
    await call("PATCH", path, { body: { name: "Last name" } });
    await call("DELETE", path);
    const other = await makeAccount();
    await call("DELETE", other.path);
    await call("POST", "/accounts", { body: { id: other.id, name: "Again" } });

    const seen: { readonly id: string }[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query = `limit=1${cursor && `&cursor=${cursor}`}`;
      const { body }: Awaited<ReturnType<typeof call>> = await call("GET", `/former-accounts?${query}`);
      seen.push(...body.items);
      cursor = body.next_cursor;
    }
    expect(seen.filter((item) => item.id === id)).toEqual([
      { id, name: "Last name", removed_at: "2026-11-22T12:00:00Z", reused: false },
    ]);
    expect(seen.filter((item) => item.id === other.id)).toMatchObject([{ reused: true }]);
    expect((await call("GET", "/accounts?limit=100")).body.items).not.toContainEqual(expect.objectContaining({ id }));
  });

  test("a rename to the same name changes nothing", async () => {
    const { path, revision } = await makeAccount();
    const { name } = (await call("GET", path)).body;
    expect((await call("PATCH", path, { body: { name } })).body).toMatchObject({ revision, published: true });
    expect((await call("PATCH", path, { body: {} })).body).toMatchObject({ revision });
  });

  test("a rename for another revision is refused, and a removal too", async () => {
    const { path } = await makeAccount();
    expect((await call("PATCH", path, { body: { name: "X" }, ifMatch: 99 })).body).toMatchObject({
      code: "revision_mismatch",
      revision: 1,
    });
    expect((await call("DELETE", path, { ifMatch: 99 })).status).toBe(412);
    expect((await call("GET", path)).body.revision).toBe(1);
  });

  test.each([
    { body: { id: "Acme", name: "A" }, pointer: "/id" },
    { body: { id: "", name: "A" }, pointer: "/id" },
    { body: { id: "a".repeat(64), name: "A" }, pointer: "/id" },
    { body: { id: "a_b", name: "A" }, pointer: "/id" },
    { body: { id: "a" }, pointer: "/name" },
    { body: { id: "a", name: "  " }, pointer: "/name" },
    { body: { id: "a", name: "n".repeat(201) }, pointer: "/name" },
    { body: { id: "a", name: "two\nlines" }, pointer: "/name" },
    { body: { id: "a", name: null }, pointer: "/name" },
    { body: { id: "a", name: "A", mode: "off" }, pointer: "/mode" },
    { body: [], pointer: "" },
    { body: null, pointer: "" },
  ])("$body is refused at $pointer", async ({ body, pointer }) => {
    const answer = await call("POST", "/accounts", { body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([expect.objectContaining({ pointer, fix: expect.any(String) })]);
  });

  test("are listed in pages, in the order of their ids", async () => {
    for (let i = 0; i < 5; i++) await makeAccount();
    const all = (await call("GET", "/accounts?limit=100")).body.items.map(({ id }: { id: string }) => id);
    expect(all).toEqual([...all].sort());

    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const { body }: Awaited<ReturnType<typeof call>> = await call(
        "GET",
        `/accounts?limit=2${cursor && `&cursor=${cursor}`}`,
      );
      expect(body.items.length).toBeLessThanOrEqual(2);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.next_cursor;
    }
    expect(seen).toEqual(all);
  });

  test.each(["limit=0", "limit=101", "limit=x", "limit=1.5", "limit=", "limit=1&limit=2", "limit=-1", "page=2"])(
    "a list with ?%s is refused",
    async (query) => {
      const answer = await call("GET", `/accounts?${query}`);
      expect(answer.status).toBe(422);
      expect(answer.body.errors).toEqual([expect.objectContaining({ parameter: query.split("=")[0] })]);
    },
  );

  test("a cursor works for its own list alone", async () => {
    const { path } = await makeAccount({ entries: ["203.0.113.1", "203.0.113.2"] });
    const { path: other } = await makeAccount({ entries: ["203.0.113.1", "203.0.113.2"] });
    const { next_cursor: cursor } = (await call("GET", `${path}/allowlist?limit=1`)).body;
    expect((await call("GET", `${path}/allowlist?limit=1&cursor=${cursor}`)).body.items).toHaveLength(1);
    for (const list of ["/accounts", "/former-accounts", "/shared-hosts", `${path}/hosts`, `${other}/allowlist`]) {
      const answer = await call("GET", `${list}?cursor=${cursor}`);
      expect(answer.status).toBe(400);
      expect(answer.body.code).toBe("invalid_cursor");
    }
    for (const bad of ["x", "%00", btoa("[]"), btoa('["accounts",1]'), btoa("null"), ""]) {
      expect((await call("GET", `/accounts?cursor=${bad}`)).status).toBe(400);
    }
  });
});
