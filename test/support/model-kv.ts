import { readVersion } from "../../src/storage/kv/kv.ts";
import type { Version } from "../../src/storage/version.ts";

/** One write of a key, as KV remembers it. */
interface Write {
  readonly at: number;
  readonly value: ArrayBuffer | null;
  readonly metadata: unknown;
  readonly expiresAt: number;
}

export interface ModelKvOptions {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** How old a read may be: each location shows some state that was current within this time. */
  readonly staleMs: () => number;
  /** Called before a write is applied: may throw (the write is lost), or do other things first (the write is slow). */
  readonly beforeWrite?: (key: string) => Promise<void>;
  /** Called after a write was applied: may throw (the answer is lost). */
  readonly afterWrite?: (key: string) => Promise<void>;
  readonly beforeRead?: (key: string) => Promise<void>;
}

/**
 * Workers KV as Cloudflare describes it, and as local KV does not behave: a write is seen elsewhere up to a minute later
 * or more, and by the locations at different times; misses are cached too; a key takes one write a second (429); the last
 * write wins, whatever it holds; lists are stale as well.
 */
export class ModelKv {
  readonly #writes = new Map<string, Write[]>();
  readonly #options: ModelKvOptions;

  constructor(options: ModelKvOptions) {
    this.#options = options;
  }

  /** What is stored, with no staleness: for the test to look at. */
  current(key: string): { readonly value: ArrayBuffer | null; readonly metadata: unknown } {
    return this.#asOf(key, this.#options.now());
  }

  /** Whether a value with this metadata's version was ever stored. */
  everHeld(key: string, { epoch, revision }: Version): boolean {
    return (this.#writes.get(key) ?? []).some(({ metadata }) => {
      const written = readVersion(metadata);
      return written?.epoch === epoch && written.revision === revision;
    });
  }

  get keys(): readonly string[] {
    return [...this.#writes.keys()].filter((key) => this.current(key).value !== null).sort();
  }

  /** KV as one location shows it, with the methods that the stores call. */
  namespace(): KVNamespace {
    return {
      get: async (key: string, options: { type: "text" | "arrayBuffer" }) => {
        await this.#options.beforeRead?.(key);
        const { value } = this.#asOf(key, this.#someMomentAgo());
        return value === null || options.type === "arrayBuffer" ? value : new TextDecoder().decode(value);
      },
      put: (key: string, value: ArrayBuffer | string, options: KVNamespacePutOptions = {}) => {
        const bytes =
          typeof value === "string" ? Uint8Array.from(new TextEncoder().encode(value)).buffer : value.slice(0);
        if (JSON.stringify(options.metadata ?? null).length > 1_024) throw new Error("413 metadata too long");
        return this.#write(key, bytes, options.metadata ?? null, options.expirationTtl);
      },
      delete: (key: string) => this.#write(key, null, null),
      list: async ({ prefix = "", cursor }: { prefix?: string; cursor?: string }) => {
        await this.#options.beforeRead?.(prefix);
        const moment = this.#someMomentAgo();
        const names = [...this.#writes.keys()].filter(
          (key) => key.startsWith(prefix) && key > (cursor ?? "") && this.#asOf(key, moment).value !== null,
        );
        const page = names.sort().slice(0, MODEL_KV_PAGE);
        const keys = page.map((name) => ({ name, metadata: this.#asOf(name, moment).metadata }));
        const last = page.at(-1);
        return names.length > MODEL_KV_PAGE && last !== undefined
          ? { keys, list_complete: false, cursor: last, cacheStatus: null }
          : { keys, list_complete: true, cacheStatus: null };
      },
    } as unknown as KVNamespace;
  }

  #someMomentAgo(): number {
    return this.#options.now() - Math.floor(this.#options.random() * this.#options.staleMs());
  }

  #asOf(key: string, moment: number): Write {
    const write = this.#writes.get(key)?.findLast((candidate) => candidate.at <= moment);
    return write === undefined || moment >= write.expiresAt ? NO_WRITE : write;
  }

  async #write(key: string, value: ArrayBuffer | null, metadata: unknown, ttlSeconds?: number): Promise<void> {
    await this.#options.beforeWrite?.(key);
    const at = this.#options.now();
    const writes = this.#writes.get(key) ?? [];
    const last = writes.at(-1);
    if (last !== undefined && at - last.at < 1_000) throw new Error("429 Too Many Requests");
    const expiresAt = ttlSeconds === undefined ? Number.POSITIVE_INFINITY : at + ttlSeconds * 1_000;
    this.#writes.set(key, [...writes, { at, value, metadata, expiresAt }]);
    await this.#options.afterWrite?.(key);
  }
}

/** Small, so that lists of a test have pages. */
export const MODEL_KV_PAGE = 3;

const NO_WRITE: Write = { at: 0, value: null, metadata: null, expiresAt: Number.POSITIVE_INFINITY };
