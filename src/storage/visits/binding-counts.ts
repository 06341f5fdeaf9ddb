import { DAY_MS } from "../../time.ts";
import { integer, nullableInteger, type Row, text } from "../d1/columns.ts";
import { type JsonRow, jsonRows } from "../d1/json-rows.ts";

/** How often session cookies came in each way. A visit with two of them counts twice. */
export interface BindingTally {
  /** With the seal that was made for them. */
  readonly sealed: number;
  /** Without one, and passed. */
  readonly unsealed: number;
  /**
   * Without one, although the same cookie had come with one before: it passed or was removed, depending on the mode.
   */
  readonly unsealedAfterSealed: number;
  /** Without one, and was removed from the request. */
  readonly removed: number;
}

/** One cookie on one host. */
export interface BoundCookie {
  /** Null: accounts share the host. */
  readonly account: string | null;
  readonly hostname: string;
  /** As SESSION_COOKIES spells it. */
  readonly name: string;
}

export interface BindingCount extends BoundCookie, BindingTally {
  /** Unix day, UTC. */
  readonly day: number;
}

export interface BindingSum extends BoundCookie, BindingTally {}

export interface BindingSums {
  readonly sums: readonly BindingSum[];
  /** The first Unix day with counts; null: there are none. */
  readonly firstDay: number | null;
}

/** Which hosts: those of one account, or all, also shared ones. */
export type BindingHosts = { readonly account: string } | "all";

/** Today and the six days before. */
export const BINDING_DAYS = 7;
export const BINDING_RETENTION_DAYS = 35;

export interface BindingCounts {
  /**
   * Adds to the counts, by one statement. Leaves out accounts that were removed, and hosts without an account that D1
   * does not know as shared: a visitor can invent hostnames when UNKNOWN_HOST is `pass`.
   */
  record(counts: readonly BindingCount[]): Promise<void>;
  /** The sums of the last BINDING_DAYS days, at most `limit`: the largest share without a seal first, then the most. */
  sums(hosts: BindingHosts, now: number, limit: number): Promise<BindingSums>;
  /** Removes days older than BINDING_RETENTION_DAYS, at most `limit` rows. Answers how many. */
  purge(now: number, limit: number): Promise<number>;
}

/** The first Unix day of a report. */
export const firstDayOf = (now: number): number => Math.floor(now / DAY_MS) - BINDING_DAYS + 1;

const TALLY = ["sealed", "unsealed", "unsealed_after_sealed", "removed"] as const;
const COLUMNS = `account_id, hostname, name, day, ${TALLY.join(", ")}`;
const ADD_UP = TALLY.map((column) => `${column} = ${column} + excluded.${column}`).join(", ");
const SUMS = TALLY.map((column) => `SUM(${column}) AS ${column}`).join(", ");
const WITHOUT_SEAL = "SUM(unsealed + unsealed_after_sealed)";

export function createBindingCounts(db: D1Database): BindingCounts {
  return {
    async record(counts) {
      const statements = jsonRows(counts.map(rowOf)).map((json) =>
        db
          .prepare(
            `INSERT INTO binding_counts (${COLUMNS})
             SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7
             FROM json_each(?1) AS item
             WHERE CASE item.value ->> 0
               WHEN '' THEN EXISTS (SELECT 1 FROM hosts WHERE hosts.hostname = item.value ->> 1 AND hosts.kind = 'shared')
               ELSE EXISTS (SELECT 1 FROM accounts WHERE accounts.id = item.value ->> 0) END
             ON CONFLICT (account_id, hostname, name, day) DO UPDATE SET ${ADD_UP}`,
          )
          .bind(json),
      );
      if (statements.length > 0) await db.batch(statements);
    },

    async sums(hosts, now, limit) {
      const isOne = hosts !== "all";
      const account = isOne ? [hosts.account] : [];
      const [sums, first] = await db.batch<Row>([
        db
          .prepare(
            `SELECT account_id, hostname, name, ${SUMS} FROM binding_counts
             WHERE day >= ?1 ${isOne ? "AND account_id = ?3" : ""}
             GROUP BY account_id, hostname, name
             ORDER BY IFNULL(CAST(${WITHOUT_SEAL} AS REAL) / NULLIF(SUM(sealed) + ${WITHOUT_SEAL}, 0), 0) DESC,
               ${WITHOUT_SEAL} DESC, SUM(removed) DESC, hostname, name, account_id LIMIT ?2`,
          )
          .bind(firstDayOf(now), limit, ...account),
        db
          .prepare(`SELECT MIN(day) AS day FROM binding_counts ${isOne ? "WHERE account_id = ?1" : ""}`)
          .bind(...account),
      ]);
      const [row] = first?.results ?? [];
      return {
        sums: (sums?.results ?? []).map(decodeSum),
        firstDay: row === undefined ? null : nullableInteger(row, "day"),
      };
    },

    async purge(now, limit) {
      const { meta } = await db
        .prepare(
          `DELETE FROM binding_counts WHERE (account_id, hostname, name, day) IN (
             SELECT account_id, hostname, name, day FROM binding_counts INDEXED BY binding_counts_by_day
             WHERE day < ?1 LIMIT ?2)`,
        )
        .bind(Math.floor(now / DAY_MS) - BINDING_RETENTION_DAYS, limit)
        .run();
      return meta.changes;
    },
  };
}

const rowOf = (count: BindingCount): JsonRow => [
  count.account ?? "",
  count.hostname,
  count.name,
  count.day,
  count.sealed,
  count.unsealed,
  count.unsealedAfterSealed,
  count.removed,
];

const decodeSum = (row: Row): BindingSum => ({
  account: text(row, "account_id") === "" ? null : text(row, "account_id"),
  hostname: text(row, "hostname"),
  name: text(row, "name"),
  sealed: integer(row, "sealed"),
  unsealed: integer(row, "unsealed"),
  unsealedAfterSealed: integer(row, "unsealed_after_sealed"),
  removed: integer(row, "removed"),
});
