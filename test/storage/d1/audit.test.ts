import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { type Account, createAccounts } from "../../../src/storage/accounts/accounts.ts";
import {
  AUDIT_LIST_LIMIT,
  type AuditEvent,
  type AuditFilter,
  boundedList,
  createAuditTrail,
  type Trail,
} from "../../../src/storage/d1/audit.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import { queryPlans } from "../../support/query-plans.ts";
import { anAccount, anEvent, changeOf, NOW, random, unwrap } from "../../support/storage.ts";

const audit = createAuditTrail(env.DB, random);
const FIRST = { after: null, limit: 1 };
const actions = (events: readonly AuditEvent[]) => events.map(({ action }) => action);

describe("the audit trail", () => {
  test("keeps an event as it was given", async () => {
    const account = await anAccount();
    const event = anEvent({
      actor: "token:tok_1",
      actorName: "CI",
      address: "2001:db8::1",
      detail: { before: { mode: "off" }, n: [1] },
    });
    await audit.record(account.id, event, NOW + 7);
    const [newest] = await audit.list(account.id, {}, FIRST);
    expect(newest).toMatchObject({ ...event, account: account.id, at: NOW + 7, revision: null });
    expect(newest?.id).toMatch(/^evt_/);
  });

  test("is listed newest first, in pages that go on below the last one", async () => {
    const account = await anAccount();
    for (const action of ["a", "b", "c"]) await audit.record(account.id, anEvent({ action }), NOW);
    const first = await audit.list(account.id, {}, { after: null, limit: 2 });
    await audit.record(account.id, anEvent({ action: "later" }), NOW);
    await audit.record(account.id, anEvent({ action: "of another clock" }), NOW - 5);
    const second = await audit.list(account.id, {}, { after: first.at(-1) ?? null, limit: 9 });
    expect(actions([...first, ...second])).toEqual(["c", "b", "a", "test.change", "of another clock"]);
  });

  test("is filtered by actor, action and time, and shows one account alone", async () => {
    const [account, other] = [await anAccount(), await anAccount()];
    await audit.record(account.id, anEvent({ actor: "x", action: "a" }), NOW + 1000);
    await audit.record(account.id, anEvent({ actor: "y", action: "b" }), NOW + 2000);
    await audit.record(other.id, anEvent({ actor: "x", action: "c" }), NOW + 1000);
    await audit.record(null, anEvent({ actor: "x", action: "d" }), NOW + 1000);
    const found = async (filter: AuditFilter, account_: string | null = account.id) =>
      actions(await audit.list(account_, filter, { after: null, limit: 9 }));
    expect(await found({ actor: "x" })).toEqual(["a"]);
    expect(await found({ action: "b" })).toEqual(["b"]);
    expect(await found({ actor: "y", action: "a" })).toEqual([]);
    expect(await found({ since: NOW + 1000 })).toEqual(["b", "a"]);
    expect(await found({ until: NOW + 1000 })).toEqual(["test.change"]);
    expect(await found({ since: NOW + 1000, until: NOW + 2000 })).toEqual(["a"]);
    expect(await found({ since: NOW + 2000, until: NOW + 1000 })).toEqual([]);
    expect(await found({ actor: "x" }, null)).toEqual(["d"]);
  });

  test("goes on where its last page ended although that event is purged meanwhile", async () => {
    const account = await anAccount();
    const [last] = await audit.list(account.id, {}, FIRST);
    await audit.record(account.id, anEvent({ action: "older" }), NOW - 1);
    await env.DB.prepare("DELETE FROM audit WHERE id = ?1").bind(last?.id).run();
    expect(actions(await audit.list(account.id, {}, { after: last ?? null, limit: 9 }))).toEqual(["older"]);
  });

  test("reads a page from where it begins, whatever is newer", async () => {
    const account = await anAccount();
    const rows = JSON.stringify(Array.from({ length: 3000 }, (_, i) => i));
    await env.DB.prepare(
      `INSERT INTO audit (id, account_id, at, actor, action, detail)
       SELECT 'evt_' || value, ?2, ?3 + value, 'x', 'a', '{}' FROM json_each(?1)`,
    )
      .bind(rows, account.id, NOW)
      .run();
    const counted = countingD1(env.DB);
    const trail = createAuditTrail(counted.db, random);
    const after = { at: NOW + 100, id: "evt_100" };
    expect((await trail.list(account.id, { until: NOW + 2000 }, { after, limit: 10 }))[0]?.id).toBe("evt_99");
    expect(counted.rowsRead).toBeLessThan(30);
    const all = [];
    for await (const events of trail.exportAll(account.id, { actor: "x" })) all.push(...events);
    expect(all).toHaveLength(3000);
  });

  test("forgets what is older than it shall keep, the oldest first, and nothing else", async () => {
    await env.DB.exec("DELETE FROM audit");
    for (const at of [1, 2, 3, 4]) await audit.record(null, anEvent({ action: String(at) }), NOW + at);
    expect(await audit.purge(NOW + 4, 2)).toBe(2);
    expect(await audit.purge(NOW + 4, 2)).toBe(1);
    expect(await audit.purge(NOW + 4, 2)).toBe(0);
    expect(actions(await audit.list(null, {}, { after: null, limit: 9 }))).toEqual(["4"]);
  });
});

describe("the trail of a removed account", () => {
  /** Events of one account that is removed, and of one that stays, in turns, from `at` on. */
  async function fill(former: string, present: string, count: number, at: number): Promise<void> {
    await env.DB.prepare(
      `INSERT INTO audit (id, account_id, at, actor, action, detail)
       SELECT 'evt_' || value, IIF(value % 2, ?2, ?3), ?4 + value, 'x', 'a', '{}' FROM json_each(?1)`,
    )
      .bind(JSON.stringify(Array.from({ length: count }, (_, i) => i)), former, present, at)
      .run();
  }

  const remove = async (account: Account, now: number) =>
    unwrap(await createAccounts(env.DB, random).remove(changeOf(account, { now })));

  test("is purged by age with all others, in the order of writing, and no sooner", async () => {
    await env.DB.exec("DELETE FROM audit");
    const [account, other] = [await anAccount(), await anAccount()];
    await env.DB.exec("DELETE FROM audit");
    await fill(account.id, other.id, 10, NOW);
    await remove(account, NOW + 100);
    const count = async (trail: Trail) => (await audit.list(trail, {}, { after: null, limit: 99 })).length;
    expect(await count({ former: account.id })).toBe(6);
    expect(await audit.purge(NOW + 6, 4)).toBe(4);
    expect(await audit.purge(NOW + 6, 4)).toBe(2);
    expect(await audit.purge(NOW + 6, 4)).toBe(0);
    expect([await count({ former: account.id }), await count(other.id)]).toEqual([3, 2]);
    expect(await audit.purge(NOW + 101, 99)).toBe(6);
    expect([await count({ former: account.id }), await count(null)]).toEqual([0, 0]);
  });

  test("is filtered, exported and read in pages as any other", async () => {
    const [account, other] = [await anAccount(), await anAccount()];
    await fill(account.id, other.id, 3000, NOW);
    await remove(account, NOW + 9000);
    const counted = countingD1(env.DB);
    const trail = createAuditTrail(counted.db, random);
    const former = { former: account.id };
    const after = { at: NOW + 101, id: "evt_101" };
    expect((await trail.list(former, {}, { after, limit: 10 }))[0]?.id).toBe("evt_99");
    expect(counted.rowsRead).toBeLessThan(30);
    const all = [];
    for await (const events of trail.exportAll(former, { action: "a" })) all.push(...events);
    expect(all).toHaveLength(1500);
  });

  describe("is found by an index:", () => {
    /** The plan of the statement that begins with these words. */
    async function planOf(begin: string, work: (db: D1Database) => Promise<unknown>): Promise<string> {
      const plans = [...(await queryPlans(env.DB, work))].filter(([sql]) => sql.startsWith(begin));
      expect(plans).toHaveLength(1);
      return plans[0]?.[1] ?? "";
    }

    test("a page of it", async () => {
      const plan = await planOf("SELECT", (db) => createAuditTrail(db, random).list({ former: "acme" }, {}, FIRST));
      expect(plan).toMatch(/^SEARCH audit USING INDEX audit_by_time \(account_id=\? AND at>\? AND at<\?\)/);
      expect(plan).not.toContain("SCAN");
    });

    test("the events that a removal sets apart", async () => {
      const account = await anAccount();
      const plan = await planOf("UPDATE audit", (db) => createAccounts(db, random).remove(changeOf(account)));
      expect(plan).toBe("SEARCH audit USING INDEX audit_by_time (account_id=?)");
    });

    test("what the purge removes", async () => {
      const plan = await planOf("DELETE FROM audit", (db) => createAuditTrail(db, random).purge(NOW, 10));
      expect(plan).toMatch(/^SEARCH audit USING INTEGER PRIMARY KEY \(rowid=\?\)/);
      expect(plan).not.toContain("TEMP B-TREE");
    });

    test("the list of removed accounts with their names", async () => {
      const plan = await planOf("SELECT", (db) => createAccounts(db, random).listFormer({ after: null, limit: 10 }));
      expect(plan).toMatch(/^SEARCH former_accounts USING PRIMARY KEY \(id>\?\)/);
      expect(plan).toContain("SEARCH audit USING INDEX audit_by_time (account_id=? AND at=?)");
      expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
    });
  });
});

describe("details", () => {
  test("name how many there are and the first hundred of them", () => {
    const many = Array.from({ length: 124_000 }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
    expect(boundedList(many)).toEqual({ count: 124_000, first: many.slice(0, AUDIT_LIST_LIMIT) });
    expect(boundedList(["a"])).toEqual({ count: 1, first: ["a"] });
  });

  test("that nobody bounded are cut to a note rather than kept", async () => {
    const account = await anAccount();
    await audit.record(account.id, anEvent({ detail: { huge: "x".repeat(100_000) } }), NOW);
    expect((await audit.list(account.id, {}, FIRST))[0]?.detail).toEqual({ omitted: "100011 characters" });
  });
});
