import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { type Answer, call, makeAccount, makeDeps, makeToken, NOW, stateOf } from "../../api.ts";

const DAY_MS = 86_400_000;

/** The list as it is, without what every change sets anew. */
async function listOf(list: string): Promise<readonly unknown[]> {
  const { body } = await call("GET", list);
  return body.items.map(({ updated_at: _, ...entry }: { updated_at: string }) => entry);
}

const revisionsOf = async (path: string): Promise<readonly { revision: number; summary: string }[]> =>
  (await call("GET", `${path}/revisions`)).body.items;

const valuesOf = (answer: Answer): readonly string[] =>
  answer.body.items.map(({ value }: { readonly value: string }) => value);

describe("the list of revisions", () => {
  test("says who did what, the newest first, in pages", async () => {
    const { id, path, list } = await makeAccount({ entries: ["192.0.2.1"] });
    const { token } = await makeToken(id, ["allowlist:write"]);
    await call("POST", list, { body: { value: "192.0.2.2", label: "Office" }, token });
    await call("PATCH", `${path}/policy`, { body: { contact: "it@example.com" } });
    await call("PUT", `${path}/hosts/${id}.example.com`);

    const { body } = await call("GET", `${path}/revisions?limit=2`);
    expect(body.items).toMatchObject([
      { action: "host.added", summary: `The operator added the host ${id}.example.com`, policy_changed: false },
      { action: "policy.changed", summary: "The operator changed the policy: contact", policy_changed: true },
    ]);
    expect(body.items[0].counts).toEqual({ added: 0, removed: 0, changed: 0 });
    const rest = await call("GET", `${path}/revisions?cursor=${body.next_cursor}`);
    expect(rest.body.items).toMatchObject([
      { counts: { added: 1, removed: 0, changed: 0 }, summary: expect.stringContaining("added 192.0.2.2 (Office)") },
      { counts: { added: 1 } },
      { revision: 1, action: "account.created", counts: null },
    ]);
    expect(rest.body.next_cursor).toBeNull();
  });

  test("needs the right to read the list, and a cursor of its own", async () => {
    const { id, path } = await makeAccount();
    const { token } = await makeToken(id, ["audit:read"]);
    expect((await call("GET", `${path}/revisions`, { token })).body.code).toBe("missing_scope");
    expect((await call("GET", `${path}/revisions?cursor=abc`)).body.code).toBe("invalid_cursor");
  });
});

describe("a revision", () => {
  test("tells what it added, removed and changed, with before and after, in pages", async () => {
    const { path, list, revision } = await makeAccount({ entries: ["192.0.2.1", "192.0.2.2"] });
    const put = "192.0.2.1 # Ann\n192.0.2.3\n192.0.2.4";
    await call("PUT", list, { body: put, type: "text/plain", ifMatch: revision });

    const { body } = await call("GET", `${path}/revisions/${revision + 1}`);
    expect(body).toMatchObject({
      counts: { added: 2, removed: 1, changed: 1 },
      policy: null,
      added: [{ value: "192.0.2.3" }, { value: "192.0.2.4" }],
      removed: [{ value: "192.0.2.2" }],
      changed: [{ before: { value: "192.0.2.1", label: null }, after: { value: "192.0.2.1", label: "Ann" } }],
      next_cursor: null,
    });
    const first = await call("GET", `${path}/revisions/${revision + 1}?limit=3`);
    const second = await call("GET", `${path}/revisions/${revision + 1}?limit=3&cursor=${first.body.next_cursor}`);
    expect([...first.body.added, ...second.body.added]).toEqual(body.added);
    expect(second.body.next_cursor).toBeNull();
  });

  test("tells the policy before and after", async () => {
    const { path, revision } = await makeAccount();
    await call("PATCH", `${path}/policy`, { body: { mode: "monitor", session: { idle_days: 7 } } });
    const { body } = await call("GET", `${path}/revisions/${revision + 1}`);
    expect(body.policy).toMatchObject({
      before: { mode: "off", session: { idle_days: 90 } },
      after: { mode: "monitor", session: { idle_days: 7 } },
    });
  });

  test("has the list as it was: as JSON in pages, as text and as CSV", async () => {
    const { path, list, revision } = await makeAccount({
      entries: [{ value: "192.0.2.1", label: "Ann" }, { value: "192.0.2.2", enabled: false }, "192.0.2.3"],
    });
    const [text, csv] = [await call("GET", `${list}?format=text`), await call("GET", `${list}?format=csv`)];
    await call("PUT", list, { body: { items: [] }, ifMatch: revision });
    const then = `${path}/revisions/${revision}/allowlist`;

    expect((await call("GET", `${then}?format=text`)).text).toBe(text.text);
    expect((await call("GET", `${then}?format=csv`)).text).toBe(csv.text);
    const first = await call("GET", `${then}?limit=2`);
    const second = await call("GET", `${then}?limit=2&cursor=${first.body.next_cursor}`);
    expect([...valuesOf(first), ...valuesOf(second)]).toEqual(["192.0.2.1", "192.0.2.2", "192.0.2.3"]);
    expect(valuesOf(await call("GET", `${path}/revisions/${revision + 1}/allowlist`))).toEqual([]);
  });

  test.each([
    ["GET", ""],
    ["GET", "/allowlist"],
    ["GET", "/allowlist?format=text"],
    ["POST", "/restore"],
    ["POST", "/undo"],
  ])(
    "that is not there is not found, and one that is not kept says since when they are: %s %s",
    async (method, end) => {
      const { id, path, list } = await makeAccount({ entries: ["192.0.2.1"] });
      await call("POST", list, { body: { value: "192.0.2.2" }, deps: { now: () => NOW - 10 * DAY_MS } });
      const at = (revision: number | string) => call(method, `${path}/revisions/${revision}${end}`);
      expect((await at(99)).body.code).toBe("revision_not_found");
      expect((await at("abc")).body.code).toBe("invalid_request");

      while ((await makeDeps().revisions.purge(NOW - 9 * DAY_MS, 100)) > 0);
      expect((await at(1)).body).toMatchObject({
        status: 410,
        code: "revision_not_kept",
        oldest_revision: 3,
        kept_since: new Date(NOW - 10 * DAY_MS).toISOString().replace(".000Z", "Z"),
      });
      await call("DELETE", path);
      expect((await call(method, `/accounts/${id}/revisions/1${end}`)).body.code).toBe("account_not_found");
    },
  );
});

describe("restoring", () => {
  test("makes list and policy what they were: ids, labels, states, expiries and creation", async () => {
    const later = new Date(NOW + DAY_MS).toISOString();
    const { path, list } = await makeAccount({
      entries: [{ value: "192.0.2.1", label: "Ann" }, { value: "192.0.2.2", expires_at: later }, "192.0.2.3"],
    });
    const { revision } = (await call("PATCH", `${path}/policy`, { body: { contact: "it@example.com" } })).body;
    const before = await listOf(list);
    const policy = (await call("GET", `${path}/policy`)).body;
    const [first] = before as readonly { id: string }[];
    await call("PATCH", `${list}/${first?.id}`, { body: { value: "192.0.2.77", label: null, enabled: false } });
    await call("PUT", list, { body: "192.0.2.2\n198.51.100.0/24", type: "text/plain", ifMatch: "*" });
    await call("PATCH", `${path}/policy`, { body: { contact: null } });

    const done = await call("POST", `${path}/revisions/${revision}/restore`);
    expect(done.body).toMatchObject({
      revision: revision + 4,
      published: true,
      total: 3,
      added: 2,
      removed: 1,
      updated: 0,
      policy_changed: true,
      warning_count: 0,
    });
    expect(await listOf(list)).toEqual(before);
    const after = (await call("GET", `${path}/policy`)).body;
    expect({ ...after, revision: 0, published_revision: 0 }).toEqual({ ...policy, revision: 0, published_revision: 0 });
    expect((await call("GET", `${path}/audit?limit=1`)).body.items[0]).toMatchObject({
      action: "revision.restored",
      revision: revision + 4,
      detail: { restored_revision: revision, policy: { after: { contact: "it@example.com" } } },
      summary: `The operator brought back revision ${revision}`,
    });
  });

  test("the state that is current changes nothing, and makes no event", async () => {
    const { path, revision } = await makeAccount({ entries: ["192.0.2.1"] });
    const before = await stateOf(path);
    const done = await call("POST", `${path}/revisions/${revision}/restore`);
    expect(done.body).toMatchObject({ revision, added: 0, removed: 0, updated: 0, policy_changed: false });
    expect(await stateOf(path)).toEqual(before);
  });

  test("brings back an entry that has expired since as it was, and warns", async () => {
    const { path, list, revision } = await makeAccount({
      entries: ["192.0.2.1", { value: "192.0.2.2", expires_at: new Date(NOW + 1000).toISOString() }],
    });
    await call("PUT", list, { body: "192.0.2.1", type: "text/plain", ifMatch: revision });
    const deps = { now: () => NOW + 5000 };
    const done = await call("POST", `${path}/revisions/${revision}/restore`, { deps });
    expect(done.body.warnings).toMatchObject([{ code: "expired_since", value: "192.0.2.2", count: 1 }]);
    const { body } = await call("GET", list, { deps });
    expect(body.items).toMatchObject([{ value: "192.0.2.1" }, { value: "192.0.2.2", state: "expired" }]);
  });

  test("is refused when it would lock the caller out, unless that is acknowledged", async () => {
    const { id, path, list, revision } = await makeAccount({ mode: "enforce", entries: ["192.0.2.1"] });
    await call("POST", list, { body: { value: "198.51.100.1" } });
    const { token } = await makeToken(id, ["allowlist:write"]);
    const before = await listOf(list);
    const refused = await call("POST", `${path}/revisions/${revision}/restore`, { token });
    expect(refused.body).toMatchObject({ status: 409, code: "lockout_risk", your_address: "198.51.100.1" });
    expect(await listOf(list)).toEqual(before);
    expect((await call("GET", `${path}/audit?limit=1`)).body.items[0]).toMatchObject({ action: "change.refused" });
    const done = await call("POST", `${path}/revisions/${revision}/restore?acknowledge_lockout=true`, { token });
    expect(done.status).toBe(200);
    expect((await listOf(list)).length).toBe(1);
  });

  test("an enforced list without a live entry is refused, also by its policy of then", async () => {
    const { path, list, revision } = await makeAccount();
    await call("POST", list, { body: { value: "192.0.2.1" } });
    await call("PATCH", `${path}/policy`, { body: { mode: "enforce" } });
    const { id } = (await call("GET", list)).body.items[0];
    expect((await call("POST", `${path}/revisions/${revision + 1}/restore`)).status).toBe(200);
    await call("DELETE", `${list}/${id}`);
    // Enforced, with an entry; then neither: the list comes back with the policy.
    expect((await call("POST", `${path}/revisions/${revision + 2}/restore`)).status).toBe(200);
    await call("PATCH", `${list}/${id}`, { body: { expires_at: new Date(NOW + 1000).toISOString() } });
    const enforced = revision + 6;
    await call("PATCH", `${path}/policy`, { body: { mode: "off" } });
    const late = await call("POST", `${path}/revisions/${enforced}/restore`, { deps: { now: () => NOW + 2000 } });
    expect(late.body.code).toBe("empty_allowlist");
  });

  test("honours If-Match", async () => {
    const { path, list, revision } = await makeAccount({ entries: ["192.0.2.1"] });
    await call("POST", list, { body: { value: "192.0.2.2" } });
    const restore = (ifMatch: number) => call("POST", `${path}/revisions/${revision}/restore`, { ifMatch });
    expect((await restore(revision)).body.code).toBe("revision_mismatch");
    expect((await restore(revision + 1)).status).toBe(200);
  });

  test("under a key is done once, also when the answer was lost", async () => {
    const { path, list, revision } = await makeAccount({ entries: ["192.0.2.1"] });
    await call("POST", list, { body: { value: "192.0.2.2" } });
    const restore = () =>
      call("POST", `${path}/revisions/${revision}/restore`, { headers: { "Idempotency-Key": `restore-${path}` } });
    const first = await restore();
    await call("POST", list, { body: { value: "192.0.2.3" } });
    const before = await stateOf(path);
    const second = await restore();
    expect(second.headers.get("Idempotency-Replayed")).toBe("true");
    expect(second.text).toBe(first.text);
    expect(await stateOf(path)).toEqual(before);
  });

  test("does not touch hosts, nor the name", async () => {
    const { id, path, revision } = await makeAccount();
    await call("PUT", `${path}/hosts/${id}.example.com`);
    await call("PATCH", path, { body: { name: "Renamed" } });
    await call("POST", `${path}/revisions/${revision}/restore`);
    expect((await call("GET", `${path}/hosts`)).body.items).toHaveLength(1);
    expect((await call("GET", path)).body.name).toBe("Renamed");
  });
});

describe("undoing", () => {
  test("takes the last change back", async () => {
    const { path, list, revision } = await makeAccount({ entries: ["192.0.2.1", "192.0.2.2"] });
    const before = await listOf(list);
    await call("PUT", list, { body: "192.0.2.3", type: "text/plain", ifMatch: revision });
    const done = await call("POST", `${path}/revisions/${revision + 1}/undo`);
    expect(done.body).toMatchObject({ added: 2, removed: 1, revision: revision + 2 });
    expect(await listOf(list)).toEqual(before);
    expect((await revisionsOf(path))[0]?.summary).toBe(`The operator undid revision ${revision + 1}`);
  });

  test("takes an earlier change back, and leaves the later ones", async () => {
    const { path, list, revision } = await makeAccount({
      entries: [{ value: "192.0.2.1", label: "Ann" }, "192.0.2.2"],
    });
    await call("PUT", list, { body: "192.0.2.1 # Bob\n192.0.2.3", type: "text/plain", ifMatch: revision });
    await call("POST", list, { body: { value: "192.0.2.4" } });
    await call("PATCH", `${path}/policy`, { body: { contact: "it@example.com" } });

    const done = await call("POST", `${path}/revisions/${revision + 1}/undo`);
    expect(done.body).toMatchObject({ added: 1, removed: 1, updated: 1, policy_changed: false, total: 3 });
    const lines = (await call("GET", `${list}?format=text`)).text.trim().split("\n");
    expect(lines.sort()).toEqual(["192.0.2.1 # Ann", "192.0.2.2", "192.0.2.4"]);
    expect((await call("GET", `${path}/policy`)).body.contact).toBe("it@example.com");
  });

  test("takes an earlier change of the policy back", async () => {
    const { path, list, revision } = await makeAccount();
    await call("PATCH", `${path}/policy`, { body: { contact: "it@example.com" } });
    await call("POST", list, { body: { value: "192.0.2.4" } });
    expect((await call("POST", `${path}/revisions/${revision + 1}/undo`)).body).toMatchObject({ policy_changed: true });
    expect((await call("GET", `${path}/policy`)).body.contact).toBeNull();
    expect(await listOf(list)).toHaveLength(1);
  });

  test("is refused when what the change did was changed since, and says what", async () => {
    const { path, list, revision } = await makeAccount({ entries: ["192.0.2.1"] });
    const { id } = (await call("GET", list)).body.items[0];
    await call("PATCH", `${list}/${id}`, { body: { label: "Ann" } });
    await call("PATCH", `${path}/policy`, { body: { contact: "a@example.com" } });
    await call("DELETE", `${list}/${id}`);
    await call("PATCH", `${path}/policy`, { body: { contact: "b@example.com" } });
    const before = await stateOf(path);

    const entry = await call("POST", `${path}/revisions/${revision + 1}/undo`);
    expect(entry.body).toMatchObject({ status: 409, code: "undo_not_possible", entries: ["192.0.2.1"] });
    const policy = await call("POST", `${path}/revisions/${revision + 2}/undo`);
    expect(policy.body).toMatchObject({ code: "undo_not_possible", policy_changed: true, entries: [] });
    expect(await stateOf(path)).toEqual(before);
  });

  test("of what is undone already changes nothing: a button pressed twice, a repeated call", async () => {
    const { path, list, revision } = await makeAccount({ entries: ["192.0.2.1", "192.0.2.2"] });
    const [{ id }, other] = (await call("GET", list)).body.items;
    await call("POST", list, { body: { value: "192.0.2.4" } });
    await call("PATCH", `${list}/${id}`, { body: { label: "Ann" } });
    await call("PATCH", `${path}/policy`, { body: { contact: "it@example.com" } });
    await call("DELETE", `${list}/${other.id}`);
    for (const made of [4, 3, 2, 1]) {
      const undo = () => call("POST", `${path}/revisions/${revision + made}/undo`);
      expect(await undo()).toMatchObject({ status: 200 });
      const before = await stateOf(path);
      expect(await undo()).toMatchObject({
        status: 200,
        body: { added: 0, removed: 0, updated: 0, policy_changed: false, warning_count: 0 },
      });
      expect(await stateOf(path)).toEqual(before);
    }
  });

  test("of an addition whose range another entry has by now is refused", async () => {
    const { path, list, revision } = await makeAccount();
    const { id } = (await call("POST", list, { body: { value: "192.0.2.4" } })).body;
    await call("DELETE", `${list}/${id}`);
    await call("POST", list, { body: { value: "192.0.2.4" } });
    const undone = await call("POST", `${path}/revisions/${revision + 1}/undo`);
    expect(undone.body).toMatchObject({ code: "undo_not_possible", entries: ["192.0.2.4"] });
  });

  test("is refused when another entry has the range that would come back", async () => {
    const { path, list, revision } = await makeAccount({ entries: ["192.0.2.1", "192.0.2.2"] });
    const { id } = (await call("GET", list)).body.items[0];
    await call("DELETE", `${list}/${id}`);
    await call("POST", list, { body: { value: "192.0.2.1" } });
    const undone = await call("POST", `${path}/revisions/${revision + 1}/undo`);
    expect(undone.body).toMatchObject({ code: "undo_not_possible", entries: ["192.0.2.1"] });
  });

  test("of an earlier change of more than 1,000 entries is left to restoring", async () => {
    const { path, list, revision } = await makeAccount();
    const items = Array.from({ length: 1_001 }, (_, i) => ({ value: `10.0.${i >> 8}.${i & 255}` }));
    await call("POST", list, { body: { items } });
    await call("POST", list, { body: { value: "192.0.2.1" } });
    const undone = await call("POST", `${path}/revisions/${revision + 1}/undo`);
    expect(undone.body).toMatchObject({ code: "undo_not_possible", entries: [] });
    expect(undone.body.detail).toContain(`restore revision ${revision}`);
  });
});

describe("the preview", () => {
  test("shows what a restore and an undo would mean, and changes nothing", async () => {
    const { id, path, list, revision } = await makeAccount({ mode: "enforce", entries: ["192.0.2.1"] });
    await call("POST", list, { body: { value: "198.51.100.1" } });
    const { token } = await makeToken(id, ["allowlist:read"]);
    const before = await stateOf(path);
    for (const body of [{ revision }, { undo: revision + 1 }]) {
      const shown = await call("POST", `${path}/preview`, { body, token });
      expect(shown.body).toMatchObject({
        revision: revision + 1,
        refusal: "lockout_risk",
        allowlist: { total: 1, added: { count: 0 }, removed: { count: 1, items: ["198.51.100.1/32"] } },
      });
    }
    expect(await stateOf(path)).toEqual(before);
  });

  test("takes one of them at a time", async () => {
    const { path } = await makeAccount();
    const both = await call("POST", `${path}/preview`, { body: { revision: 1, policy: { mode: "off" } } });
    expect(both.body).toMatchObject({ code: "invalid_request", errors: [{ code: "not_together" }] });
    expect((await call("POST", `${path}/preview`, { body: { revision: 9 } })).body.code).toBe("revision_not_found");
    expect((await call("POST", `${path}/preview`, { body: { undo: 9 } })).body.code).toBe("revision_not_found");
  });
});

describe("when D1 fails", () => {
  /** D1 whose batches are written and then fail, as when the answer is lost on its way; or fail before they are. */
  const failing = (isWritten: boolean): D1Database =>
    new Proxy(env.DB, {
      get: (target, name) =>
        name === "batch"
          ? async (statements: D1PreparedStatement[]) => {
              const isChange = statements.length > 8;
              if (!isChange || isWritten) await target.batch(statements);
              if (isChange) throw new Error("D1_ERROR: Network connection lost.");
              return target.batch(statements);
            }
          : Reflect.get(target, name).bind(target),
    });

  test.each([true, false])(
    "a restore is whole or not at all, and its repetition under the key is right (written: %s)",
    async (isWritten) => {
      const { path, list, revision } = await makeAccount({ entries: ["192.0.2.1"] });
      const then = await listOf(list);
      await call("PUT", list, { body: "192.0.2.2\n192.0.2.3", type: "text/plain", ifMatch: revision });
      const { createRevisions } = await import("../../../../src/storage/revisions/revisions.ts");
      const { random } = await import("../../../support/storage.ts");
      const headers = { "Idempotency-Key": `lost-${path}` };
      const url = `${path}/revisions/${revision}/restore`;
      const lost = await call("POST", url, {
        headers,
        deps: { revisions: createRevisions(failing(isWritten), random) },
      });
      expect(lost.status).toBe(503);
      expect(await listOf(list)).toHaveLength(isWritten ? 1 : 2);

      const again = await call("POST", url, { headers });
      expect(again.headers.get("Idempotency-Replayed")).toBe(isWritten ? "true" : null);
      expect(again.body).toMatchObject({ revision: revision + 2, added: 1, removed: 2, published: true });
      expect(await listOf(list)).toEqual(then);
      expect((await revisionsOf(path)).map((each) => each.revision)[0]).toBe(revision + 2);
    },
  );

  test("two administrators who restore at once: one restores, the other finds it done", async () => {
    const { path, list, revision } = await makeAccount({ entries: ["192.0.2.1"] });
    const then = await listOf(list);
    await call("POST", list, { body: { value: "192.0.2.2" } });
    const both = await Promise.all([1, 2].map(() => call("POST", `${path}/revisions/${revision}/restore`)));
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both.map(({ body }) => body.removed).sort()).toEqual([0, 1]);
    expect(await listOf(list)).toEqual(then);
    expect((await revisionsOf(path))[0]?.revision).toBe(revision + 2);
  });
});
