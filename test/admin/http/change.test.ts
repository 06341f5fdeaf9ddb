import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { AdminDeps } from "../../../src/admin/deps.ts";
import { call, makeAccount, makeDeps, stateOf } from "../api.ts";

/** Stores in which another change of the policy comes first whenever the policy is about to be written. */
function contested(account: string, times: number): Partial<AdminDeps> {
  const deps = makeDeps();
  let left = times;
  const first = async (): Promise<void> => {
    if (left-- <= 0) return;
    await call("PATCH", `/accounts/${account}/policy`, { body: { contact: `${left}@example.com` } });
  };
  const { accounts } = deps;
  return { accounts: { ...accounts, setPolicy: (...args) => first().then(() => accounts.setPolicy(...args)) } };
}

describe("changes of the same thing that meet", () => {
  const body = { block_api_requests: true };

  test("are judged again on what the first one left", async () => {
    const { id, path } = await makeAccount();
    const answer = await call("PATCH", `${path}/policy`, { body, deps: contested(id, 3) });
    expect(answer).toMatchObject({ status: 200, body: { ...body, contact: "0@example.com", revision: 5 } });
  });

  test("again and again are given up, and nothing is changed by it", async () => {
    const { id, path } = await makeAccount();
    const answer = await call("PATCH", `${path}/policy`, { body, deps: contested(id, 99) });
    expect(answer).toMatchObject({ status: 409, body: { code: "concurrent_change" } });
    expect(answer.headers.get("Retry-After")).not.toBeNull();
    expect((await call("GET", `${path}/policy`)).body.block_api_requests).toBe(false);
  });

  test.each([
    ["the longest", 255, [25, 50, 100, 200]],
    ["none", 0, [0, 0, 0, 0]],
  ])("wait before they are tried again, at random, more each time: %s", async (_, byte, longest) => {
    const { id, path } = await makeAccount();
    const pauses: number[] = [];
    const sleep = async (ms: number) => void pauses.push(ms);
    const random = (count: number) => new Uint8Array(count).fill(byte);
    // Each call has its own random bytes: those of the calls between make the ids of events.
    await call("PATCH", `${path}/policy`, { body, deps: { ...contested(id, 99), sleep, random } });
    expect(pauses).toEqual(longest.map((ms) => (ms * byte) / 256));
  });

  test("under If-Match: the second is refused, for its revision is gone", async () => {
    const { id, path } = await makeAccount();
    const answer = await call("PATCH", `${path}/policy`, {
      body: { mode: "monitor" },
      ifMatch: 1,
      deps: contested(id, 1),
    });
    expect(answer).toMatchObject({ status: 412, body: { code: "revision_mismatch", revision: 2 } });
    expect((await call("GET", `${path}/policy`)).body.mode).toBe("off");
  });
});

describe("a change whose copy cannot be written", () => {
  const failing = () => {
    const { publisher } = makeDeps();
    const later: Promise<unknown>[] = [];
    let isDown = true;
    const deps: Partial<AdminDeps> = {
      publisher: {
        ...publisher,
        publishAccount: async (account) =>
          isDown ? { published: false, revision: null } : publisher.publishAccount(account),
      },
      waitUntil: (work) => later.push(work),
      // Down until somebody waits.
      sleep: async () => {
        isDown = false;
      },
    };
    return { deps, later };
  };

  test("is saved, says so, and is tried again after the answer", async () => {
    const { path, list, revision } = await makeAccount();
    const { deps, later } = failing();
    const answer = await call("POST", list, { body: { value: "203.0.113.7" }, deps });
    expect(answer).toMatchObject({ status: 201, body: { revision: revision + 1, published: false } });
    expect((await call("GET", list)).body.items).toHaveLength(1);
    expect(later).toHaveLength(1);
    await Promise.all(later);
    expect((await call("GET", `${path}/policy`)).body).toMatchObject({
      revision: revision + 1,
      published_revision: revision + 1,
    });
  });

  test("shows which revision the edge has", async () => {
    const { path, revision } = await makeAccount();
    const { deps } = failing();
    const body = { mode: "monitor" };
    const answer = await call("PATCH", `${path}/policy`, { body, deps: { ...deps, waitUntil: () => {} } });
    expect(answer.body).toMatchObject({ revision: revision + 1, published: false, published_revision: revision });
  });
});

describe("the audit trail", () => {
  const trailOf = async (account: string) => {
    const { results } = await env.DB.prepare(
      "SELECT actor, address, action, detail, revision FROM audit WHERE account_id = ?1 ORDER BY seq",
    )
      .bind(account)
      .all<Record<string, string>>();
    return results.map((row) => ({ ...row, detail: JSON.parse(row.detail ?? "") }));
  };
  const by = { actor: "operator", address: "198.51.100.1" };

  test("has every change with who, from where, before and after, and what was refused for what it would have done", async () => {
    const { id, path, list } = await makeAccount();
    const entry = (await call("POST", list, { body: { value: "203.0.113.7", label: "Office" } })).body;
    await call("PATCH", `${path}/policy`, { body: { mode: "enforce" } });
    await call("PATCH", `${path}/policy`, { body: { mode: "enforce" } });
    await call("DELETE", `${list}/${entry.id}`);
    await call("PATCH", `${list}/${entry.id}`, { body: { label: null } });
    await call("PUT", `${path}/hosts/audit.example`);
    await call("PUT", list, { body: { items: [{ value: "10.0.0.0/8" }] }, ifMatch: "*" });
    expect(await trailOf(id)).toEqual([
      { ...by, action: "account.created", detail: { name: expect.any(String) }, revision: 1 },
      {
        ...by,
        action: "allowlist.added",
        detail: {
          added: { count: 1, first: ["203.0.113.7/32"], entries: [{ value: "203.0.113.7", label: "Office" }] },
        },
        revision: 2,
      },
      { ...by, action: "policy.changed", detail: { before: { mode: "off" }, after: { mode: "enforce" } }, revision: 3 },
      {
        ...by,
        action: "change.refused",
        detail: { operation: "deleteEntry", code: "empty_allowlist", id: entry.id },
        revision: null,
      },
      {
        ...by,
        action: "entry.changed",
        detail: {
          id: entry.id,
          before: { value: "203.0.113.7", range: "203.0.113.7/32", label: "Office", enabled: true, expires_at: null },
          after: { value: "203.0.113.7", range: "203.0.113.7/32", label: null, enabled: true, expires_at: null },
        },
        revision: 4,
      },
      { ...by, action: "host.added", detail: { hostname: "audit.example" }, revision: 5 },
      {
        ...by,
        action: "allowlist.replaced",
        detail: {
          total: 1,
          updated: 0,
          added: { count: 1, first: ["10.0.0.0/8"], entries: [{ value: "10.0.0.0/8", label: null }] },
          removed: { count: 1, first: ["203.0.113.7/32"], entries: [{ value: "203.0.113.7", label: null }] },
          changed: { count: 0, entries: [] },
        },
        revision: 6,
      },
    ]);
  });

  test("is bounded whatever a change was about", async () => {
    const { id, list } = await makeAccount();
    const body = Array.from({ length: 3000 }, (_, i) => `10.${i >> 8}.${i & 255}.1`).join("\n");
    await call("POST", list, { type: "text/plain", body });
    const [, { detail }] = (await trailOf(id)) as [unknown, { detail: { added: { first: string[] } } }];
    expect(detail.added).toMatchObject({ count: 3000, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(detail.added.first).toHaveLength(100);
  });

  test("keeps the end of an account", async () => {
    const { id, path } = await makeAccount();
    await call("DELETE", path);
    const row = await env.DB.prepare("SELECT * FROM audit WHERE action = 'account.removed' ORDER BY seq DESC").first();
    expect(row).toMatchObject({ account_id: null, actor: "operator", detail: expect.stringContaining(id) });
  });
});

test("a removal that cannot be made leaves the account, and its copy", async () => {
  const { path, id } = await makeAccount({ mode: "enforce", entries: ["203.0.113.7"] });
  const before = await stateOf(path);
  const { accounts } = makeDeps();
  const later: Promise<unknown>[] = [];
  const deps: Partial<AdminDeps> = {
    accounts: { ...accounts, remove: async () => ({ ok: false, error: "overtaken" }) },
    waitUntil: (work) => later.push(work),
  };
  expect((await call("DELETE", path, { deps })).body.code).toBe("concurrent_change");
  await Promise.all(later);
  expect(await stateOf(path)).toEqual(before);
  expect(await env.LISTS.get(`account:${id}`, "arrayBuffer")).not.toBeNull();
});
