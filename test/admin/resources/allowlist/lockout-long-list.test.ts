import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { AdminDeps } from "../../../../src/admin/deps.ts";
import { MAX_ENTRIES } from "../../../../src/storage/entries/entry-records.ts";
import { isolateOf } from "../../../../src/wiring.ts";
import { call, makeAccount, makeDeps, makeToken, NOW } from "../../api.ts";

/** Where the calls come from, see api.ts. */
const HERE = "198.51.100.1";
const DAY = 86_400_000;
const inMs = (ms: number): string => `${new Date(NOW + ms).toISOString().slice(0, 19)}Z`;
const LATER = inMs(2 * DAY);

/** The stores over this D1, and a publisher that leaves KV alone: what is published is not the matter here. */
function storesOver(db: D1Database): Partial<AdminDeps> {
  const bindings = { ...env, DB: db, CREDENTIAL_KEY: "k1:credential-key-for-tests-0123456789abcdef" };
  const isolate = isolateOf(bindings);
  if (!isolate.ok) throw new Error(JSON.stringify(isolate.error));
  const publisher = { ...makeDeps().publisher, publishAccount: async () => ({ published: true, revision: null }) };
  return { ...isolate.value.stores, publisher };
}

test("the answer that was lost after an addition comes again under its key, with the same warning", async () => {
  const account = await makeAccount({ mode: "enforce", entries: [{ value: HERE, expires_at: LATER }] });
  const { token } = await makeToken(account.id, ["allowlist:write"]);
  const { entries } = makeDeps();
  const lost: Partial<AdminDeps> = {
    entries: {
      ...entries,
      async add(...args) {
        await entries.add(...args);
        throw new Error("D1_ERROR: the answer was lost");
      },
    },
  };
  const headers = { "Idempotency-Key": `ahead-${account.id}` };
  const body = { value: "192.0.2.9" };
  expect((await call("POST", account.list, { body, token, headers, deps: lost })).status).toBe(503);
  const again = await call("POST", account.list, { body, token, headers });
  expect(again.status).toBe(201);
  expect(again.headers.get("Idempotency-Replayed")).toBe("true");
  expect(again.body.warnings).toMatchObject([{ code: "access_ends_at", access_ends_at: LATER, your_address: HERE }]);
  expect((await call("GET", account.list)).body.items).toHaveLength(2);
});

test("in a list of 250,000 entries the last one to end is found, and a refused change leaves all of them", async () => {
  const account = await makeAccount({ entries: [HERE, { value: "198.51.100.0/24", expires_at: LATER }] });
  const { token } = await makeToken(account.id, ["allowlist:write"]);
  await env.DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?2 - 3)
     INSERT INTO entries (account_id, id, value, family, varying_bits, first, last, enabled, created_at, created_by, updated_at)
     SELECT ?1, printf('ent_%08d', i), 'x', 4, 0, printf('0a%06x', i), printf('0a%06x', i), 1, 0, 'operator', 0 FROM n`,
  )
    .bind(account.id, MAX_ENTRIES)
    .run();
  await env.DB.prepare("UPDATE accounts SET mode = 'enforce' WHERE id = ?1").bind(account.id).run();
  const own = (await call("GET", `${account.list}?q=${HERE}`)).body.items.find(
    ({ value }: { readonly value: string }) => value === HERE,
  );
  const deps = storesOver(env.DB);
  const refused = await call("PUT", account.list, {
    body: `198.51.100.0/24 until ${inMs(DAY)}`,
    type: "text/plain",
    ifMatch: "*",
    token,
    deps,
  });
  expect(refused.body).toMatchObject({ code: "lockout_risk", your_address: HERE, locked_out_at: inMs(DAY) });
  const { n } = (await env.DB.prepare("SELECT count(*) AS n FROM entries WHERE account_id = ?1")
    .bind(account.id)
    .first<{ readonly n: number }>()) ?? { n: 0 };
  expect(n).toBe(MAX_ENTRIES);

  const preview = await call("POST", `${account.path}/preview?as_address=${HERE}`, { body: { policy: {} }, deps });
  expect(preview.body.addresses[1]).toMatchObject({ is: "as_address", access_ends_at: null });
  const removed = await call("DELETE", `${account.list}/${own.id}`, { token, deps });
  expect(removed.status).toBe(200);
  expect(removed.body.warnings[0]).toMatchObject({ code: "access_ends_at", access_ends_at: LATER });
}, 120_000);
