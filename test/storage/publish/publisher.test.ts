import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { findExpiry } from "../../../src/address/set/range-set.ts";
import { NEW_ACCOUNT_POLICY } from "../../../src/policy/policy.ts";
import { type Account, createAccounts } from "../../../src/storage/accounts/accounts.ts";
import { createHosts } from "../../../src/storage/accounts/hosts.ts";
import { createEntries } from "../../../src/storage/entries/entries.ts";
import { createHostStore, type HostRecord } from "../../../src/storage/kv/host-store.ts";
import { type AccountRecord, createSnapshotStore } from "../../../src/storage/kv/snapshot-store.ts";
import { createDrift } from "../../../src/storage/publish/drift.ts";
import { createPublisher } from "../../../src/storage/publish/publisher.ts";
import { retryPublish } from "../../../src/storage/publish/retry-publish.ts";
import type { Sleep } from "../../../src/storage/time-limit.ts";
import { compareVersions } from "../../../src/storage/version.ts";
import {
  address,
  alwaysLate,
  anAccount,
  anEntry,
  anEvent,
  changeOf,
  NOW,
  NOW_SECONDS,
  neverLate,
  random,
  reread,
  sha256,
  unwrap,
} from "../../support/storage.ts";

const entries = createEntries(env.DB, random);
const accounts = createAccounts(env.DB, random);
const hosts = createHosts(env.DB, random);

interface Faults {
  readonly kv?: Partial<KVNamespace>;
  readonly db?: D1Database;
  readonly sleep?: Sleep;
  readonly now?: () => number;
}

function publishing({ kv = {}, db = env.DB, sleep = neverLate, now = () => NOW }: Faults = {}) {
  const memory: (AccountRecord | HostRecord)[] = [];
  const faults: string[] = [];
  const namespace = {
    get: env.LISTS.get.bind(env.LISTS),
    put: env.LISTS.put.bind(env.LISTS),
    delete: env.LISTS.delete.bind(env.LISTS),
    list: env.LISTS.list.bind(env.LISTS),
    ...kv,
  } as KVNamespace;
  const report = ({ fault }: { fault: string }) => faults.push(fault);
  const stored = { kv: namespace, limitMs: 2_000, sleep, tombstoneSeconds: 172_800, report };
  const snapshots = createSnapshotStore({ ...stored, sha256 });
  const hostStore = createHostStore(stored);
  const publisher = createPublisher({
    db,
    snapshots,
    hosts: hostStore,
    sha256,
    now,
    memory: { account: (record) => memory.push(record), host: (record) => memory.push(record) },
    report: ({ fault }) => faults.push(fault),
  });
  return { publisher, memory, faults, snapshots, hostStore };
}

const rename = async (account: Account) => unwrap(await accounts.rename(changeOf(await reread(account)), "Renamed"));

const putting = (act: () => Promise<unknown> | undefined) =>
  ({
    put: async (key: string, value: ArrayBuffer, options: KVNamespacePutOptions) => {
      await act();
      await env.LISTS.put(key, value, options);
    },
  }) as unknown as Partial<KVNamespace>;

describe("publishing an account", () => {
  test("writes what D1 holds, notes that it did, and hands it to the isolate's memory", async () => {
    const account = await anAccount();
    const policy = {
      ...NEW_ACCOUNT_POLICY,
      mode: "enforce",
      blockApiRequests: true,
      bindNetwork: "network",
      contact: "it@example.com",
    } as const;
    unwrap(
      await entries.add(changeOf(account), [anEntry("203.0.113.0/24"), anEntry("198.51.100.1", { enabled: false })]),
    );
    unwrap(await accounts.setPolicy(changeOf(await reread(account)), policy));
    const { publisher, memory, snapshots } = publishing();

    expect(await publisher.publishAccount(account.id)).toEqual({ published: true, revision: 3 });

    const read = unwrap(await snapshots.read(account.id));
    const expected = { account: account.id, epoch: NOW_SECONDS, revision: 3, createdAt: NOW_SECONDS, entryCount: 1 };
    const snapshot = read?.snapshot;
    const { mode, blockApiRequests, bindNetwork, contact } = policy;
    expect(snapshot).toMatchObject({ ...expected, mode, blockApiRequests, bindNetwork, contact });
    expect(snapshot && findExpiry(snapshot.ranges, address("203.0.113.9"))).toBe(0);
    expect(memory).toEqual([read]);
    expect((await reread(account)).publishedRevision).toBe(3);
    const { metadata } = await env.LISTS.getWithMetadata(`account:${account.id}`);
    expect(metadata).toEqual({
      epoch: NOW_SECONDS,
      revision: 3,
      mode: "enforce",
      block_api_requests: true,
      bind_network: "network",
      entries: 1,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      created: "2026-11-22T12:00:00.000Z",
    });
  });

  test("again, and by several at once, comes to the same", async () => {
    const account = await anAccount();
    const { publisher } = publishing();
    const published = await Promise.all([1, 2, 3].map(() => publisher.publishAccount(account.id)));
    expect(published).toEqual(Array(3).fill({ published: true, revision: 1 }));
  });

  test("carries the epoch of its own moment, so that a restored account's copy is newer than what was seen", async () => {
    const account = await anAccount();
    const later = NOW + 7_200_000;
    const { publisher, memory } = publishing({ now: () => later });
    await publisher.publishAccount(account.id);
    expect(memory).toMatchObject([{ epoch: NOW_SECONDS + 7_200, revision: 1 }]);
    await publisher.publishAccount(account.id, { epoch: NOW_SECONDS + 10_000, revision: 1 });
    expect(memory[1]).toMatchObject({ epoch: NOW_SECONDS + 10_001, revision: 1 });
    await publisher.publishAccount(account.id, { epoch: NOW_SECONDS + 10_001, revision: 1 });
    expect(memory[2]).toMatchObject({ epoch: NOW_SECONDS + 10_001, revision: 1 });
    expect((await reread(account)).epoch).toBe(NOW_SECONDS + 10_001);
  });

  test("that is not there writes nothing", async () => {
    const { publisher, memory } = publishing();
    expect(await publisher.publishAccount("nobody")).toEqual({ published: false, revision: null });
    expect(memory).toEqual([]);
    expect(await env.LISTS.get("account:nobody")).toBeNull();
  });
});

describe("publishing while things go wrong", () => {
  test.each([
    ["KV refuses the write", { kv: { put: () => Promise.reject(new Error("429")) } }, "kv_unreachable"],
    ["KV does not answer", { kv: { put: () => new Promise<void>(() => undefined) }, sleep: alwaysLate }, "kv_timeout"],
  ])("%s: not published, no exception, and this isolate has it all the same", async (_, faulty, fault) => {
    const account = await anAccount();
    const { publisher, memory, faults } = publishing(faulty);
    expect(await publisher.publishAccount(account.id)).toEqual({ published: false, revision: 1 });
    expect(memory).toMatchObject([{ account: account.id, revision: 1 }]);
    expect(faults).toEqual([fault]);
    expect((await reread(account)).publishedRevision).toBeNull();
  });

  test("D1 is down: not published, no exception", async () => {
    const down = { batch: () => Promise.reject(new Error("D1_ERROR")), prepare: () => env.DB.prepare("SELECT 1") };
    const { publisher, memory, faults } = publishing({ db: down as unknown as D1Database });
    expect(await publisher.publishAccount("acme")).toEqual({ published: false, revision: null });
    expect(await publisher.publishHost("a.example.com")).toEqual({ published: false, revision: null });
    expect(memory).toEqual([]);
    expect(faults).toEqual(["publish_failed", "publish_failed"]);
  });

  test("a change comes in between: the newer state is published as well", async () => {
    const account = await anAccount();
    let changes = 0;
    const { publisher, snapshots, memory } = publishing({
      kv: putting(() => (changes++ === 0 ? rename(account) : undefined)),
    });
    expect(await publisher.publishAccount(account.id)).toEqual({ published: true, revision: 2 });
    expect(unwrap(await snapshots.read(account.id))).toMatchObject({ revision: 2 });
    expect(memory).toMatchObject([{ revision: 1 }, { revision: 2 }]);
  });

  test("changes come in each time: it gives up after three and says so", async () => {
    const account = await anAccount();
    const { publisher, memory } = publishing({ kv: putting(() => rename(account)) });
    expect((await publisher.publishAccount(account.id)).published).toBe(false);
    expect(memory).toHaveLength(3);
  });

  test("an older copy that arrives late is replaced: two publishers cross", async () => {
    const account = await anAccount();
    const other = publishing();
    let crossed = false;
    const slow = publishing({
      kv: putting(async () => {
        if (crossed) return;
        crossed = true;
        await rename(account);
        expect(await other.publisher.publishAccount(account.id)).toEqual({ published: true, revision: 2 });
      }),
    });
    expect(await slow.publisher.publishAccount(account.id)).toEqual({ published: true, revision: 2 });
    expect(unwrap(await slow.snapshots.read(account.id))).toMatchObject({ revision: 2 });
  });

  test("the mark in D1 is lost: the copy is out all the same", async () => {
    const account = await anAccount();
    const db = {
      batch: (statements: D1PreparedStatement[]) => env.DB.batch(statements),
      prepare: (sql: string) =>
        env.DB.prepare(
          sql.includes("published_at =") ? "SELECT * FROM no_such_table WHERE ?1 = ?2 = ?3 = ?4 = ?5 = ?6" : sql,
        ),
    } as unknown as D1Database;
    const { publisher, faults } = publishing({ db });
    expect(await publisher.publishAccount(account.id)).toEqual({ published: true, revision: 1 });
    expect(faults).toEqual(["publish_unmarked"]);
    expect((await reread(account)).publishedRevision).toBeNull();
  });

  test("the account is removed in between: its late snapshot is replaced by the tombstone", async () => {
    const account = await anAccount();
    const { publisher, snapshots, memory } = publishing({
      kv: putting(async () => {
        if ((await accounts.get(account.id)) !== null) unwrap(await accounts.remove(changeOf(account)));
      }),
    });
    expect(await publisher.publishAccount(account.id)).toEqual({ published: true, revision: 2 });
    const tombstone = { account: account.id, epoch: NOW_SECONDS, revision: 2, snapshot: null };
    expect(unwrap(await snapshots.read(account.id))).toEqual(tombstone);
    expect(memory.at(-1)).toEqual(tombstone);
  });
});

describe("publishing a host", () => {
  test("writes whose it is; a removed one as a tombstone that is newer", async () => {
    const account = await anAccount();
    unwrap(await hosts.put(changeOf(account), "h.example.com"));
    const { publisher, hostStore, memory } = publishing();
    expect(await publisher.publishHost("h.example.com")).toEqual({ published: true, revision: 1 });
    const target = { kind: "account", account: account.id };
    const record = { hostname: "h.example.com", target, epoch: NOW_SECONDS, revision: 1 };
    expect(unwrap(await hostStore.read("h.example.com"))).toEqual(record);

    unwrap(await hosts.remove(changeOf(await reread(account)), "h.example.com"));
    expect(await publisher.publishHost("h.example.com")).toEqual({ published: true, revision: 2 });
    expect(unwrap(await hostStore.read("h.example.com"))).toMatchObject({ target: { kind: "removed" }, revision: 2 });
    expect(memory).toHaveLength(2);
    expect((await hosts.find("h.example.com"))?.publishedRevision).toBe(2);
  });

  test("that moves in between publishes the newer state as well", async () => {
    unwrap(await hosts.putShared("moving.example.com", anEvent(), NOW));
    let moved = false;
    const { publisher, hostStore } = publishing({
      kv: putting(async () => {
        if (!moved) unwrap(await hosts.removeShared("moving.example.com", anEvent(), NOW));
        moved = true;
      }),
    });
    expect(await publisher.publishHost("moving.example.com")).toEqual({ published: true, revision: 2 });
    expect(unwrap(await hostStore.read("moving.example.com"))).toMatchObject({ target: { kind: "removed" } });
  });

  test("that nobody ever had writes nothing", async () => {
    expect(await publishing().publisher.publishHost("nobody.example.com")).toEqual({
      published: false,
      revision: null,
    });
    expect(await env.LISTS.get("host:nobody.example.com")).toBeNull();
  });
});

describe("publishing a removed account", () => {
  const remove = async (account: Account) => unwrap(await accounts.remove(changeOf(await reread(account))));
  const recreate = async ({ id }: Account) => unwrap(await accounts.create({ id, name: "Again" }, anEvent(), NOW));

  test("writes a tombstone that is newer than what it was, for as long as a copy can last", async () => {
    const account = await anAccount();
    const puts: KVNamespacePutOptions[] = [];
    const kv = {
      put: async (key: string, value: ArrayBuffer, options: KVNamespacePutOptions) => {
        puts.push(options);
        await env.LISTS.put(key, value, options);
      },
    } as unknown as Partial<KVNamespace>;
    const { publisher, snapshots, memory } = publishing({ kv });
    await publisher.publishAccount(account.id);
    await remove(account);

    expect(await publisher.publishAccount(account.id)).toEqual({ published: true, revision: 2 });
    const tombstone = { account: account.id, epoch: NOW_SECONDS, revision: 2, snapshot: null };
    expect(unwrap(await snapshots.read(account.id))).toEqual(tombstone);
    expect(memory).toEqual([expect.objectContaining({ revision: 1 }), tombstone]);
    expect(puts.map(({ expirationTtl }) => expirationTtl)).toEqual([undefined, 172_800]);
  });

  test("carries the epoch of its own moment, or one above what was seen", async () => {
    const account = await anAccount();
    await remove(account);
    const { publisher, memory } = publishing({ now: () => NOW + 60_000 });
    await publisher.publishAccount(account.id);
    await publisher.publishAccount(account.id, { epoch: NOW_SECONDS + 100, revision: 9 });
    expect(memory).toMatchObject([{ epoch: NOW_SECONDS + 60 }, { epoch: NOW_SECONDS + 101 }]);
  });

  test("that KV refuses is said, this isolate refuses it all the same, and the next try publishes it", async () => {
    const account = await anAccount();
    await publishing().publisher.publishAccount(account.id);
    await remove(account);
    const failing = publishing({ kv: { put: () => Promise.reject(new Error("429")) } });
    expect(await failing.publisher.publishAccount(account.id)).toEqual({ published: false, revision: 2 });
    expect(failing.memory).toMatchObject([{ account: account.id, snapshot: null }]);
    expect(await createDrift(env.DB).unpublishedAccounts(1_000)).toContain(account.id);
    expect((await publishing().publisher.publishAccount(account.id)).published).toBe(true);
    expect(await createDrift(env.DB).unpublishedAccounts(1_000)).not.toContain(account.id);
  });

  test("and created again in the same second: the new one outranks the tombstone", async () => {
    const account = await anAccount();
    const { publisher, memory } = publishing();
    for (let times = 0; times < 3; times++) {
      await publisher.publishAccount(account.id);
      await remove(account);
      await publisher.publishAccount(account.id);
      await recreate(account);
    }
    await publisher.publishAccount(account.id);
    expect(memory.toSorted(compareVersions)).toEqual(memory);
    expect(new Set(memory.map(({ epoch, revision }) => `${epoch}.${revision}`)).size).toBe(memory.length);
    expect(memory.at(-1)).toMatchObject({ snapshot: { account: account.id } });
  });

  test("and created again before its tombstone arrives: the late tombstone is replaced", async () => {
    const account = await anAccount();
    await remove(account);
    let isLate = true;
    const slow = publishing({
      kv: putting(async () => {
        if (!isLate) return;
        isLate = false;
        await recreate(account);
        expect((await publishing().publisher.publishAccount(account.id)).published).toBe(true);
      }),
    });
    expect(await slow.publisher.publishAccount(account.id)).toEqual({ published: true, revision: 1 });
    const { epoch } = await reread(account);
    expect(unwrap(await slow.snapshots.read(account.id))).toMatchObject({ epoch, snapshot: { account: account.id } });
  });
});

describe("retrying", () => {
  /** Publishes at the nth call; how long it slept before each. */
  async function retried(nth: number, jitter: number) {
    const pauses: number[] = [];
    let calls = 0;
    const outcome = await retryPublish(async () => ({ published: ++calls === nth, revision: 1 }), {
      sleep: async (ms) => void pauses.push(ms),
      random: () => jitter,
    });
    return { outcome, pauses };
  }

  test("waits longer each time, more than KV's second, until it is published", async () => {
    const { outcome, pauses } = await retried(3, 0);
    expect(outcome).toEqual({ published: true, revision: 1 });
    expect(pauses).toHaveLength(3);
    expect(pauses[0]).toBeGreaterThan(1_000);
    expect(pauses.toSorted((a, b) => a - b)).toEqual(pauses);
  });

  test("gives up within the thirty seconds that a response leaves, whatever the jitter", async () => {
    const { outcome, pauses } = await retried(99, 0.999);
    expect(outcome.published).toBe(false);
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(28_000);
  });

  test("spreads those who failed together", async () => {
    expect((await retried(1, 0)).pauses).not.toEqual((await retried(1, 0.9)).pauses);
  });
});
