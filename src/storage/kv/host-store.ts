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

/** The owner of a host. A removed host stays in KV for a while, so that it differs from a stale copy. */
export type HostTarget =
  | { readonly kind: "account"; readonly account: string }
  | { readonly kind: "shared" }
  | { readonly kind: "removed" };

/** A host as it is published. */
export interface HostRecord extends Version {
  readonly hostname: string;
  readonly target: HostTarget;
}

/** KV does not answer, or not in time; its value is not what Gatehouse wrote. An absent key is no fault: null. */
export type HostReadFault = KvFault | "host_corrupt";

export interface HostStore {
  /** Bounded in time; never throws. */
  read(hostname: string): Promise<Result<HostRecord | null, HostReadFault>>;
  write(record: HostRecord): Promise<Result<null, KvFault>>;
  list(cursor: string | null): Promise<Result<ListedPage, KvFault>>;
}

const PREFIX = "host:";

export function createHostStore(deps: KvDeps & TombstoneDeps): HostStore {
  return {
    async read(hostname) {
      const key = PREFIX + hostname;
      const read = await callKv(deps, key, () => deps.kv.get(key, { type: "text", cacheTtl: KV_CACHE_TTL_SECONDS }));
      if (!read.ok || read.value === null) return read.ok ? ok(null) : read;
      const record = decodeRecord(hostname, read.value);
      if (record !== null) return ok(record);
      deps.report?.({ key, fault: "host_corrupt", cause: "not a host record" });
      return err("host_corrupt");
    },

    async write(record) {
      const key = PREFIX + record.hostname;
      const value = { ...encodeTarget(record.target), epoch: record.epoch, revision: record.revision };
      // The metadata has the same content, for the job that compares all hosts by metadata alone.
      const options: KVNamespacePutOptions = { metadata: value };
      if (record.target.kind === "removed") options.expirationTtl = deps.tombstoneSeconds;
      const written = await callKv(deps, key, () => deps.kv.put(key, JSON.stringify(value), options));
      return written.ok ? ok(null) : written;
    },

    list: (cursor) => listKeys(deps, PREFIX, cursor),
  };
}

type EncodedTarget = { readonly account: string } | { readonly shared: true } | { readonly removed: true };

function encodeTarget(target: HostTarget): EncodedTarget {
  switch (target.kind) {
    case "account":
      return { account: target.account };
    case "shared":
      return { shared: true };
    case "removed":
      return { removed: true };
    default:
      throw target satisfies never;
  }
}

function decodeRecord(hostname: string, json: string): HostRecord | null {
  const value = parseJson(json);
  const version = readVersion(value);
  const target = readTarget(value);
  return version === null || target === null ? null : { hostname, target, ...version };
}

/** What metadata says of a published host; null when `write` did not make it. */
export function readHostMetadata(metadata: unknown): CopyFacts | null {
  const version = readVersion(metadata);
  const target = readTarget(metadata);
  return version === null || target === null ? null : { ...version, content: targetContent(target) };
}

/** The content of a published host, for comparison. */
export const targetContent = (target: HostTarget): string => {
  switch (target.kind) {
    case "account":
      return `account:${target.account}`;
    case "shared":
      return "shared";
    case "removed":
      return REMOVED;
    default:
      throw target satisfies never;
  }
};

function readTarget(value: unknown): HostTarget | null {
  if (typeof value !== "object" || value === null) return null;
  const { account, shared, removed } = value as Readonly<Record<string, unknown>>;
  if (typeof account === "string" && account !== "") return { kind: "account", account };
  if (shared === true) return { kind: "shared" };
  return removed === true ? { kind: "removed" } : null;
}
