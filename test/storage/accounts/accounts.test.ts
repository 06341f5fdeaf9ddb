import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { NEW_ACCOUNT_POLICY, type Policy } from "../../../src/policy/policy.ts";
import { createAccounts } from "../../../src/storage/accounts/accounts.ts";
import { readTombstone } from "../../../src/storage/accounts/former-accounts.ts";
import { createHosts } from "../../../src/storage/accounts/hosts.ts";
import { createAuditTrail, type Trail } from "../../../src/storage/d1/audit.ts";
import { createEntries } from "../../../src/storage/entries/entries.ts";
import { compareVersions, OLDEST, type Version } from "../../../src/storage/version.ts";
import {
  anAccount,
  anEntry,
  anEvent,
  changeOf,
  NOW,
  NOW_SECONDS,
  random,
  reread,
  unwrap,
} from "../../support/storage.ts";

const accounts = createAccounts(env.DB, random);
const hosts = createHosts(env.DB, random);
const entries = createEntries(env.DB, random);

describe("creating an account", () => {
  test("starts it off: mode off, nothing blocked, revision 1", async () => {
    const created = unwrap(await accounts.create({ id: "fresh", name: "Fresh" }, anEvent(), NOW));
    expect(created).toMatchObject({ id: "fresh", name: "Fresh", policy: NEW_ACCOUNT_POLICY, revision: 1 });
    expect(created.epoch).toBe(NOW_SECONDS);
    expect(await accounts.get("fresh")).toEqual(created);
  });

  test("whose id is taken changes nothing", async () => {
    const account = await anAccount();
    const again = await accounts.create({ id: account.id, name: "Thief" }, anEvent(), NOW + 1);
    expect(again).toEqual({ ok: false, error: "account_exists" });
    expect(await reread(account)).toEqual(account);
  });

  test("anew, after it was removed in the same second, outranks its former self", async () => {
    const account = await anAccount();
    const last = unwrap(await accounts.rename(changeOf(account, { now: NOW + 900 }), "x"));
    unwrap(await accounts.remove(changeOf(await reread(account), { now: NOW + 950 })));
    const again = unwrap(await accounts.create({ id: account.id, name: "Again" }, anEvent(), NOW + 999));
    expect(again.revision).toBe(1);
    expect(again.epoch).toBeGreaterThan(last.epoch);
    expect(again.policy).toEqual(NEW_ACCOUNT_POLICY);
  });

  test("and again: each life and each tombstone outranks all before it, in one second", async () => {
    const { id } = await anAccount();
    const tombstone = () => readTombstone(env.DB, id, OLDEST);
    const versions: Version[] = [await reread({ id })];
    for (let lives = 0; lives < 3; lives++) {
      expect(await tombstone()).toBeNull();
      unwrap(await accounts.remove(changeOf(await reread({ id }))));
      versions.push((await tombstone()) ?? OLDEST);
      versions.push(unwrap(await accounts.create({ id, name: "Again" }, anEvent(), NOW)));
    }
    for (const [i, version] of versions.entries()) {
      expect(compareVersions(versions[i - 1] ?? OLDEST, version)).toBeLessThan(0);
    }
  });
});

test("accounts are listed by id, in pages that neither skip nor repeat", async () => {
  for (const id of ["page-b", "page-a", "page-c"]) await accounts.create({ id, name: id }, anEvent(), NOW);
  const first = await accounts.list({ after: "page", limit: 2 });
  const second = await accounts.list({ after: first.at(-1)?.id ?? null, limit: 1 });
  expect([...first, ...second].map((account) => account.id)).toEqual(["page-a", "page-b", "page-c"]);
});

test("a policy is kept as it is given, nulls and all", async () => {
  const account = await anAccount();
  const policy: Policy = {
    mode: "enforce",
    blockApiRequests: true,
    session: { idleDays: 7, idleDays2fa: 14, absoluteDays: 30, apiIdleDays: 400 },
    bindNetwork: "address",
    contact: "mailto:it@example.com",
    accessRequests: true,
  };
  unwrap(await accounts.setPolicy(changeOf(account), policy));
  expect((await reread(account)).policy).toEqual(policy);

  unwrap(await accounts.setPolicy(changeOf(await reread(account)), NEW_ACCOUNT_POLICY));
  expect((await reread(account)).policy).toEqual(NEW_ACCOUNT_POLICY);
});

describe("removing an account", () => {
  test("takes everything of its own with it and leaves its hosts as newer tombstones", async () => {
    const account = await anAccount();
    const other = await anAccount();
    unwrap(await hosts.put(changeOf(account), "a.example.com"));
    unwrap(await entries.add(changeOf(await reread(account)), [anEntry("192.0.2.1")]));
    unwrap(await entries.add(changeOf(other), [anEntry("192.0.2.1")]));
    const before = await hosts.find("a.example.com");

    const removed = unwrap(await accounts.remove(changeOf(await reread(account), { now: NOW + 5_000 })));

    expect(removed).toEqual({ hostnames: ["a.example.com"] });
    expect(await accounts.get(account.id)).toBeNull();
    expect(await entries.count(account.id)).toBe(0);
    expect(await createAuditTrail(env.DB, random).list(account.id, {}, { after: null, limit: 10 })).toEqual([]);
    const tombstone = await hosts.find("a.example.com");
    expect(tombstone).toMatchObject({ target: { kind: "removed" }, epoch: NOW_SECONDS + 5 });
    expect(tombstone?.revision).toBe((before?.revision ?? 0) + 1);
    expect(await entries.count(other.id)).toBe(1);
  });

  test("at a revision that is gone removes nothing", async () => {
    const account = await anAccount();
    unwrap(await accounts.rename(changeOf(account), "x"));
    const asRead = changeOf(account, { atRevision: account.revision });
    expect(await accounts.remove(asRead)).toEqual({ ok: false, error: "overtaken" });
    expect(await accounts.get(account.id)).not.toBeNull();
  });

  test("is remembered among the operator's own events", async () => {
    const account = await anAccount();
    unwrap(await accounts.remove(changeOf(account, { event: anEvent({ detail: { account: account.id } }) })));
    const newest = env.DB.prepare("SELECT detail FROM audit WHERE account_id IS NULL ORDER BY seq DESC LIMIT 1");
    expect(await newest.first("detail")).toBe(JSON.stringify({ account: account.id }));
  });

  test("keeps its trail apart from its id: an account that gets the id again begins with an empty one", async () => {
    const [account, other] = [await anAccount(), await anAccount()];
    const trail = createAuditTrail(env.DB, random);
    const actionsOf = async (of: Trail) => {
      const events = await trail.list(of, {}, { after: null, limit: 10 });
      return events.map(({ action }) => action);
    };
    const removeAt = async (now: number) => {
      const event = anEvent({ action: "account.removed" });
      unwrap(await accounts.remove(changeOf(await reread(account), { event, now })));
    };
    unwrap(await accounts.rename(changeOf(account, { event: anEvent({ action: "one" }), now: NOW + 1 }), "x"));
    await removeAt(NOW + 2);
    expect(await actionsOf(account.id)).toEqual([]);
    expect(await actionsOf({ former: account.id })).toEqual(["account.removed", "one", "test.change"]);

    const created = anEvent({ action: "account.created" });
    unwrap(await accounts.create({ id: account.id, name: "Again" }, created, NOW + 3));
    expect(await actionsOf(account.id)).toEqual(["account.created"]);
    expect((await trail.recentActors(account.id)).length).toBe(1);
    await removeAt(NOW + 4);
    expect(await actionsOf({ former: account.id })).toEqual([
      "account.removed",
      "account.created",
      "account.removed",
      "one",
      "test.change",
    ]);
    expect(await actionsOf(other.id)).toEqual(["test.change"]);
    expect(await actionsOf({ former: other.id })).toEqual([]);
    const [newest] = await trail.list({ former: account.id }, {}, { after: null, limit: 1 });
    expect(newest).toMatchObject({ account: account.id, at: NOW + 4, revision: null });
  });

  test("that changed meanwhile leaves its trail where it is", async () => {
    const account = await anAccount();
    unwrap(await accounts.rename(changeOf(account), "x"));
    const late = await accounts.remove(changeOf(account, { atRevision: account.revision }));
    expect(late).toEqual({ ok: false, error: "overtaken" });
    const trail = createAuditTrail(env.DB, random);
    expect(await trail.list({ former: account.id }, {}, { after: null, limit: 9 })).toEqual([]);
    expect(await trail.list(account.id, {}, { after: null, limit: 9 })).toHaveLength(2);
  });

  test("leaves no row in any table that belongs to accounts", async () => {
    const account = await anAccount();
    unwrap(await hosts.put(changeOf(account), "b.example.com"));
    unwrap(await entries.add(changeOf(await reread(account)), [anEntry("192.0.2.1")]));
    unwrap(await accounts.remove(changeOf(await reread(account))));

    const { results: tables } = await env.DB.prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%account_id %'",
    ).all<{ name: string }>();
    expect(tables.map((table) => table.name)).toEqual(expect.arrayContaining(["hosts", "entries", "audit"]));
    for (const { name } of tables) {
      const rows = await env.DB.prepare(`SELECT * FROM ${name} WHERE account_id = ?1`).bind(account.id).all();
      expect(rows.results, name).toEqual([]);
    }
  });
});

describe("removed accounts", () => {
  const removeNamed = async (id: string, name: string, now: number) => {
    const { id: account } = unwrap(await accounts.create({ id, name }, anEvent(), now));
    const event = anEvent({ action: "account.removed", detail: { account, name } });
    unwrap(await accounts.remove(changeOf(await reread({ id }), { event, now })));
  };

  test("are listed by id, once each, with the last name and time, in pages", async () => {
    await removeNamed("former-b", "B", NOW + 1);
    await removeNamed("former-a", "A", NOW + 2);
    await removeNamed("former-a", "A again", NOW + 3);
    unwrap(await accounts.create({ id: "former-b", name: "B again" }, anEvent(), NOW + 4));
    const first = await accounts.listFormer({ after: "former", limit: 1 });
    const second = await accounts.listFormer({ after: "former-a", limit: 1 });
    expect([...first, ...second]).toEqual([
      { id: "former-a", name: "A again", removedAt: NOW + 3, isReused: false },
      { id: "former-b", name: "B", removedAt: NOW + 1, isReused: true },
    ]);
    expect(await accounts.isFormer("former-a")).toBe(true);
    expect(await accounts.isFormer("former-b")).toBe(true);
    expect(await accounts.isFormer("former")).toBe(false);
  });

  test("lose their name with the event of their removal", async () => {
    await removeNamed("forgotten", "Forgotten Ltd", NOW - 5);
    await createAuditTrail(env.DB, random).purge(NOW - 4, 1_000);
    const [account] = await accounts.listFormer({ after: "forgotte", limit: 1 });
    expect(account).toEqual({ id: "forgotten", name: null, removedAt: NOW - 5, isReused: false });
  });
});
