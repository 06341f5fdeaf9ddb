import { env } from "cloudflare:workers";
import { type Account, createAccounts } from "../../../src/storage/accounts/accounts.ts";
import { createHosts } from "../../../src/storage/accounts/hosts.ts";
import { createEntries } from "../../../src/storage/entries/entries.ts";
import { createHostStore, type HostRecord } from "../../../src/storage/kv/host-store.ts";
import { type AccountRecord, createSnapshotStore } from "../../../src/storage/kv/snapshot-store.ts";
import { createPublisher } from "../../../src/storage/publish/publisher.ts";
import type { Sleep } from "../../../src/storage/time-limit.ts";
import { changeOf, NOW, neverLate, random, reread, sha256, unwrap } from "../../support/storage.ts";

export const entries = createEntries(env.DB, random);
export const accounts = createAccounts(env.DB, random);
export const hosts = createHosts(env.DB, random);

interface Faults {
  readonly kv?: Partial<KVNamespace>;
  readonly db?: D1Database;
  readonly sleep?: Sleep;
  readonly now?: () => number;
}

/** A publisher over real D1 and KV, with what the test lets go wrong; what it gave to memory and what it reported. */
export function publishing({ kv = {}, db = env.DB, sleep = neverLate, now = () => NOW }: Faults = {}) {
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

export const rename = async (account: Account) =>
  unwrap(await accounts.rename(changeOf(await reread(account)), "Renamed"));

/** KV that does something else before each write. */
export const putting = (act: () => Promise<unknown> | undefined) =>
  ({
    put: async (key: string, value: ArrayBuffer, options: KVNamespacePutOptions) => {
      await act();
      await env.LISTS.put(key, value, options);
    },
  }) as unknown as Partial<KVNamespace>;
