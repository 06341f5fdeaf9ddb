import type { BindNetwork, Mode } from "../../policy/policy.ts";
import { decodeSnapshot, type PublishedSnapshot, type Sha256, type SnapshotFault } from "../../policy/snapshot.ts";
import { err, ok, type Result } from "../../result.ts";
import type { Version } from "../version.ts";
import {
  type CopyFacts,
  callKv,
  KV_CACHE_TTL_SECONDS,
  type KvDeps,
  type KvFault,
  type ListedPage,
  listKeys,
  parseJson,
  REMOVED,
  readVersion,
  type TombstoneDeps,
} from "./kv.ts";

/** What is published of an account: its snapshot; null: it was removed, and this version is the tombstone's. */
export interface AccountRecord extends Version {
  readonly account: string;
  readonly snapshot: PublishedSnapshot | null;
}

/**
 * KV does not answer, or not in time; its value is neither a snapshot nor a tombstone of this account. An absent key is
 * no fault: null.
 */
export type SnapshotReadFault = KvFault | "snapshot_corrupt";

/** The metadata of a snapshot in KV: for people, and for the job that compares all copies by metadata alone. */
export interface SnapshotMetadata extends Version {
  readonly mode: Mode;
  readonly block_api_requests: boolean;
  readonly bind_network: BindNetwork;
  readonly entries: number;
  /** Of all bytes of the snapshot: SHA-256, hexadecimal. */
  readonly digest: string;
  /** RFC 3339. */
  readonly created: string;
  /** RFC 3339: when a provisional change undoes itself. Absent: none is open. */
  readonly undoes_at?: string;
}

export interface SnapshotStore {
  /** Bounded in time; never throws. */
  read(account: string): Promise<Result<AccountRecord | null, SnapshotReadFault>>;
  /** KV accepts one write per second and key (429): failures are expected, and the caller tries again. */
  write(account: string, bytes: ArrayBuffer, metadata: SnapshotMetadata): Promise<Result<null, KvFault>>;
  /** Puts a tombstone in place of the snapshot. KV removes it after `tombstoneSeconds`. */
  bury(account: string, version: Version): Promise<Result<null, KvFault>>;
  list(cursor: string | null): Promise<Result<ListedPage, KvFault>>;
}

const PREFIX = "account:";

export function createSnapshotStore(deps: KvDeps & TombstoneDeps & { readonly sha256: Sha256 }): SnapshotStore {
  return {
    async read(account) {
      const key = PREFIX + account;
      const read = await callKv(deps, key, () =>
        deps.kv.get(key, { type: "arrayBuffer", cacheTtl: KV_CACHE_TTL_SECONDS }),
      );
      if (!read.ok || read.value === null) return read.ok ? ok(null) : read;
      const decoded = await decodeRecord(read.value, deps.sha256);
      // A snapshot under the key of another account would admit the addresses of one customer to another.
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

    async bury(account, { epoch, revision }) {
      const key = PREFIX + account;
      const value = { removed: true, account, epoch, revision };
      const options = { metadata: value, expirationTtl: deps.tombstoneSeconds };
      const written = await callKv(deps, key, () => deps.kv.put(key, JSON.stringify(value), options));
      return written.ok ? ok(null) : written;
    },

    list: (cursor) => listKeys(deps, PREFIX, cursor),
  };
}

/** The first byte of a tombstone; no snapshot begins with it. */
const OPENING_BRACE = 0x7b;

/**
 * A tombstone is JSON and no binary snapshot with a flag: an earlier version of the Worker would ignore the flag, and
 * would judge by an empty list in mode `off`.
 */
async function decodeRecord(
  buffer: ArrayBuffer,
  sha256: Sha256,
): Promise<Result<AccountRecord, SnapshotFault | "not_a_tombstone">> {
  if (new Uint8Array(buffer)[0] === OPENING_BRACE) {
    const tombstone = readTombstone(parseJson(new TextDecoder().decode(buffer)));
    return tombstone === null ? err("not_a_tombstone") : ok(tombstone);
  }
  const decoded = await decodeSnapshot(buffer, sha256);
  return decoded.ok ? ok(recordOf(decoded.value)) : decoded;
}

function readTombstone(value: unknown): AccountRecord | null {
  const version = readVersion(value);
  if (version === null) return null;
  const { removed, account } = value as Readonly<Record<string, unknown>>;
  return removed === true && typeof account === "string" ? { account, ...version, snapshot: null } : null;
}

/** A snapshot as it is published. */
export const recordOf = (snapshot: PublishedSnapshot): AccountRecord => {
  const { account, epoch, revision } = snapshot.saved;
  return { account, epoch, revision, snapshot };
};

/** What metadata says of a published account; null when neither `write` nor `bury` made it. */
export function readAccountMetadata(metadata: unknown): CopyFacts | null {
  const version = readVersion(metadata);
  if (version === null) return null;
  const { digest, removed } = metadata as Readonly<Record<string, unknown>>;
  const content = removed === true ? REMOVED : digest;
  return typeof content === "string" ? { ...version, content } : null;
}
