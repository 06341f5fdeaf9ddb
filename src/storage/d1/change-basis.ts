import type { Address } from "../../address/address.ts";
import { rangeKey } from "../../address/range.ts";
import type { Mode, Policy } from "../../policy/policy.ts";
import { type Entry, type ListedRange, rangeOfText } from "../entries/entry-records.ts";
import { coverBounds } from "../entries/range-columns.ts";
import { guardStatement } from "./guarded-batch.ts";
import { type JsonRow, jsonRows } from "./json-rows.ts";
import { policyColumns } from "./policy-columns.ts";

/**
 * What a change of an account was judged by. The batch of the change writes nothing (`overtaken`) when any of it is no
 * longer so. What is not named here may have changed: that is what lets changes of different entries go through together.
 */
export interface Basis {
  /** The entry that is changed or removed, as it was read. */
  readonly entry?: Entry;
  /** The same for entries of which only what a comparison needs was read. */
  readonly listed?: readonly ListedRange[];
  readonly mode?: Mode;
  readonly policy?: Policy;
  /** Of the account. */
  readonly name?: string;
  /** For each address all entries that cover it, as they were read. */
  readonly covering?: readonly Covering[];
  /** After the change an entry must be live at this moment (Unix milliseconds). */
  readonly staysLiveAt?: number;
}

export interface Covering {
  readonly address: Address;
  /** Enabled or not, expired or not, in the order of their ids. */
  readonly entries: readonly Entry[];
}

/** FROM and WHERE of all entries that cover an address: ?1 the account, ?2 … ?4 of `coverValues`. */
export const FROM_COVERING = `FROM json_each(?3) AS lowest CROSS JOIN entries
  ON account_id = ?1 AND family = ?2 AND varying_bits = lowest.key
    AND first BETWEEN lowest.value AND ?4 AND last >= ?4`;

export function coverValues(account: string, address: Address): readonly [string, number, string, string] {
  const bounds = coverBounds(address);
  return [account, bounds.family, JSON.stringify(bounds.lowest), bounds.address];
}

/** The guards of a basis, by where they stand: before the statements of the change, and after them. */
export function basisGuards(
  db: D1Database,
  account: string,
  { entry, listed = [], mode, policy, name, covering = [], staysLiveAt }: Basis,
): { readonly before: readonly D1PreparedStatement[]; readonly after: readonly D1PreparedStatement[] } {
  return {
    before: [
      ...(mode === undefined ? [] : [rowGuard(db, account, "mode = ?3", [mode])]),
      ...(policy === undefined ? [] : [rowGuard(db, account, SAME_POLICY, policyColumns(policy))]),
      ...(name === undefined ? [] : [rowGuard(db, account, "name = ?3", [name])]),
      ...(entry === undefined ? [] : [entryGuard(db, entry)]),
      ...listedGuards(db, account, listed),
      ...covering.map((each) => coveringGuard(db, account, each)),
    ],
    after: staysLiveAt === undefined ? [] : [liveGuard(db, account, staysLiveAt)],
  };
}

const SAME_POLICY = `mode = ?3 AND block_api_requests = ?4 AND idle_days = ?5 AND idle_days_2fa = ?6
  AND absolute_days = ?7 AND api_idle_days IS ?8 AND bind_network = ?9 AND contact IS ?10 AND access_requests = ?11`;

/** The account's own row is as it was read. */
const rowGuard = (db: D1Database, account: string, same: string, values: readonly unknown[]): D1PreparedStatement =>
  guardStatement(db, "overtaken", `NOT EXISTS (SELECT 1 FROM accounts WHERE id = ?2 AND ${same})`, [
    account,
    ...values,
  ]);

function entryGuard(db: D1Database, entry: Entry): D1PreparedStatement {
  const { first, last } = rangeKey(entry.range);
  const same = `SELECT 1 FROM entries WHERE account_id = ?2 AND id = ?3 AND value = ?4 AND first = ?5 AND last = ?6
    AND label IS ?7 AND enabled = ?8 AND expires_at IS ?9`;
  const { account, id, value, label, enabled, expiresAt } = entry;
  const values = [account, id, value, first, last, label, enabled ? 1 : 0, expiresAt];
  return guardStatement(db, "overtaken", `NOT EXISTS (${same})`, values);
}

/** One statement for many entries. */
function listedGuards(db: D1Database, account: string, listed: readonly ListedRange[]): readonly D1PreparedStatement[] {
  const rows = listed.map(({ id, key, label, enabled, expiresAt }): JsonRow => {
    const { first, last } = rangeKey(rangeOfText(key));
    return [id, first, last, label, enabled ? 1 : 0, expiresAt];
  });
  const changed = `EXISTS (SELECT 1 FROM json_each(?3) AS item WHERE NOT EXISTS (SELECT 1 FROM entries
    WHERE account_id = ?2 AND id = item.value ->> 0 AND first = item.value ->> 1 AND last = item.value ->> 2
      AND label IS item.value ->> 3 AND enabled = item.value ->> 4 AND expires_at IS item.value ->> 5))`;
  return jsonRows(rows).map((json) => guardStatement(db, "overtaken", changed, [account, json]));
}

function coveringGuard(db: D1Database, account: string, { address, entries }: Covering): D1PreparedStatement {
  // Parameters of a guard begin at ?2.
  const covering = FROM_COVERING.replace(/\?(\d)/g, (_, n: string) => `?${Number(n) + 1}`);
  const found = `SELECT json_group_array(json_array(id, enabled, expires_at, first, last))
    FROM (SELECT entries.* ${covering} ORDER BY entries.id)`;
  const read = entries.map(({ id, enabled, expiresAt, range }) => {
    const { first, last } = rangeKey(range);
    return [id, enabled ? 1 : 0, expiresAt, first, last];
  });
  const values = [...coverValues(account, address), JSON.stringify(read)];
  return guardStatement(db, "overtaken", `(${found}) IS NOT ?6`, values);
}

const liveGuard = (db: D1Database, account: string, at: number): D1PreparedStatement =>
  guardStatement(
    db,
    "overtaken",
    `NOT EXISTS (SELECT 1 FROM entries WHERE account_id = ?2 AND enabled = 1
       AND (expires_at IS NULL OR expires_at > ?3))`,
    [account, at],
  );
