import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { AdminDeps } from "../../../../src/admin/deps.ts";
import { MAX_ENTRIES } from "../../../../src/storage/entries/entry-records.ts";
import { type NewAccessRequest, REQUEST_LIFE_MS } from "../../../../src/storage/visits/access-requests.ts";
import { DAY_MS } from "../../../../src/time.ts";
import { address } from "../../../support/storage.ts";
import { call, makeAccount, makeDeps, makeToken, NOW } from "../../api.ts";

const CHROME = { label: "Chrome 131 on Windows", type: "desktop" };
const REFERENCE = "9f86d081-884c-4d65-a1b2-c3d4e5f60718";

/** An account that enforces its list and takes requests, with a request of this address. */
async function setUp(from = "203.0.113.9", request: Partial<NewAccessRequest> = {}) {
  const account = await makeAccount({ mode: "enforce", entries: ["198.51.100.1"] });
  const policy = await call("PATCH", `${account.path}/policy`, { body: { access_requests: true } });
  const file = (of: string) =>
    makeDeps().accessRequests.file(
      {
        account: account.id,
        address: address(of),
        network: of,
        name: "Ann Lee",
        reason: "At a customer's",
        device: CHROME,
        region: { country: "DE", region: null, city: "Berlin" },
        hostname: "app.example.com",
        reference: REFERENCE,
        ...request,
      },
      NOW,
    );
  expect(await file(from)).toEqual({ kind: "sent", reference: REFERENCE });
  const requests = `${account.path}/access-requests`;
  const { items } = (await call("GET", requests)).body;
  const { id } = items[0];
  return {
    ...account,
    revision: policy.body.revision as number,
    file,
    requests,
    items,
    id,
    approve: (body: object = {}, options: object = {}) =>
      call("POST", `${requests}/${id}/approve`, { body, ...options }),
    decline: (options: object = {}) => call("POST", `${requests}/${id}/decline`, options),
    state: async () => (await call("GET", requests)).body.items[0].state,
    decision: async (of: string) =>
      (await call("POST", `${account.path}/check`, { body: { address: of } })).body.decision,
    events: async () =>
      (await call("GET", `${account.path}/audit`)).body.items.filter(({ action }: { action: string }) =>
        action.startsWith("access_request."),
      ),
  };
}

describe("the list of access requests", () => {
  test("tells who asks, why, from where, on what, and with which reference", async () => {
    const { items } = await setUp();
    expect(items).toEqual([
      {
        id: expect.stringMatching(/^req_/),
        state: "open",
        address: "203.0.113.9",
        name: "Ann Lee",
        reason: "At a customer's",
        device: CHROME,
        region: { country: "DE", region: null, city: "Berlin" },
        hostname: "app.example.com",
        reference: REFERENCE,
        created_at: "2026-11-22T12:00:00Z",
        expires_at: "2026-11-29T12:00:00Z",
        decided_at: null,
        decided_by: null,
        entry_id: null,
      },
    ]);
  });

  test("comes in pages, the newest first, and by state", async () => {
    const { requests, file, decline } = await setUp();
    for (const n of [1, 2, 3]) await file(`192.0.2.${n}`);
    await decline();
    const first = await call("GET", `${requests}?limit=3`);
    const rest = await call("GET", `${requests}?limit=3&cursor=${first.body.next_cursor}`);
    expect(
      [...first.body.items, ...rest.body.items]
        .map((item) => item.id)
        .toSorted()
        .toReversed(),
    ).toEqual([...first.body.items, ...rest.body.items].map((item) => item.id));
    expect(rest.body.next_cursor).toBeNull();
    const states = async (state: string, now = NOW) =>
      (await call("GET", `${requests}?state=${state}`, { deps: { now: () => now } })).body.items.length;
    expect([await states("open"), await states("declined"), await states("expired")]).toEqual([3, 1, 0]);
    const later = NOW + REQUEST_LIFE_MS;
    expect([await states("open", later), await states("declined", later), await states("expired", later)]).toEqual([
      0, 1, 3,
    ]);
    expect((await call("GET", `${requests}?state=lost`)).body.errors).toHaveLength(1);
    const stray = await call("GET", `${requests}?state=open&cursor=${first.body.next_cursor}`);
    expect(stray.body.code).toBe("invalid_cursor");
  });

  test("is an account's own, and goes with it", async () => {
    const { id, requests, path } = await setUp();
    const other = await makeAccount();
    expect((await call("GET", `${other.path}/access-requests`)).body.items).toEqual([]);
    for (const act of ["approve", "decline"]) {
      const answer = await call("POST", `${other.path}/access-requests/${id}/${act}`, { body: {} });
      expect(answer.body.code).toBe("access_request_not_found");
    }
    expect((await call("GET", requests)).body.items[0].state).toBe("open");
    expect((await call("DELETE", path)).status).toBe(200);
    const left = await env.DB.prepare("SELECT count(*) AS n FROM access_requests WHERE id = ?1").bind(id).first("n");
    expect(left).toBe(0);
  });
});

describe("approving a request", () => {
  test("lets the address in for a day, and names the request in the event of the entry", async () => {
    const { approve, decision, id, revision, path, list, events } = await setUp();
    expect(await decision("203.0.113.9")).toBe("deny");
    const { status, body, headers } = await approve({ for: "1d" });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id,
      state: "approved",
      decided_at: "2026-11-22T12:00:00Z",
      decided_by: "operator",
      entry_id: body.entry.id,
      entry: { value: "203.0.113.9", label: "Ann Lee", state: "live", expires_at: "2026-11-23T12:00:00Z" },
      revision: revision + 1,
      published: true,
    });
    expect(headers.get("ETag")).toBe(`"${revision + 1}"`);
    expect(await decision("203.0.113.9")).toBe("allow");
    expect((await call("GET", `${list}/${body.entry.id}`)).body).toMatchObject({ value: "203.0.113.9" });
    expect(await events()).toMatchObject([
      {
        action: "access_request.approved",
        revision: revision + 1,
        summary: "The operator let in 203.0.113.9/32 (Ann Lee)",
        detail: { request: id, entry_id: body.entry.id, entry: "added", reference: REFERENCE, name: "Ann Lee" },
      },
    ]);
    const stored = (await call("GET", `${path}/access-requests`)).body.items[0];
    expect(stored).toEqual({ ...stored, state: "approved", entry_id: body.entry.id, decided_by: "operator" });
  });

  test.each<[string, object, object]>([
    ["203.0.113.9", { prefix: 24, label: "Fair" }, { value: "203.0.113.0/24", label: "Fair", expires_at: null }],
    ["2001:db8:1:2::7", { prefix: 64, for: "8h" }, { value: "2001:db8:1:2::/64", expires_at: "2026-11-22T20:00:00Z" }],
    ["2001:db8:1:2::7", { expires_at: "2026-12-01T00:00:00Z", label: null }, { value: "2001:db8:1:2::7", label: null }],
  ])("of %s with %j", async (from, body, entry) => {
    const { approve } = await setUp(from);
    expect(await approve(body)).toMatchObject({ status: 200, body: { entry } });
  });

  test("brings an entry to life again that is off, keeps its label, and tells what covers it", async () => {
    const { approve, list } = await setUp();
    const wide = await call("POST", list, { body: { value: "203.0.113.0/28", label: "Fair" } });
    const off = await call("POST", list, { body: { value: "203.0.113.9", label: "Old", enabled: false } });
    const { body } = await approve({ for: "1d" });
    expect(body.entry).toMatchObject({
      id: off.body.id,
      label: "Old",
      state: "live",
      covered_by: [wide.body.id],
      warnings: [{ code: "still_allowed" }],
    });
  });

  test("is done with the entry that is there and live, which stays as it is", async () => {
    const { approve, list, state, events } = await setUp();
    const listed = await call("POST", list, { body: { value: "203.0.113.9", label: "Ann" } });
    const { status, body } = await approve({ for: "1h" });
    expect(status).toBe(200);
    expect(body.entry).toMatchObject({ id: listed.body.id, label: "Ann", expires_at: null });
    expect(await state()).toBe("approved");
    expect((await events())[0].detail.entry).toBe("listed");
  });

  test.each([
    [{ for: "1d", expires_at: "2026-12-01T00:00:00Z" }, ["/for"]],
    [{ for: "0d" }, ["/for"]],
    [{ expires_at: "2026-11-22T12:00:00Z" }, ["/expires_at"]],
    [{ prefix: 23 }, ["/prefix"]],
    [{ prefix: 64 }, ["/prefix"]],
    [{ label: "a\u0000b", reason: "x" }, ["/label", "/reason"]],
  ])("with %j is refused, and the request stays open", async (body, pointers) => {
    const { approve, state } = await setUp();
    const answer = await approve(body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(pointers);
    expect(await state()).toBe("open");
  });

  test("of one that was decided, or has expired, tells so and changes nothing", async () => {
    const { approve, decline, list } = await setUp();
    await decline();
    expect(await approve()).toMatchObject({ status: 409, body: { code: "access_request_settled", state: "declined" } });
    expect(await decline()).toMatchObject({ status: 409, body: { code: "access_request_settled" } });
    const late = await setUp();
    const later = { deps: { now: () => NOW + REQUEST_LIFE_MS } };
    expect(await late.approve({}, later)).toMatchObject({ status: 409, body: { state: "expired" } });
    for (const of of [list, late.list]) expect((await call("GET", of)).body.items).toHaveLength(1);
  });

  test("needs the right to write, and honours If-Match", async () => {
    const { id, requests, approve, revision, state } = await setUp();
    const { token } = await makeToken((await call("GET", requests.replace("/access-requests", ""))).body.id, [
      "allowlist:read",
    ]);
    expect((await call("GET", requests, { token })).status).toBe(200);
    for (const act of ["approve", "decline"]) {
      expect((await call("POST", `${requests}/${id}/${act}`, { token, body: {} })).body.code).toBe("missing_scope");
    }
    expect((await approve({}, { ifMatch: revision - 1 })).body.code).toBe("revision_mismatch");
    expect(await state()).toBe("open");
  });
});

describe("declining a request", () => {
  test("changes the request alone, with its event", async () => {
    const { decline, decision, revision, path, events, id } = await setUp();
    const { status, body } = await decline();
    expect([status, body.state, body.decided_by, body.entry_id]).toEqual([200, "declined", "operator", null]);
    expect(await decision("203.0.113.9")).toBe("deny");
    expect((await call("GET", `${path}/policy`)).body.revision).toBe(revision);
    expect(await events()).toMatchObject([
      {
        action: "access_request.declined",
        revision: null,
        summary: "The operator declined the access request of 203.0.113.9 (Ann Lee)",
        detail: { request: id, address: "203.0.113.9" },
      },
    ]);
  });
});

describe("when things go wrong", () => {
  /** Stores with which two calls judge before either of them writes. */
  function together(): Partial<AdminDeps> {
    const { entries, accessRequests } = makeDeps();
    const { promise: all, resolve } = Promise.withResolvers<void>();
    let arrived = 0;
    const arrive = async (): Promise<void> => {
      arrived += 1;
      if (arrived >= 2) resolve();
      await all;
    };
    return {
      entries: { ...entries, add: (...args) => arrive().then(() => entries.add(...args)) },
      accessRequests: {
        ...accessRequests,
        decline: (...args) => arrive().then(() => accessRequests.decline(...args)),
      },
    };
  }

  test.each(["approve and approve", "approve and decline", "decline and decline"])(
    "two administrators at once: %s; the first decision counts, once",
    async (pair) => {
      const { id, requests, list, events, state } = await setUp();
      const deps = together();
      const answers = await Promise.all(
        pair.split(" and ").map((act) => call("POST", `${requests}/${id}/${act}`, { body: {}, deps })),
      );
      const decided = answers.filter(({ status }) => status === 200);
      expect(decided).toHaveLength(1);
      expect(answers.find(({ status }) => status !== 200)).toMatchObject({
        status: 409,
        body: { code: "access_request_settled", state: decided[0]?.body.state },
      });
      expect(await state()).toBe(decided[0]?.body.state);
      expect(await events()).toHaveLength(1);
      const isApproved = decided[0]?.body.state === "approved";
      expect((await call("GET", list)).body.items).toHaveLength(isApproved ? 2 : 1);
    },
  );

  test.each(["approve", "decline"])("%s with a repeated Idempotency-Key is done once", async (act) => {
    const { id, requests, list, events } = await setUp();
    const again = (key: string) =>
      call("POST", `${requests}/${id}/${act}`, {
        ...(act === "approve" ? { body: { for: "1d" } } : {}),
        headers: { "Idempotency-Key": key },
      });
    const [first, second] = [await again("k-1"), await again("k-1")];
    expect([first.status, second.status, second.text]).toEqual([200, 200, first.text]);
    expect(second.headers.get("ETag")).toBe(first.headers.get("ETag"));
    expect(await events()).toHaveLength(1);
    expect((await call("GET", list)).body.items).toHaveLength(act === "approve" ? 2 : 1);
    expect((await again("k-2")).body.code).toBe("access_request_settled");
  });

  test.each(["approve", "decline"])(
    "%s of which D1's answer is lost is saved, and its repetition says so",
    async (act) => {
      const { id, requests, events } = await setUp();
      const { entries, accessRequests } = makeDeps();
      const lost = () => Promise.reject(new Error("D1_ERROR: the connection was lost"));
      const deps: Partial<AdminDeps> = {
        entries: { ...entries, add: (...args) => entries.add(...args).then(lost) },
        accessRequests: { ...accessRequests, decline: (...args) => accessRequests.decline(...args).then(lost) },
      };
      const options = {
        ...(act === "approve" ? { body: { for: "1d" } } : {}),
        headers: { "Idempotency-Key": "k-1" },
      };
      expect((await call("POST", `${requests}/${id}/${act}`, { ...options, deps })).status).toBe(503);
      const again = await call("POST", `${requests}/${id}/${act}`, options);
      expect([again.status, again.body.state]).toEqual([200, act === "approve" ? "approved" : "declined"]);
      if (act === "approve") expect(again.body.published).toBe(true);
      expect(await events()).toHaveLength(1);
    },
  );

  test("D1 refuses the batch: no entry, no event, and the request is open", async () => {
    const { approve, list, state, events } = await setUp();
    await env.DB.prepare(
      "CREATE TRIGGER audit_fails BEFORE INSERT ON audit WHEN NEW.action = 'access_request.approved' BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    ).run();
    try {
      expect((await approve()).status).toBeGreaterThanOrEqual(500);
    } finally {
      await env.DB.prepare("DROP TRIGGER audit_fails").run();
    }
    expect([await state(), (await call("GET", list)).body.items.length, await events()]).toEqual(["open", 1, []]);
    expect((await approve()).status).toBe(200);
  });

  test("KV refuses the copy: it is saved, and the answer says that it is not published", async () => {
    const { approve, state } = await setUp();
    const publisher = { publishAccount: async () => ({ published: false, revision: null }) };
    const deps = { publisher: { ...makeDeps().publisher, ...publisher } };
    expect((await approve({}, { deps })).body).toMatchObject({ state: "approved", published: false });
    expect(await state()).toBe("approved");
  });

  test("a list of 250,000 entries takes no further one: the request stays open", { timeout: 120_000 }, async () => {
    const { approve, state, list, id, events } = await setUp();
    const account = list.split("/")[2] ?? "";
    await env.DB.prepare(
      `INSERT INTO entries (account_id, id, value, family, varying_bits, first, last, label, enabled, expires_at,
         created_at, created_by, updated_at)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
       SELECT ?1, 'ent_' || i, '10.0.0.0', 4, 0, printf('0a%06x', i), printf('0a%06x', i), NULL, 1, NULL, 0, 'x', 0 FROM n`,
    )
      .bind(account, MAX_ENTRIES - 1)
      .run();
    expect((await approve()).body.code).toBe("too_many_entries");
    expect([await state(), await events()]).toEqual(["open", []]);
    await env.DB.prepare("DELETE FROM entries WHERE account_id = ?1 AND id = 'ent_1'").bind(account).run();
    const { status, body } = await approve({ for: "1d" });
    expect([status, body.id, body.published]).toEqual([200, id, true]);
  });
});

test("requests go after 90 days, in bounded steps", async () => {
  const { id, requests } = await setUp();
  const { accessRequests } = makeDeps();
  expect(await accessRequests.purge(NOW + 90 * DAY_MS, 10)).toBe(0);
  while ((await accessRequests.purge(NOW + 90 * DAY_MS + 1, 2)) > 0);
  expect((await call("GET", requests)).body.items.map((item: { id: string }) => item.id)).not.toContain(id);
});
