import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { call, makeAccount, NOW, stateOf } from "../../api.ts";

const SOON = "2026-11-23T12:00:00Z";
const PAST = "2026-11-22T12:00:00Z";

const asText = (body: string) => ({ type: "text/plain", body });

/** Entries by their value. Those of `expired` run out as time would make them. */
async function makeList(entries: readonly object[], expired: readonly string[] = []) {
  const account = await makeAccount({ entries });
  for (const value of expired) {
    const sql = "UPDATE entries SET expires_at = ?3 WHERE account_id = ?1 AND value = ?2";
    await env.DB.prepare(sql)
      .bind(account.id, value, NOW - 1000)
      .run();
  }
  const { items } = (await call("GET", account.list)).body;
  const byValue = new Map<string, { readonly id: string }>(items.map((item: { value: string }) => [item.value, item]));
  return { ...account, items, idOf: (value: string) => byValue.get(value)?.id ?? "" };
}

describe("an entry in an answer", () => {
  test("tells its state, and which live entries cover it", async () => {
    const { list, idOf, items } = await makeList(
      [
        { value: "203.0.113.0/24" },
        { value: "203.0.113.7" },
        { value: "203.0.113.0-203.0.113.20" },
        { value: "203.0.113.8", enabled: false },
        { value: "203.0.0.0/16", enabled: false },
        { value: "2001:db8::/48" },
        { value: "2001:db8::1" },
      ],
      ["2001:db8::/48"],
    );
    const told = items.map(({ value, state, covered_by }: Record<string, unknown>) => [value, state, covered_by]);
    expect(told).toEqual([
      ["203.0.113.0/24", "live", undefined],
      ["203.0.113.7", "live", [idOf("203.0.113.0-203.0.113.20"), idOf("203.0.113.0/24")]],
      ["203.0.113.0-203.0.113.20", "live", [idOf("203.0.113.0/24")]],
      ["203.0.113.8", "off", [idOf("203.0.113.0-203.0.113.20"), idOf("203.0.113.0/24")]],
      ["203.0.0.0/16", "off", undefined],
      ["2001:db8::/48", "expired", undefined],
      ["2001:db8::1", "live", undefined],
    ]);
    for (const item of items) expect((await call("GET", `${list}/${item.id}`)).body).toEqual(item);
    const checked = await call("POST", `${list.replace("allowlist", "check")}`, { body: { address: "203.0.113.8" } });
    expect(checked.body.matches).toContainEqual(items[3]);
  });
});

describe("adding what is listed but not live", () => {
  test("makes it live again, with what the body gives", async () => {
    const { list, idOf } = await makeList(
      [
        { value: "203.0.113.1", enabled: false, label: "Old" },
        { value: "203.0.113.2", label: "Ann" },
        { value: "203.0.113.3", enabled: false, expires_at: SOON },
      ],
      ["203.0.113.2"],
    );
    const one = await call("POST", list, { body: { value: "203.0.113.1", label: "New", expires_at: SOON } });
    expect(one.status).toBe(200);
    expect(one.body).toMatchObject({
      id: idOf("203.0.113.1"),
      label: "New",
      expires_at: SOON,
      state: "live",
      reactivated: true,
    });
    const two = await call("POST", list, { body: { value: "203.0.113.2" } });
    expect(two).toMatchObject({ status: 200, body: { label: "Ann", expires_at: null, reactivated: true } });
    const three = await call("POST", list, { body: { value: "203.0.113.3" } });
    expect(three).toMatchObject({ status: 200, body: { enabled: true, expires_at: SOON, reactivated: true } });
    const again = await call("POST", list, { body: { value: "203.0.113.3" } });
    expect(again).toMatchObject({ status: 409, body: { code: "already_listed" } });
  });

  test("in bulk tells it of each, with one warning and how many", async () => {
    const { list, idOf } = await makeList(
      [{ value: "203.0.113.1", enabled: false }, { value: "203.0.113.2" }, { value: "203.0.113.3" }],
      ["203.0.113.2"],
    );
    const body = "203.0.113.1, 203.0.113.2, 203.0.113.3 # Back\n203.0.113.4\n";
    const answer = await call("POST", list, asText(body));
    expect(answer.body).toMatchObject({ added: 1, reactivated: 2, total: 4 });
    expect(answer.body.items.map(({ status, id }: Record<string, string>) => [status, id])).toEqual([
      ["reactivated", idOf("203.0.113.1")],
      ["reactivated", idOf("203.0.113.2")],
      ["already_listed", idOf("203.0.113.3")],
      ["added", expect.any(String)],
    ]);
    expect(answer.body.warnings).toContainEqual(expect.objectContaining({ code: "reactivated", count: 2, line: 1 }));
    const { items } = (await call("GET", list)).body;
    const labelled = items.filter(({ state, label }: Record<string, unknown>) => state === "live" && label === "Back");
    expect(labelled.map(({ value }: { value: string }) => value)).toEqual(["203.0.113.1", "203.0.113.2"]);
    const { body: trail } = await call("GET", `${list.replace("allowlist", "audit")}?limit=1`);
    expect(trail.items[0].detail).toMatchObject({ added: { count: 1 }, reactivated: { count: 2 } });
  });

  test("off again leaves it as it is", async () => {
    const { list, path } = await makeList([{ value: "203.0.113.1", enabled: false }]);
    const before = await stateOf(path);
    expect((await call("POST", list, asText("203.0.113.1 off # x"))).body).toMatchObject({ added: 0, reactivated: 0 });
    expect(await stateOf(path)).toEqual(before);
  });
});

describe("still_allowed", () => {
  const WIDE = { value: "203.0.113.0/24", label: "Office" };

  test.each([
    ["deleting", "DELETE", undefined],
    ["switching off", "PATCH", { enabled: false }],
  ])("is told when %s what a wider entry covers", async (_, method, body) => {
    const { list, idOf } = await makeList([WIDE, { value: "203.0.113.7" }, { value: "192.0.2.1" }]);
    const answer = await call(method, `${list}/${idOf("203.0.113.7")}`, body === undefined ? {} : { body });
    const entry = { id: idOf("203.0.113.0/24"), value: "203.0.113.0/24", label: "Office" };
    expect(answer.body.warnings).toMatchObject([{ code: "still_allowed", entry }]);
    const other = await call(method, `${list}/${idOf("192.0.2.1")}`, body === undefined ? {} : { body });
    expect(other.body.warnings ?? []).toEqual([]);
  });

  test("is told of an end that ends nothing: of one entry, of many, and of an end that is new", async () => {
    const { list, idOf } = await makeList([WIDE, { value: "203.0.113.7" }]);
    const one = await call("POST", list, { body: { value: "203.0.113.8", expires_at: SOON } });
    expect(one.body.warnings).toMatchObject([{ code: "still_allowed", entry: { id: idOf("203.0.113.0/24") } }]);
    const patched = await call("PATCH", `${list}/${idOf("203.0.113.7")}`, { body: { expires_at: SOON } });
    expect(patched.body.warnings).toMatchObject([{ code: "still_allowed" }]);
    const bulk = await call(
      "POST",
      list,
      asText("198.51.100.0/24\n198.51.100.7, 192.0.2.7 until 2026-12-01\n203.0.113.9"),
    );
    expect(bulk.body.warnings).toMatchObject([{ code: "still_allowed", value: "198.51.100.7", line: 2 }]);
    const temporary = await call("POST", list, { body: { value: "192.0.2.0/24", expires_at: SOON } });
    expect(temporary.body.warnings).toEqual([]);
  });

  test("is told of a replacement that takes out, switches off or ends", async () => {
    const { list, idOf } = await makeList([WIDE, ...[1, 2, 3, 4].map((n) => ({ value: `203.0.113.${n}` }))]);
    const body =
      "203.0.113.0/24\n203.0.113.1 off\n203.0.113.2 until 2026-12-01\n203.0.113.3\n192.0.2.1 until 2026-12-01";
    const answer = await call("PUT", list, { ...asText(body), ifMatch: "*" });
    expect(answer.body.warnings.map(({ value, line, code }: Record<string, unknown>) => [value, line, code])).toEqual([
      ["203.0.113.1", 2, "still_allowed"],
      ["203.0.113.2", 3, "still_allowed"],
      ["203.0.113.4", undefined, "still_allowed"],
    ]);
    expect(answer.body.warnings[0].entry).toMatchObject({ id: idOf("203.0.113.0/24") });
    const exported = (await call("GET", `${list}?format=text`)).text;
    const again = await call("PUT", list, { ...asText(exported), ifMatch: "*" });
    expect(again.body).toMatchObject({ updated: 0, warning_count: 0 });
  });
});

describe("an expiry that has passed", () => {
  test.each([
    ["POST", { value: "203.0.113.7", expires_at: PAST }, "application/json", { pointer: "/expires_at" }],
    [
      "POST",
      { items: [{ value: "203.0.113.7", expires_at: PAST }] },
      "application/json",
      { pointer: "/items/0/expires_at" },
    ],
    [
      "PUT",
      { items: [{ value: "203.0.113.7", expires_at: PAST }] },
      "application/json",
      { pointer: "/items/0/expires_at" },
    ],
    ["POST", "192.0.2.9\n203.0.113.7 until 2026-11-21", "text/plain", { line: 2 }],
    ["PUT", "value,expires_at\n203.0.113.7,2026-11-21\n", "text/csv", { line: 2 }],
  ])("is refused: %s %j", async (method, body, type, place) => {
    const { list, path } = await makeList([{ value: "192.0.2.1" }]);
    const before = await stateOf(path);
    const answer = await call(method, list, { body, type, ifMatch: "*" });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toMatchObject([{ ...place, code: "in_the_past" }]);
    expect(await stateOf(path)).toEqual(before);
  });

  test("is refused of an entry that has another one, and may stay where it is", async () => {
    const { list, path, idOf } = await makeList([{ value: "192.0.2.1" }, { value: "192.0.2.2" }], ["192.0.2.2"]);
    const refused = await call("PATCH", `${list}/${idOf("192.0.2.1")}`, { body: { expires_at: PAST } });
    expect(refused.body.errors).toMatchObject([{ pointer: "/expires_at", code: "in_the_past" }]);
    const before = await stateOf(path);
    for (const [format, type] of [
      ["text", "text/plain"],
      ["csv", "text/csv"],
    ]) {
      // biome-ignore format: one line
      const { text } = await call("GET", `${list}?format=${format}`);
      const put = await call("PUT", list, { body: text, type: type ?? "", ifMatch: "*" });
      expect(put.body).toMatchObject({ updated: 0, added: 0, removed: 0 });
      const post = await call("POST", list, { body: text, type: type ?? "" });
      expect(post.body).toMatchObject({ added: 0, reactivated: 0 });
    }
    expect(await stateOf(path)).toEqual(before);
    const renamed = await call("PATCH", `${list}/${idOf("192.0.2.2")}`, { body: { label: "Old" } });
    expect(renamed.body).toMatchObject({ state: "expired", label: "Old" });
  });
});

describe("entries that together let everyone in", () => {
  test("are refused as /0 is, in one body", async () => {
    const { list, path } = await makeList([{ value: "192.0.2.1" }]);
    const before = await stateOf(path);
    for (const body of ["0.0.0.0/1, 128.0.0.0/1", "203.0.113.7\n2000::/4\n3000::/4"]) {
      for (const method of ["POST", "PUT"]) {
        const answer = await call(method, list, { ...asText(body), ifMatch: "*" });
        expect(answer.status, answer.text).toBe(422);
        expect(answer.body.errors).toMatchObject([{ code: "covers_everything", line: expect.any(Number) }]);
      }
    }
    expect(await stateOf(path)).toEqual(before);
    const preview = await call("POST", `${path}/preview`, { body: { allowlist: "0.0.0.0/1, 128.0.0.0/1" } });
    expect(preview.body.errors).toMatchObject([{ pointer: "/allowlist", code: "covers_everything" }]);
  });

  test("are refused one after the other too: added, switched on, widened", async () => {
    const { list, idOf } = await makeList([
      { value: "0.0.0.0/1" },
      { value: "128.0.0.0/1", enabled: false },
      { value: "192.0.0.0/3" },
    ]);
    const added = await call("POST", list, { body: { value: "128.0.0.0/2" } });
    expect(added.body.errors).toMatchObject([{ pointer: "/value", code: "covers_everything" }]);
    const revived = await call("POST", list, { body: { value: "128.0.0.0/1" } });
    expect(revived.body.errors).toMatchObject([{ code: "covers_everything" }]);
    const on = await call("PATCH", `${list}/${idOf("128.0.0.0/1")}`, { body: { enabled: true } });
    expect(on.body.errors).toMatchObject([{ code: "covers_everything" }]);
    const widened = await call("PATCH", `${list}/${idOf("192.0.0.0/3")}`, { body: { value: "128.0.0.0-224.0.0.0" } });
    expect(widened.body.errors).toMatchObject([{ code: "covers_everything" }]);
    expect((await call("POST", list, { body: { value: "128.0.0.0/3" } })).status).toBe(201);
    expect((await call("PATCH", `${list}/${idOf("0.0.0.0/1")}`, { body: { label: "Half" } })).status).toBe(200);
  });
});

test("JSON that was pasted as text is told once, with the way to go", async () => {
  const { list } = await makeList([{ value: "192.0.2.1" }]);
  for (const body of ['{"prefixes": [\n{"ip_prefix": "3.5.140.0/22"}\n]}', '["203.0.113.7",\n"203.0.113.8"]']) {
    const answer = await call("POST", list, asText(body));
    expect(answer.body.errors).toMatchObject([
      { line: 1, code: "json", fix: expect.stringContaining("…/allowlist/read") },
    ]);
  }
});
