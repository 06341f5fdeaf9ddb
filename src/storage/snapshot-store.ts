import type { Mode } from "../policy/policy.ts";
import { decodeSnapshot, type Sha256, type Snapshot } from "../policy/snapshot.ts";
import { err, ok, type Result } from "../result.ts";
import {
  callKv,
  KV_CACHE_TTL_SECONDS,
  type KvDeps,
  type KvFault,
  type ListedPage,
  listKeys,
  readVersion,
} from "./kv.ts";
import type { Version } from "./version.ts";

/** KV does not answer, or not in time; what it holds is not a snapshot of this account. Absent is no fault: null. */
export type SnapshotReadFault = KvFault | "snapshot_corrupt";

/** What stands beside a snapshot in KV: for people, and for the job that compares them all and reads none of them. */
export interface SnapshotMetadata extends Version {
  readonly mode: Mode;
  readonly block_api_requests: boolean;
  readonly entries: number;
  /** Of all bytes of the snapshot: SHA-256, hexadecimal. */
  readonly digest: string;
  /** RFC 3339. */
  readonly created: string;
}

export interface SnapshotStore {
  /** Bounded in time; never throws. */
  read(account: string): Promise<Result<Snapshot | null, SnapshotReadFault>>;
  /** KV takes one write a second a key (429): a failure is expected, and repeated by the caller. */
  write(account: string, bytes: ArrayBuffer, metadata: SnapshotMetadata): Promise<Result<null, KvFault>>;
  remove(account: string): Promise<Result<null, KvFault>>;
  list(cursor: string | null): Promise<Result<ListedPage, KvFault>>;
}

const PREFIX = "account:";

export function createSnapshotStore(deps: KvDeps & { readonly sha256: Sha256 }): SnapshotStore {
  return {
    async read(account) {
      const key = PREFIX + account;
      const read = await callKv(deps, key, () =>
        deps.kv.get(key, { type: "arrayBuffer", cacheTtl: KV_CACHE_TTL_SECONDS }),
      );
      if (!read.ok || read.value === null) return read.ok ? ok(null) : read;
      const decoded = await decodeSnapshot(read.value, deps.sha256);
      // A snapshot under another account's key would open one customer's door to another's addresses.
      const fault = decoded.ok ? (decoded.value.account === account ? null : "other_account") : decoded.error;
      if (decoded.ok && fault === null) return ok(decoded.value);
      deps.report?.({ key, fault: "snapshot_corrupt", cause: fault });
      return err("snapshot_corrupt");
    },

    async write(account, bytes, metadata) {
      const key = PREFIX + account;
      const written = await callKv(deps, key, () => deps.kv.put(key, bytes, { metadata }));
      return written.ok ? ok(null) : written;
    },

    async remove(account) {
      const key = PREFIX + account;
      const removed = await callKv(deps, key, () => deps.kv.delete(key));
      return removed.ok ? ok(null) : removed;
    },

    list: (cursor) => listKeys(deps, PREFIX, cursor),
  };
}

/** What metadata says of a published snapshot; null when it is not what `write` puts there. */
export function readMetadata(metadata: unknown): (Version & { readonly digest: string }) | null {
  const version = readVersion(metadata);
  if (version === null) return null;
  const { digest } = metadata as Readonly<Record<string, unknown>>;
  return typeof digest === "string" ? { ...version, digest } : null;
}
