import { err, ok, type Result } from "../../result.ts";
import { type TimeLimit, withinLimit } from "../time-limit.ts";
import type { Version } from "../version.ts";

/** KV does not answer, or not in time. */
export type KvFault = "kv_unreachable" | "kv_timeout";

/** Details of a fault, for the operator's log. */
export type ReportFault = (fault: { readonly key: string; readonly fault: string; readonly cause: unknown }) => void;

/** The parts of stores with tombstones. */
export interface TombstoneDeps {
  /** How long a tombstone stays; longer than any isolate serves a last good copy (STALE_SNAPSHOT_MAX_SECONDS). */
  readonly tombstoneSeconds: number;
}

export interface KvDeps extends TimeLimit {
  readonly kv: KVNamespace;
  readonly report?: ReportFault;
}

/** Seconds that a location may cache a value: the lowest that KV allows, so that a change is seen soon. */
export const KV_CACHE_TTL_SECONDS = 30;

/** Runs a call to KV and returns its answer or its fault. Never throws, and takes no longer than the limit. */
export async function callKv<T>(deps: KvDeps, key: string, call: () => Promise<T>): Promise<Result<T, KvFault>> {
  const failed = (fault: KvFault, cause: unknown) => {
    deps.report?.({ key, fault, cause });
    return err(fault);
  };
  try {
    const answer = await withinLimit(call(), deps);
    return answer === "late" ? failed("kv_timeout", `no answer within ${deps.limitMs} ms`) : ok(answer);
  } catch (error) {
    return failed("kv_unreachable", error);
  }
}

/** A key of one kind, with its metadata. */
export interface ListedKey {
  /** Without the prefix. */
  readonly name: string;
  readonly metadata: unknown;
}

export interface ListedPage {
  /** In the order of their UTF-8 bytes, which is also D1's order of text. */
  readonly keys: readonly ListedKey[];
  /** Null: this was the last page. */
  readonly cursor: string | null;
}

/** A page (up to 1,000) of the keys with a prefix. It may be a minute old, or more. */
export async function listKeys(
  deps: KvDeps,
  prefix: string,
  cursor: string | null,
): Promise<Result<ListedPage, KvFault>> {
  const listed = await callKv(deps, prefix, () =>
    deps.kv.list<unknown>({ prefix, ...(cursor === null ? {} : { cursor }) }),
  );
  if (!listed.ok) return listed;
  const { keys } = listed.value;
  return ok({
    keys: keys.map(({ name, metadata }) => ({ name: name.slice(prefix.length), metadata: metadata ?? null })),
    cursor: listed.value.list_complete ? null : listed.value.cursor,
  });
}

/** A JSON value, parsed; null when it is not JSON. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** What KV holds under a key: its version, and a text that differs for two contents of one version. */
export interface CopyFacts extends Version {
  readonly content: string;
}

/** The content of a tombstone. */
export const REMOVED = "removed";

/** The version that metadata or a value names, or null when it names none. */
export function readVersion(value: unknown): Version | null {
  if (typeof value !== "object" || value === null) return null;
  const { epoch, revision } = value as Readonly<Record<string, unknown>>;
  return isCounter(epoch) && isCounter(revision) ? { epoch, revision } : null;
}

/** The highest u32 is not a valid epoch: so there is always a higher one. */
const isCounter = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 0xffffffff;
