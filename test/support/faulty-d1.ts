/** Where D1 fails: at the n-th query of an invocation (from 1), before it is carried out or after it, when its answer is lost. */
export interface D1Fault {
  readonly at: number;
  readonly when: "before" | "after";
}

/** D1 that fails once. A batch counts as one query. `queries`: how many there were. */
export function faultyD1(inner: D1Database, fault: D1Fault): { readonly db: D1Database; readonly queries: number } {
  let queries = 0;
  const originals = new WeakMap<object, D1PreparedStatement>();

  async function attempt<T>(work: () => Promise<T>): Promise<T> {
    queries += 1;
    if (queries !== fault.at) return work();
    if (fault.when === "after") await work();
    throw new Error("D1_ERROR: Network connection lost.");
  }

  function wrap(statement: D1PreparedStatement): D1PreparedStatement {
    const wrapped = new Proxy(statement, {
      get(target, property) {
        if (property === "bind") return (...values: unknown[]) => wrap(target.bind(...values));
        const method = Reflect.get(target, property) as (...args: unknown[]) => Promise<unknown>;
        return (...args: unknown[]) => attempt(() => method.apply(target, args));
      },
    });
    originals.set(wrapped, statement);
    return wrapped;
  }

  const db = {
    prepare: (sql: string) => wrap(inner.prepare(sql)),
    batch(statements: D1PreparedStatement[]) {
      const batch = statements.map((wrapped) => {
        const original = originals.get(wrapped);
        if (original === undefined) throw new Error("a statement of another database");
        return original;
      });
      return attempt(() => inner.batch(batch));
    },
  } as unknown as D1Database;

  return {
    db,
    get queries() {
      return queries;
    },
  };
}
