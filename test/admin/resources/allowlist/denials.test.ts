import { describe, expect, test } from "vitest";
import type { DenialCount } from "../../../../src/storage/visits/denials.ts";
import { call, makeAccount, makeDeps, NOW } from "../../api.ts";

const CHROME = { label: "Chrome 131 on Windows", type: "desktop" };

const record = (account: string, ...counts: readonly Partial<DenialCount>[]) =>
  makeDeps().denials.record(
    counts.map((count) => ({
      account,
      address: "203.0.113.9",
      surface: "dashboard",
      device: CHROME,
      isBlocked: true,
      reason: "address_not_listed",
      region: { country: "DE", region: null, city: "Berlin" },
      firstAt: NOW - 5_000,
      lastAt: NOW - 1_000,
      visits: 3,
      ...count,
    })),
    NOW,
  );

/** An account that enforces its list, with denials on record. */
async function setUp(...counts: readonly Partial<DenialCount>[]) {
  const account = await makeAccount({ mode: "enforce", entries: ["198.51.100.1"] });
  await record(account.id, ...(counts.length === 0 ? [{}] : counts));
  const { items } = (await call("GET", `${account.path}/denials`)).body;
  const allow = (body: unknown, id = items[0].id) => call("POST", `${account.path}/denials/${id}/allow`, { body });
  const decision = async (address: string) =>
    (await call("POST", `${account.path}/check`, { body: { address } })).body.decision;
  return { ...account, denials: `${account.path}/denials`, items, allow, decision };
}

describe("the list of turned-away visits", () => {
  test("tells who knocked, where, when, and what came of it", async () => {
    const { items } = await setUp();
    expect(items).toEqual([
      {
        id: expect.stringMatching(/^den_/),
        day: "2026-11-22",
        address: "203.0.113.9",
        surface: "dashboard",
        device: CHROME,
        region: { country: "DE", region: null, city: "Berlin" },
        outcome: "blocked",
        reason: "address_not_listed",
        count: 3,
        references: [],
        first_at: "2026-11-22T11:59:55Z",
        last_at: "2026-11-22T11:59:59Z",
      },
    ]);
  });

  test("marks what was only monitored, and what a flood left uncounted by address", async () => {
    const nowhere = { country: null, region: null, city: null };
    const { items } = await setUp(
      { isBlocked: false },
      { address: null, device: null, region: nowhere, lastAt: NOW - 2_000 },
    );
    expect(items).toMatchObject([
      { outcome: "would_be_blocked" },
      { outcome: "blocked", address: null, device: null, region: nowhere },
    ]);
  });

  test("comes in pages, newest first, and by address, surface and time", async () => {
    const at = (address: string, ago: number, more = {}) => ({
      address,
      firstAt: NOW - ago,
      lastAt: NOW - ago,
      ...more,
    });
    const day = 86_400_000;
    const { denials } = await setUp(
      at("192.0.2.1", 3_000),
      at("192.0.2.2", 2 * day),
      at("192.0.2.3", 1_000, { surface: "api" }),
      at("2001:db8::1", day),
    );
    const addresses = async (query: string) =>
      (await call("GET", `${denials}?${query}`)).body.items.map((item: { address: string }) => item.address);
    const first = await call("GET", `${denials}?limit=3`);
    expect(first.body.items.map((item: { address: string }) => item.address)).toEqual([
      "192.0.2.3",
      "192.0.2.1",
      "2001:db8::1",
    ]);
    expect(await addresses(`limit=3&cursor=${first.body.next_cursor}`)).toEqual(["192.0.2.2"]);
    expect(await addresses("address=2001:DB8:0::1")).toEqual(["2001:db8::1"]);
    expect(await addresses("surface=api")).toEqual(["192.0.2.3"]);
    expect(await addresses(`since=2026-11-22T11:59:58Z`)).toEqual(["192.0.2.3"]);
    const stray = await call("GET", `${denials}?surface=api&cursor=${first.body.next_cursor}`);
    expect(stray.body.code).toBe("invalid_cursor");
    expect((await call("GET", `${denials}?surface=public&since=yesterday&address=here`)).body.errors).toHaveLength(3);
  });

  test("is an account's own", async () => {
    const { items } = await setUp();
    const other = await makeAccount();
    expect((await call("GET", `${other.path}/denials`)).body.items).toEqual([]);
    const answer = await call("POST", `${other.path}/denials/${items[0].id}/allow`, { body: {} });
    expect(answer.body.code).toBe("denial_not_found");
    expect((await call("GET", "/accounts/nobody/denials")).body.code).toBe("account_not_found");
  });
});

describe("letting a turned-away address in", () => {
  test("adds it to the list, published, with its own event", async () => {
    const { path, allow, decision, items, revision } = await setUp();
    expect(await decision("203.0.113.9")).toBe("deny");
    const answer = await allow({ label: "Ann at home", expires_at: "2026-11-23T12:00:00Z" });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      value: "203.0.113.9",
      cidr: "203.0.113.9/32",
      label: "Ann at home",
      enabled: true,
      expires_at: "2026-11-23T12:00:00Z",
      created_by: "operator",
      revision: revision + 1,
      published: true,
    });
    expect(answer.headers.get("ETag")).toBe(`"${revision + 1}"`);
    expect(await decision("203.0.113.9")).toBe("allow");
    expect(await call("GET", `${path}/allowlist/${answer.body.id}`)).toMatchObject({ status: 200 });
    const [event] = (await call("GET", `${path}/audit`)).body.items;
    expect(event).toMatchObject({
      action: "denial.allowed",
      actor: "operator",
      revision: revision + 1,
      detail: { denial: items[0].id, range: "203.0.113.9/32", label: "Ann at home", entry: "added" },
    });
  });

  test("for good and without a label when nothing else is said", async () => {
    const { allow } = await setUp();
    expect((await allow({})).body).toMatchObject({ label: null, expires_at: null });
  });

  test("lists an IPv6 network of the wanted size, and by default the address alone", async () => {
    const { allow, decision } = await setUp({ address: "2001:db8:1:2:aa:bb:cc:dd" });
    const network = await allow({ prefix: 64 });
    expect(network.body).toMatchObject({ value: "2001:db8:1:2::/64", cidr: "2001:db8:1:2::/64", warnings: [] });
    expect(await decision("2001:db8:1:2::7")).toBe("allow");
    const single = await allow({});
    expect(single).toMatchObject({ status: 201, body: { value: "2001:db8:1:2:aa:bb:cc:dd" } });
  });

  test("lists an IPv4 network too, for a while", async () => {
    const { allow, decision } = await setUp();
    const answer = await allow({ prefix: 24, for: "8h" });
    expect(answer.body).toMatchObject({ value: "203.0.113.0/24", expires_at: "2026-11-22T20:00:00Z" });
    expect(await decision("203.0.113.200")).toBe("allow");
  });

  test("lets exactly the address in whose visit shares a row with a flood, found by its reference", async () => {
    const merged = ["192.0.2.6", "192.0.2.7"].map((address, i) => ({ address, reference: `9f86d08${i}-884c` }));
    const { denials, path, decision } = await setUp({ address: null, device: null, visits: 2, merged });
    const found = await call("GET", `${denials}?q=9f86d081-884c-4d65-a1b2-c3d4e5f60718`);
    expect(found.body.items).toMatchObject([{ address: "192.0.2.7", count: 1, device: null }]);
    const answer = await call("POST", `${denials}/${found.body.items[0].id}/allow`, { body: { for: "1d" } });
    expect(answer).toMatchObject({ status: 201, body: { value: "192.0.2.7", published: true } });
    expect([await decision("192.0.2.7"), await decision("192.0.2.6")]).toEqual(["allow", "deny"]);
    expect((await call("GET", `${path}/allowlist`)).body.items).toHaveLength(2);
    expect((await call("GET", `${denials}?q=192.0.2.0/28`)).body.items).toHaveLength(2);
  });

  test("is done once for a repeated Idempotency-Key", async () => {
    const { allow: _, denials, items, list } = await setUp();
    const again = () =>
      call("POST", `${denials}/${items[0].id}/allow`, { body: { for: "1d" }, headers: { "Idempotency-Key": "k-1" } });
    const [first, second] = [await again(), await again()];
    expect([second.status, second.text]).toEqual([201, first.text]);
    expect((await call("GET", list)).body.items).toHaveLength(2);
  });

  test("is refused when the range is on the list and matches", async () => {
    const { allow, list } = await setUp();
    const { body } = await allow({});
    const again = await allow({ expires_at: "2026-11-23T12:00:00Z" });
    expect(again).toMatchObject({ status: 409, body: { code: "already_listed", id: body.id } });
    expect((await call("GET", `${list}/${body.id}`)).body.expires_at).toBeNull();
  });

  test.each([
    ["disabled", { enabled: false }],
    ["expired", { expires_at: "2026-11-22T11:00:00Z" }],
  ])("renews the entry that is %s", async (_why, state) => {
    const { list, path, allow, decision } = await setUp();
    const entry = { value: "203.0.113.9", label: "Ann", ...state };
    const listed = await call("POST", list, { body: entry, deps: { now: () => NOW - 2 * 3_600_000 } });
    const renewed = await allow({ expires_at: "2026-11-22T13:00:00Z" });
    expect(renewed).toMatchObject({ status: 200 });
    const { id, revision } = listed.body;
    const expected = { id, label: "Ann", enabled: true, expires_at: "2026-11-22T13:00:00Z" };
    expect(renewed.body).toMatchObject({ ...expected, revision: revision + 1 });
    expect(await decision("203.0.113.9")).toBe("allow");
    expect((await call("GET", `${list}/${id}`)).body).toMatchObject(expected);
    const [event] = (await call("GET", `${path}/audit`)).body.items;
    expect(event.detail).toMatchObject({ entry: "renewed", label: "Ann" });
  });

  test("is bound to a revision where the caller says so", async () => {
    const { path, items, revision } = await setUp();
    const answer = await call("POST", `${path}/denials/${items[0].id}/allow`, { body: {}, ifMatch: revision - 1 });
    expect(answer.body.code).toBe("revision_mismatch");
  });

  test("needs an address", async () => {
    const { allow } = await setUp({ address: null, device: null });
    expect(await allow({})).toMatchObject({ status: 409, body: { code: "denial_without_address" } });
  });

  test.each([
    [{ prefix: 64 }, ["/prefix"]],
    [{ prefix: 33 }, ["/prefix"]],
    [{ prefix: 23 }, ["/prefix"]],
    [{ for: "a day" }, ["/for"]],
    [{ for: "401d" }, ["/for"]],
    [{ for: "1d", expires_at: "2026-12-01T00:00:00Z" }, ["/for"]],
    [{ expires_at: "2026-11-22T12:00:00Z" }, ["/expires_at"]],
    [{ expires_at: "tomorrow", label: "a\u0000b", value: "::/0" }, ["/expires_at", "/label", "/value"]],
  ])("refuses %j", async (body, pointers) => {
    const { allow, list } = await setUp();
    const answer = await allow(body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(pointers);
    expect((await call("GET", list)).body.items).toHaveLength(1);
  });

  test("warns when it is temporary inside an entry without an end, as adding does", async () => {
    const { allow, list, path } = await setUp();
    expect((await call("PATCH", `${path}/policy`, { body: { mode: "monitor" } })).status).toBe(200);
    const { id } = (await call("POST", list, { body: { value: "203.0.113.0/24", label: "Office" } })).body;
    const { body } = await allow({ expires_at: "2026-12-01T00:00:00Z" });
    expect(body.covered_by).toEqual([id]);
    expect(body.warnings).toMatchObject([{ code: "still_allowed", entry: { id, label: "Office" } }]);
  });

  test("is refused when the whole list would let everyone in, as adding is", async () => {
    const { allow, list } = await setUp({ address: "8.8.8.8" });
    const rest = ["0.0.0.0-8.8.8.7", "8.8.8.9-255.255.255.255"].map((value) => ({ value }));
    expect((await call("POST", list, { body: { items: rest } })).status).toBe(200);
    const answer = await allow({});
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toMatchObject([{ pointer: "", code: "covers_everything" }]);
    expect((await call("GET", list)).body.items).toHaveLength(3);
  });

  test("finds nothing under an id that there is not", async () => {
    const { allow } = await setUp();
    expect(await allow({}, "den_nothing")).toMatchObject({ status: 404, body: { code: "denial_not_found" } });
  });
});
