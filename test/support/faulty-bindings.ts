import { env } from "cloudflare:workers";

/** Which call of D1 or KV fails, and whether it was carried out before its answer was lost. */
export interface Fault {
  /** Counted from 1; `change`: the batch that changes an account and writes its event. */
  readonly at: number | "change";
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
  async function run<T>(work: () => Promise<T>, isChange = false): Promise<T> {
    calls++;
    const fails = at === "change" ? isChange : calls === at;
    if (fails && how === "refused") throw new Error("D1_ERROR: Network connection lost");
    const answer = await work();
    if (fails) throw new Error("D1_ERROR: Network connection lost");
    return answer;
  }

  const real = new WeakMap<object, { readonly statement: D1PreparedStatement; readonly sql: string }>();
  const wrap = (sql: string, statement: D1PreparedStatement): D1PreparedStatement => {
    const wrapped = new Proxy(statement, {
      get(target, property) {
        if (property === "bind") return (...values: unknown[]) => wrap(sql, target.bind(...values));
        const method = Reflect.get(target, property) as (...args: unknown[]) => Promise<unknown>;
        return (...args: unknown[]) => run(() => method.apply(target, args));
      },
    });
    real.set(wrapped, { statement, sql });
    return wrapped;
  };
  const db = {
    prepare: (sql: string) => wrap(sql, env.DB.prepare(sql)),
    batch(statements: D1PreparedStatement[]) {
      const batch = statements.map((wrapped) => real.get(wrapped) ?? { statement: wrapped, sql: "" });
      const isChange = batch.some(({ sql }) => sql.includes("INTO audit"));
      return run(() => env.DB.batch(batch.map(({ statement }) => statement)), isChange);
    },
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
