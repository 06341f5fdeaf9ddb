/** D1 that counts the queries of an invocation as Cloudflare does: each statement of a batch is one. */
export interface CountingD1 {
  readonly db: D1Database;
  /** The SQL of every statement that was sent, in order. */
  readonly sent: readonly string[];
  /** Rows written, from D1's own meta (index entries are counted by Cloudflare as rows of their own). */
  readonly rowsWritten: number;
  readonly rowsRead: number;
}

/** What `first()` answers, of all rows: itself it tells nothing of what was read. */
function firstOf({ results: [row] }: D1Result<unknown>, column: unknown): unknown {
  if (row === undefined) return null;
  return typeof column === "string" ? (row as Readonly<Record<string, unknown>>)[column] : row;
}

export function countingD1(inner: D1Database): CountingD1 {
  const sent: string[] = [];
  const originals = new WeakMap<object, { readonly statement: D1PreparedStatement; readonly sql: string }>();
  const counts = { written: 0, read: 0 };

  const note = <T extends D1Result>(result: T): T => {
    counts.written += result.meta.rows_written ?? 0;
    counts.read += result.meta.rows_read ?? 0;
    return result;
  };

  function wrap(sql: string, statement: D1PreparedStatement): D1PreparedStatement {
    const wrapped = new Proxy(statement, {
      get(target, property) {
        if (property === "bind") return (...values: unknown[]) => wrap(sql, target.bind(...values));
        const method = Reflect.get(target, property) as (...args: unknown[]) => Promise<unknown>;
        return async (...args: unknown[]) => {
          sent.push(sql);
          if (property === "first") return firstOf(note(await target.all()), args[0]);
          const answer = await method.apply(target, args);
          return property === "all" || property === "run" ? note(answer as D1Result) : answer;
        };
      },
    });
    originals.set(wrapped, { statement, sql });
    return wrapped;
  }

  const db = {
    prepare: (sql: string) => wrap(sql, inner.prepare(sql)),
    async batch(statements: D1PreparedStatement[]) {
      const batch = statements.map((wrapped) => {
        const original = originals.get(wrapped);
        if (original === undefined) throw new Error("a statement of another database");
        sent.push(original.sql);
        return original.statement;
      });
      return (await inner.batch(batch)).map(note);
    },
  } as unknown as D1Database;

  return {
    db,
    sent,
    get rowsWritten() {
      return counts.written;
    },
    get rowsRead() {
      return counts.read;
    },
  };
}
