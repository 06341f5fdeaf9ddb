import { describe, expect, test } from "vitest";
import { call, makeAccount, NOW, stateOf } from "../../api.ts";

async function makeEntry(entry: unknown = "203.0.113.7", others: readonly unknown[] = []) {
  const account = await makeAccount({ entries: [entry, ...others] });
  const [first, second] = (await call("GET", account.list)).body.items;
  return { ...account, first, second, at: `${account.list}/${first.id}` };
}

describe("an entry", () => {
  test("is changed in part", async () => {
    const { at, first, revision } = await makeEntry({ value: "203.0.113.7", label: "Old" });
    const deps = { now: () => NOW + 1000 };
    const answer = await call("PATCH", at, { body: { expires_at: "2027-01-01T00:00:00Z", enabled: false }, deps });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("ETag")).toBe(`"${revision + 1}"`);
    expect(answer.body).toEqual({
      ...first,
      enabled: false,
      state: "off",
      expires_at: "2027-01-01T00:00:00Z",
      updated_at: "2026-11-22T12:00:01Z",
      revision: revision + 1,
      published: true,
      provisional: null,
    });
    const back = await call("PATCH", at, { body: { expires_at: null, label: "", enabled: true } });
    expect(back.body).toMatchObject({ expires_at: null, label: null, enabled: true });
  });

  test("can be written anew, to another range too", async () => {
    const { at, first } = await makeEntry("203.0.113.7/16");
    const fixed = await call("PATCH", at, { body: { value: "203.0.113.7/24" } });
    expect(fixed.body).toMatchObject({ id: first.id, value: "203.0.113.7/24", cidr: "203.0.113.0/24" });
    const respelt = await call("PATCH", at, { body: { value: "203.0.113.*" } });
    expect(respelt.body).toMatchObject({ value: "203.0.113.*", cidr: "203.0.113.0/24", warnings: [] });
    expect((await call("GET", at)).body).toMatchObject({ value: "203.0.113.*", cidr: "203.0.113.0/24" });
  });

  test("cannot take the range of another", async () => {
    const { at, second, path } = await makeEntry("203.0.113.7", ["192.0.2.1"]);
    const before = await stateOf(path);
    const answer = await call("PATCH", at, { body: { value: "192.0.2.1/32" } });
    expect(answer).toMatchObject({ status: 409, body: { code: "already_listed", id: second.id } });
    expect(await stateOf(path)).toEqual(before);
  });

  test("that stays the same makes no revision", async () => {
    const { at, first, revision } = await makeEntry({ value: "203.0.113.7", label: "Office" });
    for (const body of [{}, { label: "Office", enabled: true, expires_at: null, value: "203.0.113.7" }]) {
      expect((await call("PATCH", at, { body })).body).toEqual({
        ...first,
        revision,
        published: true,
        provisional: null,
      });
    }
  });

  test("is removed once", async () => {
    const { at, revision } = await makeEntry();
    const answer = await call("DELETE", at);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ revision: revision + 1, published: true });
    expect((await call("DELETE", at)).body.code).toBe("entry_not_found");
    expect((await call("GET", at)).body.code).toBe("entry_not_found");
    expect((await call("PATCH", at, { body: { label: "x" } })).body.code).toBe("entry_not_found");
  });

  test("honours If-Match", async () => {
    const { at, revision, path } = await makeEntry();
    const before = await stateOf(path);
    expect((await call("PATCH", at, { body: { label: "x" }, ifMatch: revision - 1 })).status).toBe(412);
    expect((await call("DELETE", at, { ifMatch: revision - 1 })).status).toBe(412);
    expect(await stateOf(path)).toEqual(before);
    expect((await call("PATCH", at, { body: { label: "x" }, ifMatch: revision })).status).toBe(200);
    expect((await call("DELETE", at, { ifMatch: `W/"${revision + 1}"` })).status).toBe(200);
  });

  test.each([
    { body: { value: "203.0.113.256" }, pointer: "/value" },
    { body: { enabled: null }, pointer: "/enabled" },
    { body: { cidr: "10.0.0.0/8" }, pointer: "/cidr" },
    { body: { expires_at: "" }, pointer: "/expires_at" },
  ])("is not changed by $body", async ({ body, pointer }) => {
    const { at, first } = await makeEntry();
    const answer = await call("PATCH", at, { body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([expect.objectContaining({ pointer })]);
    expect((await call("GET", at)).body).toEqual(first);
  });
});
