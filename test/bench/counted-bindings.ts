import type { Miniflare } from "miniflare";

type D1 = Awaited<ReturnType<Miniflare["getD1Database"]>>;
type Statement = ReturnType<D1["prepare"]>;

/** What Cloudflare bills. */
export interface Usage {
  kvReads: number;
  kvWrites: number;
  kvLists: number;
  rowsRead: number;
  rowsWritten: number;
}

export interface CountedBindings {
  readonly LISTS: object;
  readonly DB: object;
  /** Since the last call, by whom: the name that `count` was last called with. */
  readonly usage: ReadonlyMap<string, Usage>;
  /** What follows is counted under this name. */
  count(name: string): void;
  /** The text of each statement that D1 ran since the last call. */
  takeStatements(): readonly string[];
  /** Resolves when no query is under way and nothing follows from those that were. */
  settle(): Promise<void>;
}

/** KV in memory, each call counted; the D1 of local workerd, with the rows that its own meta counts. */
export function createCountedBindings(d1: D1): CountedBindings {
  const usage = new Map<string, Usage>();
  let current = "setup";
  let underWay = 0;
  let statements: string[] = [];

  const used = (): Usage => {
    const known = usage.get(current) ?? { kvReads: 0, kvWrites: 0, kvLists: 0, rowsRead: 0, rowsWritten: 0 };
    usage.set(current, known);
    return known;
  };

  async function query<T>(work: () => Promise<T>): Promise<T> {
    underWay += 1;
    try {
      return await work();
    } finally {
      underWay -= 1;
    }
  }
  const note = <T extends { readonly meta: { readonly rows_read: number; readonly rows_written: number } }>(
    result: T,
  ): T => {
    used().rowsRead += result.meta.rows_read;
    used().rowsWritten += result.meta.rows_written;
    return result;
  };

  const inner = new WeakMap<object, { readonly statement: Statement; readonly sql: string }>();
  function wrap(statement: Statement, sql: string): object {
    const all = async () => {
      statements.push(sql);
      return note(await query(() => statement.all()));
    };
    const wrapped = {
      bind: (...values: unknown[]) => wrap(statement.bind(...values), sql),
      all,
      run: all,
      first: async () => (await all()).results[0] ?? null,
      raw: async () => (await all()).results.map((row) => Object.values(row)),
    };
    inner.set(wrapped, { statement, sql });
    return wrapped;
  }

  return {
    usage,
    count(name) {
      current = name;
    },
    DB: {
      prepare: (sql: string) => wrap(d1.prepare(sql), sql),
      async batch(batch: readonly object[]) {
        const originals = batch.map((wrapped) => inner.get(wrapped)).filter((found) => found !== undefined);
        statements.push(...originals.map(({ sql }) => sql));
        return (await query(() => d1.batch(originals.map(({ statement }) => statement)))).map(note);
      },
    },
    LISTS: createCountedKv(used),
    takeStatements() {
      const taken = statements;
      statements = [];
      return taken;
    },
    async settle() {
      // Two turns with nothing under way: one query may follow another.
      for (let quiet = 0; quiet < 2; ) {
        await new Promise((resolve) => setImmediate(resolve));
        quiet = underWay === 0 ? quiet + 1 : 0;
      }
    },
  };
}

interface Kept {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly metadata: unknown;
}

function createCountedKv(used: () => Usage): object {
  const kept = new Map<string, Kept>();
  const read = (key: string, type: string) => {
    used().kvReads += 1;
    const bytes = kept.get(key)?.bytes;
    if (bytes === undefined) return null;
    return type === "arrayBuffer" ? bytes.slice().buffer : new TextDecoder().decode(bytes);
  };
  return {
    get: async (key: string, { type }: { type: string }) => read(key, type),
    async put(key: string, value: string | ArrayBuffer, options?: { metadata?: unknown }) {
      used().kvWrites += 1;
      const bytes = typeof value === "string" ? new TextEncoder().encode(value) : new Uint8Array(value.slice(0));
      kept.set(key, { bytes: Uint8Array.from(bytes), metadata: options?.metadata ?? null });
    },
    async delete(key: string) {
      used().kvWrites += 1;
      kept.delete(key);
    },
    async list({ prefix = "" }: { prefix?: string }) {
      used().kvLists += 1;
      const keys = [...kept].filter(([name]) => name.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
      return { keys: keys.map(([name, { metadata }]) => ({ name, metadata })), list_complete: true };
    },
  };
}
