import { env } from "cloudflare:workers";
import { findExpiry } from "../../src/address/set/range-set.ts";
import { createEdgeCopy, type EdgeCopy } from "../../src/gate/memory/edge-copy.ts";
import { REPAIR_LIMITS, type RepairLimits, type RepairReport, repair } from "../../src/jobs/repair.ts";
import { type Snapshot, snapshotAt } from "../../src/policy/snapshot.ts";
import { createAccounts } from "../../src/storage/accounts/accounts.ts";
import { createHosts } from "../../src/storage/accounts/hosts.ts";
import { createEntries } from "../../src/storage/entries/entries.ts";
import { createHostStore, type HostRecord, type HostStore } from "../../src/storage/kv/host-store.ts";
import { type AccountRecord, createSnapshotStore, type SnapshotStore } from "../../src/storage/kv/snapshot-store.ts";
import { createDrift } from "../../src/storage/publish/drift.ts";
import { createPublisher, type Publisher } from "../../src/storage/publish/publisher.ts";
import { compareVersions, type Version } from "../../src/storage/version.ts";
import { toSeconds } from "../../src/time.ts";
import { ModelKv, type ModelKvOptions } from "./model-kv.ts";
import { seeded } from "./seeded.ts";
import { address, NOW, neverLate, sha256 } from "./storage.ts";

const TOMBSTONE_SECONDS = 172_800;
const STALE_MAX_MS = 86_400_000;

/** One isolate: a location's view of KV, its memory, and its publisher. */
export interface Isolate {
  readonly publisher: Publisher;
  /** What the gate would use for a visit now; null: nothing, or the account was removed. */
  snapshot(account: string): Promise<Snapshot | null>;
  host(hostname: string): Promise<HostRecord | null>;
  /** The memory is gone, as an evicted isolate's is. */
  evict(): void;
  /** Whether it has in memory what it compiled itself and KV never took. */
  holdsUnwritten(): boolean;
}

export interface EdgeWorldOptions {
  readonly seed: number;
  readonly kv?: Partial<ModelKvOptions>;
  /** A fault of D1's marks: the update that notes what was published is lost. */
  readonly losesMark?: () => boolean;
}

/**
 * Gatehouse's storage in a world of several locations: real D1, a modelled KV, isolates with the gate's own memory.
 * An isolate that ever serves an older version of anything than it served before makes the test fail at once.
 */
export function createEdgeWorld({ seed, kv: kvOptions = {}, losesMark = () => false }: EdgeWorldOptions) {
  const rng = seeded(seed);
  let nowMs = NOW;
  const clock = () => nowMs;
  const kv = new ModelKv({ now: clock, random: rng.next, staleMs: () => 0, ...kvOptions });

  const db = {
    batch: (statements: D1PreparedStatement[]) => env.DB.batch(statements),
    prepare: (sql: string) => env.DB.prepare(losesMark() ? sql.replace("published_at =", "no_such_column =") : sql),
  } as unknown as D1Database;

  function createStores(): { readonly snapshots: SnapshotStore; readonly hosts: HostStore } {
    const deps = { kv: kv.namespace(), limitMs: 2_000, sleep: neverLate, tombstoneSeconds: TOMBSTONE_SECONDS };
    return { snapshots: createSnapshotStore({ ...deps, sha256 }), hosts: createHostStore(deps) };
  }

  function createIsolate(): Isolate {
    const { snapshots, hosts } = createStores();
    const limits = { freshMs: 10_000, hardMs: 60_000, staleMaxMs: STALE_MAX_MS };
    const newMemory = () => ({
      accounts: createEdgeCopy<AccountRecord, string>({ read: snapshots.read, limits, maxBytes: 1e8, sizeOf: () => 1 }),
      hosts: createEdgeCopy<HostRecord, string>({ read: hosts.read, limits, maxBytes: 1e8, sizeOf: () => 1 }),
      served: new Map<string, Version>(),
      compiled: new Map<string, Version>(),
    });
    let memory = newMemory();

    const publisher = createPublisher({
      db,
      snapshots,
      hosts,
      sha256,
      now: clock,
      memory: {
        account(record) {
          memory.accounts.remember(record.account, record, nowMs);
          memory.compiled.set(`account:${record.account}`, record);
        },
        host(record) {
          memory.hosts.remember(record.hostname, record, nowMs);
          memory.compiled.set(`host:${record.hostname}`, record);
        },
      },
    });

    async function visit<T extends Version>(
      copies: EdgeCopy<T, string>,
      key: string,
      seenAs: string,
    ): Promise<T | null> {
      const { served } = memory;
      const after: Promise<unknown>[] = [];
      const found = await copies.find(key, { nowMs, waitUntil: (work) => after.push(work) });
      await Promise.all(after);
      const value = found.ok ? found.value : null;
      const before = served.get(seenAs);
      if (value !== null && before !== undefined && compareVersions(value, before) < 0) {
        throw new Error(`seed ${seed}: ${seenAs} went back from ${show(before)} to ${show(value)}`);
      }
      if (value !== null) served.set(seenAs, { epoch: value.epoch, revision: value.revision });
      return value;
    }

    return {
      publisher,
      async snapshot(account) {
        const published = (await visit(memory.accounts, account, `account:${account}`))?.snapshot ?? null;
        return published === null ? null : snapshotAt(published, toSeconds(nowMs));
      },
      host: (hostname) => visit(memory.hosts, hostname, `host:${hostname}`),
      evict: () => {
        memory = newMemory();
      },
      holdsUnwritten: () => [...memory.compiled].some(([key, version]) => !kv.everHeld(key, version)),
    };
  }

  return {
    rng,
    kv,
    db: env.DB,
    accounts: createAccounts(env.DB, rng.bytes),
    hosts: createHosts(env.DB, rng.bytes),
    entries: createEntries(env.DB, rng.bytes),
    isolates: [createIsolate(), createIsolate(), createIsolate()] as const,
    get now() {
      return nowMs;
    },
    pass(ms: number) {
      nowMs += Math.ceil(ms);
    },
    /** Cron, in an isolate of its own. */
    cron(limits: RepairLimits = REPAIR_LIMITS): Promise<RepairReport> {
      const { publisher } = createIsolate();
      const drift = createDrift(env.DB);
      return repair({ drift, ...createStores(), publisher, now: clock, tombstoneSeconds: TOMBSTONE_SECONDS, limits });
    },
  };
}

export type EdgeWorld = ReturnType<typeof createEdgeWorld>;

const show = ({ epoch, revision }: Version): string => `${epoch}.${revision}`;

/** Whether a snapshot admits an address for ever. */
export const admits = (snapshot: Snapshot, text: string): boolean => findExpiry(snapshot.ranges, address(text)) === 0;
