import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { findExpiry } from "../../../src/address/set/range-set.ts";
import { NEW_ACCOUNT_POLICY } from "../../../src/policy/policy.ts";
import {
  address,
  alwaysLate,
  anAccount,
  anEntry,
  anEvent,
  changeOf,
  NOW,
  NOW_SECONDS,
  reread,
  unwrap,
} from "../../support/storage.ts";
import { accounts, entries, hosts, publishing, putting, rename } from "./publishing.ts";

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
    const snapshot = read?.snapshot?.saved;
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
