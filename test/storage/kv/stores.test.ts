import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { findExpiry } from "../../../src/address/set/range-set.ts";
import { createRangeSetBuilder } from "../../../src/address/set/range-set-builder.ts";
import { decodeSnapshot, encodeSnapshot } from "../../../src/policy/snapshot.ts";
import { createHostStore, type HostRecord } from "../../../src/storage/kv/host-store.ts";
import {
  createSnapshotStore,
  readAccountMetadata,
  type SnapshotMetadata,
} from "../../../src/storage/kv/snapshot-store.ts";
import type { Sleep } from "../../../src/storage/time-limit.ts";
import { address, alwaysLate, anEntry, NOW_SECONDS, neverLate, sha256, unwrap } from "../../support/storage.ts";

const LIMIT_MS = 2_000;
const TOMBSTONE_SECONDS = 172_800;
const failing = (message: string) =>
  ({
    get: () => Promise.reject(new Error(message)),
    put: () => Promise.reject(new Error(message)),
    delete: () => Promise.reject(new Error(message)),
    list: () => Promise.reject(new Error(message)),
  }) as unknown as KVNamespace;
const silent = {
  get: () => new Promise(() => undefined),
  put: () => new Promise(() => undefined),
} as unknown as KVNamespace;

function snapshotsOn(kv: KVNamespace, sleep: Sleep = neverLate) {
  const faults: string[] = [];
  const report = ({ fault, cause }: { fault: string; cause: unknown }) => faults.push(`${fault}: ${String(cause)}`);
  return {
    store: createSnapshotStore({ kv, sha256, limitMs: LIMIT_MS, sleep, tombstoneSeconds: TOMBSTONE_SECONDS, report }),
    faults,
  };
}
const hostsOn = (kv: KVNamespace, sleep: Sleep = neverLate) =>
  createHostStore({ kv, limitMs: LIMIT_MS, sleep, tombstoneSeconds: TOMBSTONE_SECONDS });

async function aSnapshot(account: string): Promise<ArrayBuffer> {
  const builder = createRangeSetBuilder();
  builder.add(anEntry("203.0.113.0/24").range, 0);
  const ranges = builder.build();
  const version = { epoch: NOW_SECONDS, revision: 7, createdAt: NOW_SECONDS };
  const rules = {
    mode: "enforce",
    blockApiRequests: true,
    bindNetwork: "off",
    contact: null,
    accessRequests: false,
  } as const;
  return encodeSnapshot({ account, ...version, ...rules, entryCount: 1, ranges }, sha256);
}

const METADATA: SnapshotMetadata = {
  epoch: NOW_SECONDS,
  revision: 7,
  mode: "enforce",
  block_api_requests: true,
  bind_network: "off",
  entries: 1,
  digest: "0".repeat(64),
  created: "2026-11-22T12:00:00.000Z",
};

describe("a snapshot in KV", () => {
  test("is read as it was written, and its metadata is listed", async () => {
    const { store } = snapshotsOn(env.LISTS);
    unwrap(await store.write("acme", await aSnapshot("acme"), METADATA));
    const record = unwrap(await store.read("acme"));
    expect(record).toMatchObject({ account: "acme", epoch: NOW_SECONDS, revision: 7 });
    const snapshot = record?.snapshot?.saved;
    expect(snapshot).toMatchObject({ account: "acme", epoch: NOW_SECONDS, revision: 7, mode: "enforce" });
    expect(snapshot && findExpiry(snapshot.ranges, address("203.0.113.9"))).toBe(0);
    const listed = unwrap(await store.list(null));
    expect(listed).toEqual({ keys: [{ name: "acme", metadata: METADATA }], cursor: null });
  });

  test("that is not there is null and no fault", async () => {
    const { store, faults } = snapshotsOn(env.LISTS);
    expect(await store.read("never")).toEqual({ ok: true, value: null });
    expect(faults).toEqual([]);
  });

  test("of a removed account is a tombstone, with its version in value and metadata", async () => {
    const { store, faults } = snapshotsOn(env.LISTS);
    unwrap(await store.write("gone", await aSnapshot("gone"), METADATA));
    unwrap(await store.bury("gone", { epoch: NOW_SECONDS, revision: 8 }));
    const tombstone = { account: "gone", epoch: NOW_SECONDS, revision: 8, snapshot: null };
    expect(await store.read("gone")).toEqual({ ok: true, value: tombstone });
    const { metadata } = await env.LISTS.getWithMetadata("account:gone");
    expect(readAccountMetadata(metadata)).toEqual({ epoch: NOW_SECONDS, revision: 8, content: "removed" });
    expect(readAccountMetadata(METADATA)).toEqual({ epoch: NOW_SECONDS, revision: 7, content: METADATA.digest });
    expect(faults).toEqual([]);
  });

  test("is nothing that a Worker without tombstones takes for a list", async () => {
    unwrap(await snapshotsOn(env.LISTS).store.bury("gone", { epoch: NOW_SECONDS, revision: 8 }));
    const bytes = await env.LISTS.get("account:gone", "arrayBuffer");
    expect(await decodeSnapshot(bytes ?? new ArrayBuffer(0), sha256)).toMatchObject({ ok: false });
  });

  test.each([
    ["nothing", () => new ArrayBuffer(0)],
    ["text", () => bytesOf("damaged")],
    ["a byte too few", async () => (await aSnapshot("damaged")).slice(0, -1)],
    ["one bit turned", async () => turnBit(await aSnapshot("damaged"))],
    ["another account's", () => aSnapshot("other")],
    ["another account's tombstone", () => bytesOf(`{"removed":true,"account":"other","epoch":1,"revision":2}`)],
    ["a tombstone of no account", () => bytesOf(`{"removed":true,"epoch":1,"revision":2}`)],
    ["a tombstone of no version", () => bytesOf(`{"removed":true,"account":"damaged"}`)],
    ["a record that does not say removed", () => bytesOf(`{"account":"damaged","epoch":1,"revision":2}`)],
    [
      "an inherited removal",
      () => bytesOf(`{"__proto__":{"removed":true},"account":"damaged","epoch":1,"revision":2}`),
    ],
    ["half a tombstone", () => bytesOf(`{"removed":true,"account":"dam`)],
  ])("that holds %s is corrupt, and the log hears more than the visit", async (_, bytes) => {
    const { store, faults } = snapshotsOn(env.LISTS);
    await env.LISTS.put("account:damaged", await bytes());
    expect(await store.read("damaged")).toEqual({ ok: false, error: "snapshot_corrupt" });
    expect(faults).toEqual([expect.stringMatching(/^snapshot_corrupt: \w+$/)]);
  });

  test("is unreachable when KV fails, and late when KV does not answer in time", async () => {
    const broken = snapshotsOn(failing("500 internal"));
    expect(await broken.store.read("acme")).toEqual({ ok: false, error: "kv_unreachable" });
    expect(broken.faults).toEqual(["kv_unreachable: Error: 500 internal"]);
    expect(await broken.store.write("acme", new ArrayBuffer(4), METADATA)).toMatchObject({ error: "kv_unreachable" });
    expect(await broken.store.bury("acme", METADATA)).toMatchObject({ error: "kv_unreachable" });
    expect(await broken.store.list(null)).toMatchObject({ error: "kv_unreachable" });

    const slow = snapshotsOn(silent, alwaysLate);
    expect(await slow.store.read("acme")).toEqual({ ok: false, error: "kv_timeout" });
    expect(await slow.store.write("acme", new ArrayBuffer(4), METADATA)).toMatchObject({ error: "kv_timeout" });
  });

  test("a call that was in time leaves no clock running", async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const sleep: Sleep = (ms, options) => {
      expect(ms).toBe(LIMIT_MS);
      signals.push(options?.signal);
      return neverLate(ms);
    };
    await snapshotsOn(env.LISTS, sleep).store.read("acme");
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  });
});

describe("a host in KV", () => {
  const RECORDS: readonly HostRecord[] = [
    { hostname: "a.example.com", target: { kind: "account", account: "acme" }, epoch: NOW_SECONDS, revision: 3 },
    { hostname: "b.example.com", target: { kind: "shared" }, epoch: NOW_SECONDS, revision: 1 },
    { hostname: "c.example.com", target: { kind: "removed" }, epoch: NOW_SECONDS, revision: 2 },
  ];

  test.each(RECORDS)("is read as it was written: $target.kind", async (record) => {
    unwrap(await hostsOn(env.LISTS).write(record));
    expect(await hostsOn(env.LISTS).read(record.hostname)).toEqual({ ok: true, value: record });
  });

  test("is forgotten some time after it was removed, and only then", async () => {
    const puts: KVNamespacePutOptions[] = [];
    const kv = { put: async (_key: string, _value: string, options: KVNamespacePutOptions) => puts.push(options) };
    for (const record of RECORDS) unwrap(await hostsOn(kv as unknown as KVNamespace).write(record));
    expect(puts.map((options) => options.expirationTtl)).toEqual([undefined, undefined, 172_800]);
  });

  test.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["null", "null"],
    ["no version", `{"account":"acme"}`],
    ["a version that is none", `{"account":"acme","epoch":"1","revision":2}`],
    ["a negative version", `{"account":"acme","epoch":1,"revision":-2}`],
    ["nobody", `{"epoch":1,"revision":2}`],
    ["an account without a name", `{"account":"","epoch":1,"revision":2}`],
    ["an account that is no text", `{"account":7,"epoch":1,"revision":2}`],
    ["an inherited name", `{"__proto__":{"shared":true},"epoch":1,"revision":2}`],
  ])("that holds %s is corrupt", async (_, value) => {
    await env.LISTS.put("host:damaged.example.com", value);
    expect(await hostsOn(env.LISTS).read("damaged.example.com")).toEqual({ ok: false, error: "host_corrupt" });
  });

  test("is null when it is not there; a fault when KV fails or is late", async () => {
    expect(await hostsOn(env.LISTS).read("never.example.com")).toEqual({ ok: true, value: null });
    expect(await hostsOn(failing("500")).read("a.example.com")).toEqual({ ok: false, error: "kv_unreachable" });
    expect(await hostsOn(silent, alwaysLate).read("a.example.com")).toEqual({ ok: false, error: "kv_timeout" });
  });
});

const bytesOf = (text: string): ArrayBuffer => Uint8Array.from(new TextEncoder().encode(text)).buffer;

function turnBit(buffer: ArrayBuffer): ArrayBuffer {
  const bytes = new Uint8Array(buffer);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 16;
  return buffer;
}
