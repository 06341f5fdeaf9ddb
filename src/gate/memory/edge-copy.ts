import { LRUCache } from "lru-cache";
import { atMost } from "../../memory.ts";
import { ok, type Result } from "../../result.ts";
import { compareVersions, type Version } from "../../storage/version.ts";

export interface EdgeCopyOptions<T extends Version, F extends string> {
  /** Reads the published copy; null: there is none. The caller who provides it bounds its time; never throws. */
  readonly read: (key: string) => Promise<Result<T | null, F>>;
  readonly limits: EdgeCopyLimits;
  /** Bytes that the copies may take together. */
  readonly maxBytes: number;
  readonly sizeOf: (value: T) => number;
}

/** All in milliseconds, of age since the copy was last confirmed. */
export interface EdgeCopyLimits {
  /** Younger: used as it is. Older: still used, and refreshed after the response. */
  readonly freshMs: number;
  /** Older: the visit waits for KV. */
  readonly hardMs: number;
  /** When KV fails, the last good copy is used up to this age. */
  readonly staleMaxMs: number;
}

export const EDGE_COPY_FRESH_MS = 10_000;
export const EDGE_COPY_HARD_MS = 60_000;

/**
 * How long "there is none" is remembered. Short, so that a new host works at once; long enough to slow a flood of
 * requests.
 */
const ABSENT_MS = 3_000;
const ABSENT_MAX_KEYS = 5_000;
/** After a refresh has begun or failed, other visits start none for this long: there is one refresh at a time. */
const RETRY_MS = 5_000;

export interface Visitation {
  readonly nowMs: number;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** A copy kept in the isolate's memory of what KV publishes. */
export interface EdgeCopy<T extends Version, F extends string> {
  /**
   * The current copy, or null when there is none; an error when KV fails and memory has nothing young enough. Not a
   * promise unless KV must be asked first.
   */
  find(key: string, visit: Visitation): Result<T | null, F> | Promise<Result<T | null, F>>;
  /** Takes a copy that this isolate has just published or read. Never goes back to an older one. */
  remember(key: string, value: T, nowMs: number): void;
}

interface Held<T> {
  value: T;
  confirmedAt: number;
  /** No refresh is tried before this. */
  retryAt: number;
}

/**
 * Isolate memory with these bounds. It holds plain data only: a promise of one request is never awaited by another
 * (workerd forbids it), so two visits may read the same key at once.
 */
export function createEdgeCopy<T extends Version, F extends string>(options: EdgeCopyOptions<T, F>): EdgeCopy<T, F> {
  const { read, limits } = options;
  const copies = new LRUCache<string, Held<T>>({
    maxSize: options.maxBytes,
    // A copy larger than the whole memory would not be kept, and each visit would read it again.
    sizeCalculation: (held) => Math.min(options.maxBytes, Math.max(1, options.sizeOf(held.value))),
  });
  const absent = new LRUCache<string, number>(atMost(ABSENT_MAX_KEYS));

  function remember(key: string, value: T, nowMs: number): void {
    const held = copies.get(key);
    // KV may answer with an older copy than the one in memory: the newer one stays, and counts as confirmed.
    const newest = held !== undefined && compareVersions(value, held.value) < 0 ? held.value : value;
    copies.set(key, { value: newest, confirmedAt: nowMs, retryAt: 0 });
    absent.delete(key);
  }

  async function refresh(key: string, nowMs: number): Promise<Result<T | null, F>> {
    const reading = await read(key);
    if (reading.ok && reading.value !== null) remember(key, reading.value, nowMs);
    if (reading.ok && reading.value === null && !copies.has(key)) absent.set(key, nowMs + ABSENT_MS);
    return reading;
  }

  function find(key: string, { nowMs, waitUntil }: Visitation): Result<T | null, F> | Promise<Result<T | null, F>> {
    const held = copies.get(key);
    if (held === undefined) {
      const absentUntil = absent.get(key);
      return absentUntil !== undefined && nowMs < absentUntil ? ok(null) : findFirst(key, nowMs);
    }

    const age = nowMs - held.confirmedAt;
    if (age < limits.freshMs) return ok(held.value);
    const mayTry = nowMs >= held.retryAt;
    if (age < limits.hardMs) {
      if (mayTry) {
        held.retryAt = nowMs + RETRY_MS;
        waitUntil(refresh(key, nowMs));
      }
      return ok(held.value);
    }

    const isUsable = age < limits.staleMaxMs;
    if (!mayTry && isUsable) return ok(held.value);
    held.retryAt = nowMs + RETRY_MS;
    return findAnew(key, held, nowMs);
  }

  async function findFirst(key: string, nowMs: number): Promise<Result<T | null, F>> {
    const reading = await refresh(key, nowMs);
    // Another visit may have read it meanwhile. The copy in memory is never older than what was read here.
    return reading.ok ? ok(copies.get(key)?.value ?? reading.value) : reading;
  }

  /** For a copy that is too old to be used without asking. */
  async function findAnew(key: string, held: Held<T>, nowMs: number): Promise<Result<T | null, F>> {
    const isUsable = nowMs - held.confirmedAt < limits.staleMaxMs;
    const reading = await refresh(key, nowMs);
    const latest = copies.get(key) ?? held;
    if (reading.ok && reading.value !== null) return ok(latest.value);
    // When a copy disappears from KV, that counts as a failure of KV: a removal is published as a tombstone, never as a
    // missing key.
    if (isUsable || nowMs - latest.confirmedAt < limits.staleMaxMs) return ok(latest.value);
    return reading;
  }

  return { find, remember };
}
