import { beforeEach, describe, expect, test } from "vitest";
import { SETTLE_MS } from "../../src/jobs/judge-copy.ts";
import { REPAIR_LIMITS, type RepairReport } from "../../src/jobs/repair.ts";
import { NEW_ACCOUNT_POLICY } from "../../src/policy/policy.ts";
import { admits, createEdgeWorld, type EdgeWorld } from "../support/edge-world.ts";
import { MODEL_KV_PAGE } from "../support/model-kv.ts";
import { anEntry, anEvent, changeOf, unwrap } from "../support/storage.ts";
import { emptyDatabase, restoreBookmark, takeBookmark } from "../support/time-travel.ts";

let world: EdgeWorld;
/** KV refuses writes of the keys that this names. */
let refuses: (key: string) => boolean;

beforeEach(async () => {
  refuses = () => false;
  const beforeWrite = async (key: string) => {
    if (refuses(key)) throw new Error("500");
  };
  world = createEdgeWorld({ seed: 1, kv: { beforeWrite } });
  await emptyDatabase(world.db);
});

async function create(...ids: readonly string[]) {
  for (const id of ids) {
    unwrap(await world.accounts.create({ id, name: id }, anEvent(), world.now));
    const change = { ...changeOf(await read(id)), now: world.now };
    unwrap(await world.hosts.put(change, `${id}.example.com`));
    await publish(id);
  }
  // KV takes one write a second of a key.
  world.pass(2_000);
}

async function publish(id: string) {
  await world.isolates[0].publisher.publishAccount(id);
  await world.isolates[0].publisher.publishHost(`${id}.example.com`);
}

async function read(id: string) {
  const account = await world.accounts.get(id);
  if (account === null) throw new Error(`no account ${id}`);
  return account;
}

async function remove(id: string) {
  unwrap(await world.accounts.remove(changeOf(await read(id), { now: world.now })));
}

async function enforce(id: string, entry: string) {
  unwrap(await world.entries.add(changeOf(await read(id), { now: world.now }), [anEntry(entry)]));
  const policy = { ...NEW_ACCOUNT_POLICY, mode: "enforce" } as const;
  unwrap(await world.accounts.setPolicy(changeOf(await read(id), { now: world.now }), policy));
}

const acts = (report: RepairReport) => report.acts.map(({ name, why, done }) => `${name} ${why} ${done}`);
const settle = () => world.pass(SETTLE_MS);

describe("the repair job", () => {
  test("finds nothing to do where everything is published", async () => {
    await create("a", "b");
    settle();
    expect(await world.cron()).toEqual({ acts: [], compared: 4, ended: "complete", error: null });
  });

  test("publishes what was changed and not published, at once", async () => {
    await create("a", "b");
    await enforce("b", "203.0.113.0/24");
    expect(acts(await world.cron())).toEqual(["b unpublished true"]);
    world.pass(60_000);
    const snapshot = await world.isolates[1].snapshot("b");
    expect(snapshot).toMatchObject({ mode: "enforce", revision: 4 });
    expect(snapshot && admits(snapshot, "203.0.113.9")).toBe(true);
    expect((await world.cron()).acts).toEqual([]);
  });

  test("publishes again what KV lost, what it cannot read, and what an older copy has overwritten", async () => {
    await create("lost", "odd", "old");
    const kv = world.kv.namespace();
    const { value, metadata } = world.kv.current("account:old");
    world.pass(10_000);
    await enforce("old", "203.0.113.0/24");
    await publish("old");
    settle();
    await kv.delete("account:lost");
    await kv.put("host:odd.example.com", "?", { metadata: { revision: "7" } });
    await kv.put("account:old", value ?? "", { metadata });
    world.pass(2_000);

    expect(acts(await world.cron())).toEqual([
      "lost missing true",
      "old behind true",
      "odd.example.com unreadable true",
    ]);
    settle();
    expect(await world.isolates[2].snapshot("old")).toMatchObject({ mode: "enforce" });
    expect((await world.cron()).acts).toEqual([]);
  });

  test("publishes the tombstones of an account that is gone and of its hosts, and lets them end by themselves", async () => {
    await create("a", "gone");
    expect(await world.isolates[1].snapshot("gone")).not.toBeNull();
    await remove("gone");
    expect(acts(await world.cron())).toEqual(["gone unpublished true", "gone.example.com unpublished true"]);
    world.pass(60_000);
    expect(await world.isolates[1].snapshot("gone")).toBeNull();
    settle();
    expect((await world.cron()).acts).toEqual([]);
    expect(world.kv.keys).toEqual(["account:a", "account:gone", "host:a.example.com", "host:gone.example.com"]);

    world.pass(172_800_000);
    expect(world.kv.keys).toEqual(["account:a", "host:a.example.com"]);
    expect((await world.cron()).acts).toEqual([]);
  });

  test("publishes a tombstone again that KV lost, or that an older copy has overwritten, until all copies are too old", async () => {
    await create("lost", "old", "odd");
    const kv = world.kv.namespace();
    const { value, metadata } = world.kv.current("account:old");
    for (const id of ["lost", "old", "odd"]) {
      await remove(id);
      await publish(id);
    }
    settle();
    await kv.delete("account:lost");
    await kv.put("account:old", value ?? "", { metadata });
    await kv.put("account:odd", "?", { metadata: { removed: true } });
    world.pass(2_000);
    expect(acts(await world.cron())).toEqual(["lost missing true", "odd unreadable true", "old behind true"]);
    settle();
    expect(await world.isolates[2].snapshot("old")).toBeNull();
    expect((await world.cron()).acts).toEqual([]);

    world.pass(86_400_000);
    await kv.delete("account:lost");
    expect((await world.cron()).acts).toEqual([]);
    await kv.put("account:old", value ?? "", { metadata });
    world.pass(2_000);
    expect(acts(await world.cron())).toEqual(["old behind true"]);
  });

  test("publishes the account that was created again, whatever came late of the former one", async () => {
    await create("again");
    await remove("again");
    await world.isolates[0].publisher.publishAccount("again");
    const { value, metadata } = world.kv.current("account:again");
    expect(await world.isolates[1].snapshot("again")).toBeNull();
    world.pass(2_000);
    unwrap(await world.accounts.create({ id: "again", name: "again" }, anEvent(), world.now));
    await enforce("again", "203.0.113.0/24");
    await world.isolates[0].publisher.publishAccount("again");
    expect(await world.isolates[0].snapshot("again")).toMatchObject({ mode: "enforce" });
    settle();
    expect(await world.isolates[1].snapshot("again")).toMatchObject({ mode: "enforce" });

    await world.kv.namespace().put("account:again", value ?? "", { metadata });
    world.pass(2_000);
    expect(acts(await world.cron())).toEqual(["again.example.com unpublished true", "again behind true"]);
    settle();
    world.isolates[1].evict();
    expect(await world.isolates[1].snapshot("again")).toMatchObject({ mode: "enforce" });
  });

  test("after D1 was restored: outranks what isolates saw, brings back what was removed since, buries what came since", async () => {
    await create("a", "removed-later");
    world.pass(60_000);
    const bookmark = await takeBookmark(world.db);
    world.pass(60_000);
    await enforce("a", "203.0.113.0/24");
    await world.isolates[0].publisher.publishAccount("a");
    await create("created-later");
    await remove("removed-later");
    await publish("removed-later");
    settle();
    expect(await world.isolates[1].snapshot("a")).toMatchObject({ mode: "enforce" });
    expect(await world.isolates[1].snapshot("created-later")).not.toBeNull();
    expect(await world.isolates[1].snapshot("removed-later")).toBeNull();
    expect(await world.isolates[1].host("removed-later.example.com")).toMatchObject({ target: { kind: "removed" } });

    await restoreBookmark(world.db, bookmark);
    expect(acts(await world.cron()).sort()).toEqual([
      "a ahead true",
      "created-later orphan true",
      "created-later.example.com orphan true",
      "removed-later ahead true",
      "removed-later.example.com ahead true",
    ]);
    settle();
    expect(await world.isolates[1].snapshot("a")).toMatchObject({ mode: "off", revision: 2 });
    expect(await world.isolates[1].snapshot("removed-later")).toMatchObject({ mode: "off", revision: 2 });
    expect(await world.isolates[1].snapshot("created-later")).toBeNull();
    expect(await world.isolates[1].host("removed-later.example.com")).toMatchObject({ target: { kind: "account" } });
    expect(await world.isolates[1].host("created-later.example.com")).toMatchObject({ target: { kind: "removed" } });
    expect((await world.cron()).acts).toEqual([]);
  });

  test("after D1 was restored and came to the same revision by other changes: the new content is newer everywhere", async () => {
    await create("a");
    world.pass(60_000);
    const bookmark = await takeBookmark(world.db);
    await enforce("a", "203.0.113.0/24");
    await publish("a");
    const seen = await world.isolates[1].snapshot("a");
    expect(seen).toMatchObject({ mode: "enforce", revision: 4 });

    world.pass(60_000);
    await restoreBookmark(world.db, bookmark);
    for (const name of ["one", "two"]) {
      unwrap(await world.accounts.rename(changeOf(await read("a"), { now: world.now }), name));
    }
    await publish("a");
    settle();
    expect(await world.isolates[1].snapshot("a")).toMatchObject({ mode: "off", revision: 4 });
  });

  test("does nothing to KV when the database is an empty one", async () => {
    await create("a");
    await emptyDatabase(world.db);
    expect(await world.cron()).toMatchObject({ acts: [], ended: "d1_empty" });
    expect(world.kv.keys).toEqual(["account:a", "host:a.example.com"]);
  });

  test("reports what failed and tries it again at the next run", async () => {
    await create("a", "b");
    await enforce("a", "203.0.113.0/24");
    await enforce("b", "203.0.113.0/24");
    refuses = (key) => key === "account:a";
    expect(acts(await world.cron())).toEqual(["a unpublished false", "b unpublished true"]);
    refuses = () => false;
    world.pass(2_000);
    expect(acts(await world.cron())).toEqual(["a unpublished true"]);
  });

  test("leaves KV in peace when nothing can be written", async () => {
    const ids = ["a", "b", "c", "d", "e"];
    await create(...ids);
    for (const id of ids) await enforce(id, "203.0.113.0/24");
    refuses = () => true;
    const report = await world.cron();
    expect(report).toMatchObject({ ended: "publishing_fails", acts: [{}, {}, {}] });
  });
});

describe("a run that is bounded", () => {
  const IDS = Array.from({ length: 2 * MODEL_KV_PAGE + 1 }, (_, i) => `acct-${i}`);

  test.each([
    ["by what it may do", { maxActs: 2 }, "max_acts"],
    ["by the keys it may list", { maxPages: 1 }, "max_pages"],
  ])("%s goes on at the next, until all is done", async (_, limits, ended) => {
    await create(...IDS);
    settle();
    const kv = world.kv.namespace();
    for (const id of IDS) await kv.delete(`account:${id}`);
    await kv.put("account:nobody", "?");

    const done: string[] = [];
    const ends: string[] = [];
    for (let runs = 0; runs < 20 && ends.at(-1) !== "complete"; runs++) {
      world.pass(2_000);
      const report = await world.cron({ ...REPAIR_LIMITS, ...limits });
      done.push(...acts(report));
      ends.push(report.ended);
    }
    expect(ends.slice(0, -1)).toEqual(ends.slice(0, -1).map(() => ended));
    expect(ends.length).toBeGreaterThan(2);
    expect(done.sort()).toEqual([...IDS.map((id) => `${id} missing true`), "nobody orphan true"]);
  });

  test("by time stops when it is over", async () => {
    await create(...IDS);
    expect(await world.cron({ ...REPAIR_LIMITS, maxMs: 0 })).toMatchObject({ ended: "max_time", compared: 0 });
  });
});
