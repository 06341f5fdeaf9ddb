import { describe, expect, test } from "vitest";
import type { AdminDeps } from "../../../src/admin/deps.ts";
import { address } from "../../support/storage.ts";
import { type Answer, call, makeAccount, makeDeps, makeToken, NOW } from "../api.ts";

const HERE = "198.51.100.1"; // where calls come from, see makeDeps
const ELSEWHERE = "203.0.113.200";
const at = (now: number): Partial<AdminDeps> => ({ now: () => now });

const actionsOf = ({ body }: Answer): string[] => body.items.map(({ action }: { action: string }) => action);
const trail = async (path: string, query = "") => actionsOf(await call("GET", `${path}/audit${query}`));

/** Three changes, a second apart: the policy by a token, the list by the operator, its name by the operator. */
async function busyAccount() {
  const account = await makeAccount();
  const { id: tokenId, token } = await makeToken(account.id, ["allowlist:write"]);
  await call("PATCH", `${account.path}/policy`, { token, body: { mode: "monitor" }, deps: at(NOW + 1000) });
  await call("POST", account.list, { body: { value: "192.0.2.1" }, deps: at(NOW + 2000) });
  await call("PATCH", account.path, { body: { name: "New" }, deps: at(NOW + 3000) });
  return { ...account, actor: `token:${tokenId}`, token };
}

describe("the audit trail", () => {
  test("is read newest first, page by page, while it grows", async () => {
    const { path } = await busyAccount();
    const first = await call("GET", `${path}/audit?limit=2`);
    expect(first.body.items[1]).toEqual({
      id: expect.stringMatching(/^evt_/),
      at: "2026-11-22T12:00:02Z",
      actor: "operator",
      actor_name: null,
      address: HERE,
      action: "allowlist.added",
      summary: "The operator added 192.0.2.1",
      detail: { added: { count: 1, first: ["192.0.2.1/32"], entries: [{ value: "192.0.2.1", label: null }] } },
      revision: 3,
    });
    await call("PATCH", path, { body: { name: "Newer" }, deps: at(NOW + 4000) });
    const rest = await call("GET", `${path}/audit?limit=9&cursor=${first.body.next_cursor}`);
    expect([...actionsOf(first), ...actionsOf(rest)]).toEqual([
      "account.renamed",
      "allowlist.added",
      "policy.changed",
      "token.created",
      "account.created",
    ]);
    expect(rest.body.next_cursor).toBeNull();
  });

  test("is filtered by who, what and when", async () => {
    const { path, actor } = await busyAccount();
    expect(await trail(path, `?actor=${actor}`)).toEqual(["policy.changed"]);
    expect(await trail(path, "?action=allowlist.added")).toEqual(["allowlist.added"]);
    expect(await trail(path, `?actor=${actor}&action=allowlist.added`)).toEqual([]);
    expect(await trail(path, "?since=2026-11-22T12:00:02Z")).toEqual(["account.renamed", "allowlist.added"]);
    expect(await trail(path, "?since=2026-11-22T13:00:01%2B01:00&until=2026-11-22T12:00:02Z")).toEqual([
      "policy.changed",
    ]);
    const first = (await call("GET", `${path}/audit?actor=operator&limit=1`)).body;
    expect(await trail(path, `?actor=operator&limit=2&cursor=${first.next_cursor}`)).toEqual([
      "allowlist.added",
      "token.created",
    ]);
  });

  test.each(["since=yesterday", "until=1", "actor=", "format=csv", "limit=501", "account=other", "cursor=x"])(
    "refuses ?%s by name",
    async (query) => {
      const { path } = await makeAccount();
      const answer = await call("GET", `${path}/audit?${query}`);
      expect(answer.status).toBe(query.startsWith("cursor") ? 400 : 422);
    },
  );

  test("is exported as lines, all that the filters let through", async () => {
    const { id, path } = await busyAccount();
    const answer = await call("GET", `${path}/audit?format=jsonl&limit=1`);
    expect(answer.headers.get("Content-Type")).toBe("application/jsonl");
    expect(answer.headers.get("Content-Disposition")).toBe(`attachment; filename="${id}-audit.jsonl"`);
    const lines = answer.text.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual((await call("GET", `${path}/audit`)).body.items);
    const filtered = await call("GET", `${path}/audit?format=jsonl&action=account.created`);
    expect(filtered.text.split("\n")).toHaveLength(2);
    expect((await call("GET", `${path}/audit?format=jsonl&action=none`)).text).toBe("");
  });

  test("is each account's own: no cursor leads into another's", async () => {
    const [mine, theirs] = [await busyAccount(), await busyAccount()];
    const { next_cursor } = (await call("GET", `${theirs.path}/audit?limit=1`)).body;
    expect((await call("GET", `${mine.path}/audit?cursor=${next_cursor}`)).body.code).toBe("invalid_cursor");
    const forged = (key: string) => btoa(JSON.stringify([`audit:${mine.id}`, key])).replaceAll("=", "");
    for (const key of ["", "1", "x:evt_1", "1:evt_1' OR 1=1", `${"9".repeat(16)}:evt_1`, "1:tok_1"]) {
      expect((await call("GET", `${mine.path}/audit?cursor=${forged(key)}`)).body.code).toBe("invalid_cursor");
    }
  });

  test("of the operator's own has what belongs to no account", async () => {
    const { id, path } = await makeAccount();
    await call("PUT", "/shared-hosts/shared.audit.example");
    await call("DELETE", path);
    const { items } = (await call("GET", "/audit")).body;
    expect(items.slice(0, 2)).toMatchObject([
      { action: "account.removed", detail: { account: id } },
      { action: "shared_host.added", detail: { hostname: "shared.audit.example" } },
    ]);
    expect((await call("GET", "/audit?format=jsonl&action=account.removed")).text).toContain(id);
  });

  test("names the first twenty entries that were added, by value and label", async () => {
    const { path, list } = await makeAccount();
    const items = Array.from({ length: 22 }, (_, i) => ({ value: `10.0.${i}.0/24`, label: `Office ${i}` }));
    await call("POST", list, { body: { items: [{ value: "2001:db8::1" }, { value: "10.1.2.3/9" }, ...items] } });
    const [{ detail, summary }] = (await call("GET", `${path}/audit?limit=1`)).body.items;
    const { added } = detail;
    expect(summary).toBe("The operator added 2001:db8::1, 10.0.0.0/9, 10.0.0.0/24 (Office 0) and 21 more");
    expect(added).toMatchObject({ count: 24, first: { length: 24 } });
    expect(added.entries).toEqual([
      { value: "2001:db8::1", label: null },
      { value: "10.0.0.0/9", label: null },
      ...items.slice(0, 18),
    ]);
  });

  test("names what a replacement added, removed and changed, with what the changed ones were", async () => {
    const { path, list } = await makeAccount();
    const kept = { value: "192.0.2.1", label: "Same" };
    const before = [
      kept,
      { value: "192.0.2.2", label: "Old name" },
      { value: "192.0.2.3", label: "Visitor", expires_at: "2026-12-01T00:00:00Z" },
      { value: "192.0.2.9-192.0.2.12", label: "Gone" },
    ];
    await call("POST", list, { body: { items: before } });
    const after = [
      kept,
      { value: "192.0.2.2", label: "New name" },
      { value: "192.0.2.3", enabled: false, expires_at: null },
      { value: "203.0.113.7", label: "Office" },
    ];
    expect((await call("PUT", list, { body: { items: after }, ifMatch: "*" })).status).toBe(200);
    const [event] = (await call("GET", `${path}/audit?limit=1`)).body.items;
    expect(event).toMatchObject({
      action: "allowlist.replaced",
      summary:
        "The operator added 203.0.113.7 (Office); removed 192.0.2.9-192.0.2.12 (Gone); " +
        "changed 192.0.2.2 (New name), 192.0.2.3 (Visitor)",
    });
    expect(event.detail).toEqual({
      total: 4,
      updated: 2,
      added: { count: 1, first: ["203.0.113.7/32"], entries: [{ value: "203.0.113.7", label: "Office" }] },
      removed: {
        count: 1,
        first: ["192.0.2.9-192.0.2.12"],
        entries: [{ value: "192.0.2.9-192.0.2.12", label: "Gone" }],
      },
      changed: {
        count: 2,
        entries: [
          { value: "192.0.2.2", label: "New name", before: { label: "Old name" }, after: { label: "New name" } },
          {
            value: "192.0.2.3",
            label: "Visitor",
            before: { enabled: true, expires_at: "2026-12-01T00:00:00Z" },
            after: { enabled: false, expires_at: null },
          },
        ],
      },
    });
  });

  test("keeps the names of the longest entries with the longest labels, each of them cut", async () => {
    const { path, list } = await makeAccount();
    const rangeOf = (i: number, block: number) =>
      `2001:db8:aaaa:aaaa:aaaa:aaaa:${block}aaa:${1000 + 2 * i}-2001:db8:aaaa:aaaa:aaaa:aaaa:${block}bbb:bbb${i % 10}`;
    const items = (block: number, label: string) =>
      Array.from({ length: 120 }, (_, i) => ({ value: rangeOf(i, block), label }));
    const [quotes, slashes] = ['"'.repeat(200), "\\".repeat(200)];
    await call("POST", list, { body: { items: [...items(1, quotes), ...items(2, quotes)] } });
    await call("PUT", list, {
      body: { items: [...items(1, slashes), ...items(3, "\ud800".repeat(200))] },
      ifMatch: "*",
    });
    const [{ detail }] = (await call("GET", `${path}/audit?limit=1`)).body.items;
    const cut = (character: string) => `${character.repeat(100)}…`;
    expect(detail).toMatchObject({
      added: { count: 120, sha256: expect.any(String), first: { length: 100 }, entries: { length: 20 } },
      removed: { count: 120, entries: { length: 20 } },
      changed: { count: 120, entries: { length: 20 } },
    });
    expect(detail.added.entries[0].label).toBe(cut("\ufffd"));
    expect(detail.changed.entries[0]).toMatchObject({ before: { label: cut('"') }, after: { label: cut("\\") } });
  });

  test("tells who made and revoked tokens, and never what they are", async () => {
    const { id, path } = await makeAccount();
    const { id: tokenId, token } = await makeToken(id, ["tokens:write"]);
    await call("DELETE", `${path}/tokens/${tokenId}`, { token });
    const answer = await call("GET", `${path}/audit`);
    expect(answer.body.items.slice(0, 2)).toMatchObject([
      { action: "token.revoked", actor: `token:${tokenId}`, actor_name: "CI", detail: { id: tokenId, name: "CI" } },
      {
        action: "token.created",
        actor: "operator",
        detail: { id: tokenId, scopes: ["tokens:write"], expires_at: null },
      },
    ]);
    expect(answer.text).not.toContain(token.slice(4));
  });
});

describe("the audit trail of a removed account", () => {
  const BUSY = ["account.renamed", "allowlist.added", "policy.changed", "token.created", "account.created"];

  test("is kept for the operator, with the removal as its last event", async () => {
    const { id, path } = await busyAccount();
    await call("DELETE", path, { deps: at(NOW + 5000) });
    for (const trailOf of [path, `/former-accounts/${id}`]) {
      expect(await trail(trailOf)).toEqual(["account.removed", ...BUSY]);
      expect(await trail(trailOf, "?action=account.renamed&since=2026-11-22T12:00:03Z")).toEqual(["account.renamed"]);
    }
    const file = await call("GET", `${path}/audit?format=jsonl`);
    expect(file.headers.get("Content-Disposition")).toBe(`attachment; filename="${id}-former-audit.jsonl"`);
    expect(file.text.trimEnd().split("\n")).toHaveLength(6);
    const first = await call("GET", `${path}/audit?limit=4`);
    expect(await trail(path, `?cursor=${first.body.next_cursor}`)).toEqual(BUSY.slice(-2));
  });

  test("is not there for any account token, not even for its own", async () => {
    const { id, path, token } = await busyAccount();
    const other = await makeToken((await makeAccount()).id, ["audit:read"]);
    await call("DELETE", path);
    for (const [of, expected] of [
      [path, "account_not_found"],
      [`/former-accounts/${id}`, "operator_only"],
      ["/former-accounts/never-was", "operator_only"],
    ]) {
      expect((await call("GET", `${of}/audit`, { token: other.token })).body.code).toBe(expected);
      expect((await call("GET", `${of}/audit`, { token })).body.code).toBe("unauthorized");
    }
    expect((await call("GET", "/former-accounts", { token: other.token })).body.code).toBe("operator_only");
  });

  test("is not there for a token that came in just before the removal", async () => {
    const { id, path } = await busyAccount();
    await call("DELETE", path);
    await call("POST", "/accounts", { body: { id, name: "Again" } });
    const { token } = await makeToken(id, ["audit:read"]);
    const { accounts } = makeDeps();
    const deps = { accounts: { ...accounts, get: async () => null } };
    expect((await call("GET", `${path}/audit`, { token, deps })).body.code).toBe("account_not_found");
    expect((await call("GET", `${path}/audit`, { deps })).body.items).toHaveLength(6);
  });

  test("is walled off from an account that gets the id again; only the operator reads on", async () => {
    const { id, path, actor } = await busyAccount();
    const cursors = async (of: string) => (await call("GET", `${of}/audit?limit=1`)).body.next_cursor;
    const before = await cursors(path);
    await call("DELETE", path, { deps: at(NOW + 5000) });
    await call("POST", "/accounts", { body: { id, name: "Again" }, deps: at(NOW + 6000) });
    const { token } = await makeToken(id, ["audit:read", "allowlist:write", "tokens:write"]);
    const asAdministrator = async (query: string) => call("GET", `${path}/audit${query}`, { token });

    expect(actionsOf(await asAdministrator(""))).toEqual(["account.created", "token.created"]);
    expect(actionsOf(await asAdministrator(`?actor=${actor}`))).toEqual([]);
    expect((await asAdministrator("?format=jsonl&action=account.renamed")).text).toBe("");
    const former = await cursors(`/former-accounts/${id}`);
    expect((await asAdministrator(`?cursor=${former}`)).body.code).toBe("invalid_cursor");
    // Of before the removal: it goes on where it ended, and nothing of the former account is there.
    expect(actionsOf(await asAdministrator(`?cursor=${before}`))).not.toEqual(expect.arrayContaining(BUSY.slice(0, 3)));
    expect(await trail(path)).toEqual(["account.created", "token.created"]);
    expect((await call("GET", `/former-accounts/${id}/audit`, { token })).body.code).toBe("operator_only");
    expect(await trail(`/former-accounts/${id}`)).toEqual(["account.removed", ...BUSY]);
  });

  test("is not found when no account of the id was removed", async () => {
    const { id, path } = await makeAccount();
    for (const of of [`/former-accounts/${id}`, "/former-accounts/never-was", "/accounts/never-was"]) {
      expect((await call("GET", `${of}/audit`)).body.code).toBe("account_not_found");
    }
    expect((await call("GET", `${path.replace(id, `former:${id}`)}/audit`)).status).toBe(404);
    expect((await call("GET", `${path.replace(id, encodeURIComponent(`former:${id}`))}/audit`)).status).toBe(404);
  });
});

describe("what was refused", () => {
  test("is kept when it would have locked out or given too much", async () => {
    const { id, path } = await makeAccount({ entries: ["192.0.2.1"] });
    const { id: tokenId, token } = await makeToken(id, ["allowlist:write", "tokens:write"]);
    await call("PATCH", `${path}/policy`, { token, body: { mode: "enforce" } });
    await call("POST", `${path}/tokens`, { token, body: { name: "x", scopes: ["audit:read"] } });
    const { items } = (await call("GET", `${path}/audit?action=change.refused`)).body;
    const by = { actor: `token:${tokenId}`, actor_name: "CI", address: HERE, revision: null };
    expect(items).toMatchObject([
      {
        ...by,
        detail: {
          operation: "createToken",
          code: "exceeds_own_rights",
          errors: ["You have no audit:read yourself."],
        },
      },
      { ...by, detail: { operation: "updatePolicy", code: "lockout_risk", your_address: HERE } },
    ]);
  });

  test("is not kept when it is everyday work", async () => {
    const { path, list } = await makeAccount({ entries: ["192.0.2.1"] });
    await call("POST", list, { body: { value: "192.0.2.1" } });
    await call("POST", list, { body: { value: "nonsense" } });
    await call("PATCH", `${path}/policy`, { body: { mode: "monitor" }, ifMatch: 99 });
    await call("DELETE", `${list}/ent_none`);
    expect(await trail(path)).toEqual(["allowlist.added", "account.created"]);
  });

  test("stands also when it cannot be kept", async () => {
    const { path } = await makeAccount();
    const logged: string[] = [];
    const { audit } = makeDeps();
    const deps: Partial<AdminDeps> = {
      audit: { ...audit, record: () => Promise.reject(new Error("D1_ERROR: down")) },
      log: (event) => logged.push(event),
    };
    const answer = await call("PATCH", `${path}/policy`, { body: { mode: "enforce" }, deps });
    expect(answer.body.code).toBe("empty_allowlist");
    expect(logged).toEqual(["audit_failed"]);
  });

  test("is kept of a token where it must not be, in its own account, a bounded number of times", async () => {
    const other = await makeAccount();
    const { id, path } = await makeAccount({ mode: "enforce", entries: [HERE] });
    const { id: tokenId, token } = await makeToken(id, ["allowlist:read"]);
    const later: Promise<unknown>[] = [];
    const use = async (method: string, to: string, from: string, now = NOW) => {
      const deps = { address: address(from), ...at(now), waitUntil: (work: Promise<unknown>) => later.push(work) };
      await call(method, to, { token, deps });
      await Promise.all(later);
    };
    for (let i = 0; i < 5; i++) await use("GET", "/me", ELSEWHERE);
    await use("GET", `${other.path}/policy`, HERE);
    await use("DELETE", path, HERE);
    await use("PATCH", `${path}/policy`, HERE, NOW + 600_000);

    const { items } = (await call("GET", `${path}/audit?action=token.refused`)).body;
    const by = { actor: `token:${tokenId}`, actor_name: "CI" };
    expect(items).toMatchObject([
      { ...by, address: HERE, detail: { code: "missing_scope", operation: "updatePolicy" } },
      { ...by, address: HERE, detail: { code: "account_not_found", operation: "getPolicy", account: other.id } },
      { ...by, address: ELSEWHERE, detail: { code: "address_not_allowed", operation: "getMe" } },
    ]);
    expect(await trail(other.path)).toEqual(["account.created"]);
  });
});
