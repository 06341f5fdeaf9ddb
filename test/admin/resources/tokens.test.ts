import { env, exports } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { SCOPES } from "../../../src/accounts/actor.ts";
import type { AdminDeps } from "../../../src/admin/deps.ts";
import { address } from "../../support/storage.ts";
import { API, call, makeAccount, makeDeps, makeToken, NOW, OPERATOR_TOKEN } from "../api.ts";

const HERE = "198.51.100.1"; // where calls come from, see makeDeps
const ELSEWHERE = "203.0.113.200";
const from = (text: string): Partial<AdminDeps> => ({ address: address(text) });
const at = (now: number): Partial<AdminDeps> => ({ now: () => now });
const HOUR = 3_600_000;
const isoAt = (ms: number) => new Date(ms).toISOString().replace(".000Z", "Z");

describe("making a token", () => {
  test("answers it once, and keeps nothing that it could be told from", async () => {
    const { id, path, revision } = await makeAccount();
    const body = {
      name: " CI ",
      scopes: ["audit:read", "allowlist:write", "audit:read"],
      expires_at: "2026-12-01T01:00:00+01:00",
    };
    const made = await call("POST", `${path}/tokens`, { body });
    expect(made.status).toBe(201);
    const { token, ...listed } = made.body;
    expect(token).toMatch(/^gth_[0-9A-Za-z]{49}$/);
    expect(listed).toEqual({
      id: expect.stringMatching(/^tok_/),
      name: "CI",
      scopes: ["allowlist:write", "audit:read"],
      expires_at: "2026-12-01T00:00:00Z",
      created_at: "2026-11-22T12:00:00Z",
      created_by: "operator",
      last_used_at: null,
      revision,
      published: true,
    });

    const { revision: _, published: __, ...inList } = listed;
    expect((await call("GET", `${path}/tokens`)).body).toEqual({ items: [inList], next_cursor: null });
    expect((await call("GET", path)).body.revision).toBe(revision);
    const rows = await Promise.all(
      ["tokens", "audit"].map((table) => env.DB.prepare(`SELECT * FROM ${table} WHERE account_id = ?1`).bind(id).all()),
    );
    expect(JSON.stringify(rows)).not.toContain(token.slice(4, 24));
  });

  test.each([
    { body: { scopes: ["audit:read"] }, at: "/name" },
    { body: { name: "", scopes: ["audit:read"] }, at: "/name" },
    { body: { name: "a\u0007b", scopes: ["audit:read"] }, at: "/name" },
    { body: { name: "CI" }, at: "/scopes" },
    { body: { name: "CI", scopes: [] }, at: "/scopes" },
    { body: { name: "CI", scopes: ["operator"] }, at: "/scopes/0" },
    { body: { name: "CI", scopes: "audit:read" }, at: "/scopes" },
    { body: { name: "CI", scopes: ["audit:read"], expires_at: "2026-11-22T12:00:00Z" }, at: "/expires_at" },
    { body: { name: "CI", scopes: ["audit:read"], expires_at: "soon" }, at: "/expires_at" },
    { body: { name: "CI", scopes: ["audit:read"], account: "other" }, at: "/account" },
  ])("is refused at $at: $body", async ({ body, at: pointer }) => {
    const { path } = await makeAccount();
    const answer = await call("POST", `${path}/tokens`, { body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([expect.objectContaining({ pointer })]);
    expect((await call("GET", `${path}/tokens`)).body.items).toEqual([]);
  });

  test("ends at a hundred, and goes on when one is revoked", async () => {
    const { id, path } = await makeAccount();
    const first = await makeToken(id, ["audit:read"]);
    for (let i = 1; i < 100; i++) await makeToken(id, ["audit:read"]);
    const body = { name: "one more", scopes: ["audit:read"] };
    expect(await call("POST", `${path}/tokens`, { body })).toMatchObject({
      status: 409,
      body: { code: "too_many_tokens" },
    });
    await call("DELETE", `${path}/tokens/${first.id}`);
    expect((await call("POST", `${path}/tokens`, { body })).status).toBe(201);
    const page = (await call("GET", `${path}/tokens?limit=60`)).body;
    const rest = (await call("GET", `${path}/tokens?limit=60&cursor=${page.next_cursor}`)).body;
    expect([page.items.length, rest.items.length, rest.next_cursor]).toEqual([60, 40, null]);
  });
});

describe("a token that makes tokens", () => {
  test.each([
    { own: ["tokens:write", "audit:read"], wanted: ["audit:read"], refused: [] },
    { own: ["tokens:write"], wanted: ["tokens:write"], refused: [] },
    { own: ["tokens:write", "allowlist:write"], wanted: ["allowlist:read", "allowlist:write"], refused: [] },
    {
      own: ["tokens:write", "allowlist:read"],
      wanted: ["allowlist:read", "allowlist:write"],
      refused: ["allowlist:write"],
    },
    { own: ["tokens:write"], wanted: ["audit:read", "console:link"], refused: ["audit:read", "console:link"] },
  ] as const)("with $own may give $wanted but for $refused", async ({ own, wanted, refused }) => {
    const { id, path } = await makeAccount();
    const { token } = await makeToken(id, own);
    const answer = await call("POST", `${path}/tokens`, { token, body: { name: "child", scopes: wanted } });
    if (refused.length === 0) {
      expect(answer.body).toMatchObject({ scopes: wanted, created_by: expect.stringMatching(/^token:tok_/) });
      return;
    }
    expect(answer).toMatchObject({ status: 403, body: { code: "exceeds_own_rights" } });
    expect(answer.body.errors).toEqual(
      refused.map((scope) =>
        expect.objectContaining({ pointer: "/scopes", code: "scope_not_held", detail: expect.stringContaining(scope) }),
      ),
    );
    expect((await call("GET", `${path}/tokens`)).body.items).toHaveLength(1);
  });

  test("leaves none behind that outlives it", async () => {
    const { id, path } = await makeAccount();
    const { token } = await makeToken(id, ["tokens:write"], new Date(NOW + HOUR));
    const make = (expires_at: string | null | undefined) =>
      call("POST", `${path}/tokens`, { token, body: { name: "child", scopes: ["tokens:write"], expires_at } });
    for (const end of [null, undefined, isoAt(NOW + HOUR + 1000)]) {
      const { status, body } = await make(end);
      expect([status, body.code, body.errors[0].code]).toEqual([403, "exceeds_own_rights", "outlives_its_maker"]);
    }
    expect((await make(isoAt(NOW + HOUR))).status).toBe(201);
  });

  test("does so for its own account alone", async () => {
    const [mine, theirs] = [await makeAccount(), await makeAccount()];
    const { token } = await makeToken(mine.id, SCOPES);
    const { id } = await makeToken(theirs.id, SCOPES);
    const body = { name: "spy", scopes: ["audit:read"] };
    expect((await call("POST", `${theirs.path}/tokens`, { token, body })).body.code).toBe("account_not_found");
    expect((await call("DELETE", `${theirs.path}/tokens/${id}`, { token })).body.code).toBe("account_not_found");
    expect((await call("DELETE", `${mine.path}/tokens/${id}`, { token })).body.code).toBe("token_not_found");
    expect((await call("GET", `${theirs.path}/tokens`)).body.items).toHaveLength(1);
    const cursorOf = async (path: string) => (await call("GET", `${path}/tokens?limit=1`)).body.next_cursor;
    await makeToken(theirs.id, ["audit:read"]);
    const foreign = await call("GET", `${mine.path}/tokens?cursor=${await cursorOf(theirs.path)}`, { token });
    expect(foreign.body.code).toBe("invalid_cursor");
  });
});

describe("a token works", () => {
  test("as itself: its changes carry its id, and its name in the trail", async () => {
    const { id, list, path } = await makeAccount();
    const { id: tokenId, token } = await makeToken(id, ["allowlist:write", "audit:read"]);
    const me = (await call("GET", "/me", { token })).body;
    expect(me).toMatchObject({
      actor: `token:${tokenId}`,
      actor_name: "CI",
      account: id,
      scopes: ["allowlist:write", "audit:read"],
    });
    const entry = (await call("POST", list, { token, body: { value: HERE } })).body;
    expect(entry.created_by).toBe(`token:${tokenId}`);
    const [event] = (await call("GET", `${path}/audit`, { token })).body.items;
    expect(event).toMatchObject({
      actor: `token:${tokenId}`,
      actor_name: "CI",
      address: HERE,
      action: "allowlist.added",
    });
  });

  test("until the second that it expires", async () => {
    const { id } = await makeAccount();
    const { token } = await makeToken(id, ["audit:read"], new Date(NOW + HOUR));
    expect((await call("GET", "/me", { token, deps: at(NOW + HOUR - 1) })).status).toBe(200);
    expect((await call("GET", "/me", { token, deps: at(NOW + HOUR) })).status).toBe(401);
  });

  test("until it is revoked, by itself too", async () => {
    const { id, path } = await makeAccount();
    const { id: tokenId, token } = await makeToken(id, ["tokens:write"]);
    const gone = await call("DELETE", `${path}/tokens/${tokenId}`, { token });
    expect(gone).toMatchObject({ status: 200, body: { revision: 1, published: true } });
    expect((await call("GET", "/me", { token })).status).toBe(401);
    expect((await call("DELETE", `${path}/tokens/${tokenId}`)).body.code).toBe("token_not_found");
  });

  test("and notes when, at most once in ten minutes", async () => {
    const { id, path } = await makeAccount();
    const { token } = await makeToken(id, ["audit:read"]);
    const later: Promise<unknown>[] = [];
    const use = (now: number) =>
      call("GET", "/me", { token, deps: { ...at(now), waitUntil: (work) => later.push(work) } });
    const lastUsed = async () => {
      await Promise.all(later);
      return (await call("GET", `${path}/tokens`)).body.items[0].last_used_at;
    };
    await use(NOW);
    expect(await lastUsed()).toBe(isoAt(NOW));
    await use(NOW + 599_000);
    expect(later).toHaveLength(1);
    await use(NOW + 600_000);
    expect(await lastUsed()).toBe(isoAt(NOW + 600_000));
  });

  test("although its use cannot be noted, and the log says so", async () => {
    const { id } = await makeAccount();
    const { token } = await makeToken(id, ["audit:read"]);
    const logged: string[] = [];
    const later: Promise<unknown>[] = [];
    const { tokens } = makeDeps();
    const deps: Partial<AdminDeps> = {
      tokens: { ...tokens, touch: () => Promise.reject(new Error("D1_ERROR: overloaded")) },
      waitUntil: (work) => later.push(work),
      log: (event) => logged.push(event),
    };
    expect((await call("GET", "/me", { token, deps })).status).toBe(200);
    await Promise.all(later);
    expect(logged).toEqual(["token_note_failed"]);
  });
});

describe("a token is subject to its account's list", () => {
  const me = (token: string, deps: Partial<AdminDeps>) => call("GET", "/me", { token, deps });

  test("from the moment that a change of it is saved", async () => {
    const { id, path, list } = await makeAccount({ entries: [HERE] });
    const { token } = await makeToken(id, ["allowlist:read"]);
    const policy = (mode: string) => call("PATCH", `${path}/policy`, { body: { mode } });
    expect((await me(token, from(ELSEWHERE))).status).toBe(200);
    await policy("monitor");
    expect((await me(token, from(ELSEWHERE))).status).toBe(200);
    await policy("enforce");
    const refused = await me(token, from(ELSEWHERE));
    expect(refused).toMatchObject({ status: 403, body: { code: "address_not_allowed", your_address: ELSEWHERE } });
    expect((await me(token, from(HERE))).status).toBe(200);

    const entry = (await call("POST", list, { body: { value: ELSEWHERE, expires_at: isoAt(NOW + 1000) } })).body;
    expect((await me(token, from(ELSEWHERE))).status).toBe(200);
    expect((await me(token, { ...from(ELSEWHERE), ...at(NOW + 1000) })).status).toBe(403);
    await call("DELETE", `${list}/${entry.id}`);
    expect((await me(token, from(ELSEWHERE))).status).toBe(403);
    await policy("off");
    expect((await me(token, from(ELSEWHERE))).status).toBe(200);
  });

  test("whether or not the edge's copy could be written", async () => {
    const { id, path } = await makeAccount({ entries: [HERE] });
    const { token } = await makeToken(id, ["allowlist:read"]);
    const { publisher } = makeDeps();
    const broken = { publisher: { ...publisher, publishAccount: async () => ({ published: false, revision: null }) } };
    const saved = await call("PATCH", `${path}/policy`, { body: { mode: "enforce" }, deps: broken });
    expect(saved.body).toMatchObject({ mode: "enforce", published: false });
    expect((await me(token, from(ELSEWHERE))).status).toBe(403);
  });

  test("and cannot take itself off by accident", async () => {
    const { id, path, list } = await makeAccount({ entries: ["192.0.2.1"] });
    const { token } = await makeToken(id, ["allowlist:write"]);
    const enforce = (query = "") => call("PATCH", `${path}/policy${query}`, { token, body: { mode: "enforce" } });
    expect(await enforce()).toMatchObject({ status: 409, body: { code: "lockout_risk", your_address: HERE } });
    const entry = (await call("POST", list, { token, body: { value: HERE } })).body;
    expect((await enforce()).status).toBe(200);
    const remove = (query = "") => call("DELETE", `${list}/${entry.id}${query}`, { token });
    expect((await remove()).body.code).toBe("lockout_risk");
    expect((await remove("?acknowledge_lockout=true")).status).toBe(200);
    expect((await remove()).body.code).toBe("address_not_allowed");
  });

  test("through the Worker's own entry, by CF-Connecting-IP and CF-Worker alone", async () => {
    const { id } = await makeAccount({ mode: "enforce", entries: [HERE] });
    const { token } = await makeToken(id, ["allowlist:read"]);
    const status = async (headers: Record<string, string>, secret = token) => {
      const init = { headers: { Authorization: `Bearer ${secret}`, ...headers } };
      return (await exports.default.fetch(new Request(`${API}/me`, init))).status;
    };
    expect(await status({ "CF-Connecting-IP": HERE })).toBe(200);
    expect(await status({ "CF-Connecting-IP": ELSEWHERE, "X-Forwarded-For": HERE })).toBe(403);
    expect(await status({ "CF-Connecting-IP": HERE, "CF-Worker": "evil.example" })).toBe(403);
    expect(await status({})).toBe(403);
    expect(await status({ "CF-Connecting-IP": ELSEWHERE, "CF-Worker": "evil.example" }, OPERATOR_TOKEN)).toBe(200);
  });
});
