import { countingD1 } from "./counting-d1.ts";

/**
 * How SQLite carries out each statement that `work` sends to D1, as EXPLAIN QUERY PLAN tells it (sqlite.org/eqp.html), by
 * the statement's SQL. The statements are run as well.
 */
export async function queryPlans(
  inner: D1Database,
  work: (db: D1Database) => Promise<unknown>,
): Promise<ReadonlyMap<string, string>> {
  const { db, sent } = countingD1(inner);
  await work(db);
  const plans = new Map<string, string>();
  for (const sql of sent) {
    const parameters = new Set(sql.match(/\?\d+/g)).size;
    const plan = inner.prepare(`EXPLAIN QUERY PLAN ${sql}`).bind(...Array.from({ length: parameters }, () => "x"));
    const { results } = await plan.all<{ readonly detail: string }>();
    plans.set(sql, results.map(({ detail }) => detail).join("; "));
  }
  return plans;
}
