import { env } from "cloudflare:workers";

/** Which call of D1 or KV fails, counted from 1, and whether it was carried out before its answer was lost. */
export interface Fault {
  readonly at: number;
  readonly how: "refused" | "answer_lost";
}

export interface FaultyBindings {
  readonly bindings: Env;
  /** Calls of D1 and KV so far. With fewer than the fault's number it never came. */
  readonly calls: number;
}

/** D1 and KV of which one call fails, as a connection that breaks does. All others are carried out. */
export function faultyBindings({ at, how }: Fault, vars: Readonly<Record<string, unknown>> = {}): FaultyBindings {
  let calls = 0;
  async function run<T>(work: () => Promise<T>): Promise<T> {
    calls++;
    const fails = calls === at;
    if (fails && how === "refused") throw new Error("D1_ERROR: Network connection lost");
    const answer = await work();
    if (fails) throw new Error("D1_ERROR: Network connection lost");
    return answer;
  }

  const real = new WeakMap<object, D1PreparedStatement>();
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement => {
    const wrapped = new Proxy(statement, {
      get(target, property) {
        if (property === "bind") return (...values: unknown[]) => wrap(target.bind(...values));
        const method = Reflect.get(target, property) as (...args: unknown[]) => Promise<unknown>;
        return (...args: unknown[]) => run(() => method.apply(target, args));
      },
    });
    real.set(wrapped, statement);
    return wrapped;
  };
  const db = {
    prepare: (sql: string) => wrap(env.DB.prepare(sql)),
    batch: (statements: D1PreparedStatement[]) =>
      run(() => env.DB.batch(statements.map((statement) => real.get(statement) ?? statement))),
  };
  const lists = new Proxy(env.LISTS, {
    get(target, property) {
      const method = Reflect.get(target, property) as (...args: unknown[]) => Promise<unknown>;
      return (...args: unknown[]) => run(() => method.apply(target, args));
    },
  });
  return {
    bindings: { ...env, DB: db, LISTS: lists, ...vars } as unknown as Env,
    get calls() {
      return calls;
    },
  };
}
