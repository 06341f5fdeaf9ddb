import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { createEntryUses } from "../../../../src/storage/entries/entry-use.ts";
import { address } from "../../../support/storage.ts";
import { call, makeAccount, NOW } from "../../api.ts";

const DAY = 86_400_000;
const CREATED = NOW - 400 * DAY;

const came = (account: { readonly id: string }, text: string, daysAgo = 0) =>
  createEntryUses(env.DB).record([{ account: account.id, address: address(text), at: NOW - daysAgo * DAY }]);

/** An account with entries that were added long ago. */
async function withOldEntries(values: readonly string[]) {
  const account = await makeAccount({ mode: "monitor" });
  const items = values.map((value) => ({ value, label: `The ${value}` }));
  const added = await call("POST", account.list, { body: { items }, deps: { now: () => CREATED } });
  expect(added.status).toBe(200);
  const ids = added.body.items.map(({ id }: { id: string }) => id) as string[];
  return { ...account, ids };
}

beforeAll(async () => {
  await env.DB.prepare("UPDATE entry_use_start SET at = ?1").bind(CREATED).run();
});

test("every answer with an entry tells when it was last used, and on how many days", async () => {
  const account = await withOldEntries(["203.0.113.0/24", "198.51.100.7"]);
  const [office, never] = account.ids;
  for (const daysAgo of [40, 2, 1]) await came(account, "203.0.113.9", daysAgo);
  const used = { last_used_at: "2026-11-21T12:00:00Z", visits_30d: 2 };
  const unused = { last_used_at: null, visits_30d: 0 };

  const { body: list } = await call("GET", account.list);
  expect(list.items).toMatchObject([
    { id: office, ...used },
    { id: never, ...unused },
  ]);
  expect((await call("GET", `${account.list}/${office}`)).body).toMatchObject(used);
  const checked = await call("POST", `${account.path}/check`, { body: { address: "203.0.113.1" } });
  expect(checked.body.matches).toMatchObject([{ id: office, ...used }]);
  const changed = await call("PATCH", `${account.list}/${office}`, { body: { enabled: false } });
  expect(changed.body).toMatchObject({ enabled: false, ...used });
  const again = await call("POST", account.list, { body: { value: "203.0.113.0/24" } });
  expect(again).toMatchObject({ status: 200, body: { id: office, reactivated: true, ...used } });
  const added = await call("POST", account.list, { body: { value: "203.0.113.9" } });
  expect(added).toMatchObject({ status: 201, body: unused });
});

test("use is no change: neither revision nor ETag nor audit trail know of it", async () => {
  const account = await withOldEntries(["203.0.113.0/24"]);
  const before = await call("GET", account.list);
  const events = (await call("GET", `${account.path}/audit`)).body;
  await came(account, "203.0.113.9");
  const after = await call("GET", account.list);
  expect(after.headers.get("ETag")).toBe(before.headers.get("ETag"));
  expect(after.body.items[0].updated_at).toBe(before.body.items[0].updated_at);
  expect((await call("GET", `${account.path}/audit`)).body).toEqual(events);
  const ifMatch = before.headers.get("ETag") ?? "";
  const body = { value: "198.51.100.7" };
  expect((await call("POST", account.list, { body, ifMatch })).status).toBe(201);
});

test("an entry that stays in a list that is replaced keeps its use", async () => {
  const account = await withOldEntries(["203.0.113.0/24", "198.51.100.7"]);
  await came(account, "203.0.113.9");
  await call("PUT", account.list, { body: "203.0.113.0/24\n192.0.2.1\n", type: "text/plain", ifMatch: "*" });
  const { items } = (await call("GET", account.list)).body;
  expect(items).toMatchObject([
    { id: account.ids[0], visits_30d: 1 },
    { value: "192.0.2.1", visits_30d: 0 },
  ]);
});

test("an account that is removed takes its use along", async () => {
  const account = await withOldEntries(["203.0.113.0/24"]);
  await came(account, "203.0.113.9");
  await call("DELETE", account.path);
  const left = await env.DB.prepare("SELECT count(*) FROM entry_use WHERE account_id = ?1").bind(account.id).first();
  expect(left).toEqual({ "count(*)": 0 });
});

describe("?unused_days=", () => {
  const valuesOf = async (path: string) =>
    (await call("GET", path)).body.items.map(({ value }: { value: string }) => value);

  test("finds the live entries without use in so many days, together with q and in pages", async () => {
    const account = await withOldEntries(["10.0.0.1", "10.0.0.2", "10.0.0.3", "192.0.2.1", "192.0.2.2"]);
    await came(account, "10.0.0.2", 50);
    await came(account, "192.0.2.2", 3);
    await call("PATCH", `${account.list}/${account.ids[2]}`, { body: { enabled: false } });
    await call("POST", account.list, { body: { value: "192.0.2.3" } });
    expect(await valuesOf(`${account.list}?unused_days=90`)).toEqual(["10.0.0.1", "192.0.2.1"]);
    expect(await valuesOf(`${account.list}?unused_days=30`)).toEqual(["10.0.0.1", "10.0.0.2", "192.0.2.1"]);
    expect(await valuesOf(`${account.list}?unused_days=30&q=10.0.0.0/8`)).toEqual(["10.0.0.1", "10.0.0.2"]);
    expect(await valuesOf(`${account.list}?unused_days=30&q=the%20192`)).toEqual(["192.0.2.1"]);

    const first = (await call("GET", `${account.list}?unused_days=30&limit=2`)).body;
    expect(await valuesOf(`${account.list}?unused_days=30&limit=2&cursor=${first.next_cursor}`)).toEqual(["192.0.2.1"]);
    const foreign = await call("GET", `${account.list}?limit=2&cursor=${first.next_cursor}`);
    expect(foreign.body.code).toBe("invalid_cursor");
  });

  test.each([
    ["0", "It is below 1."],
    ["3651", "It is above 3650."],
    ["soon", "It is not a whole number."],
    ["-1", "It is not a whole number."],
    ["1.5", "It is not a whole number."],
    ["", "It is not a whole number."],
  ])("%j is refused, and the field is named", async (value, detail) => {
    const { list } = await makeAccount();
    const { status, body } = await call("GET", `${list}?unused_days=${value}`);
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ parameter: "unused_days", detail }]);
  });

  test("takes its bounds, and no file", async () => {
    const { list } = await makeAccount({ entries: ["203.0.113.7"] });
    for (const days of [1, 3650]) expect((await call("GET", `${list}?unused_days=${days}`)).status).toBe(200);
    const { status, body } = await call("GET", `${list}?unused_days=90&format=text`);
    expect([status, body.errors[0].code]).toEqual([422, "not_with_format"]);
  });
});
