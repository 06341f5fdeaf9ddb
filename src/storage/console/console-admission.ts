import type { Address } from "../../address/address.ts";
import { type Account, decodeAccount } from "../accounts/accounts.ts";
import { integer, type Row, text } from "../d1/columns.ts";
import { PROVISIONAL_COLUMNS } from "../d1/provisional.ts";
import { decodeEntry, type Entry } from "../entries/entry-records.ts";
import { coverBounds } from "../entries/range-columns.ts";
import { hashSecret } from "../secret.ts";
import { loginLives } from "./console-login-life.ts";
import { type ConsoleSession, decodeConsoleSession } from "./console-session-opening.ts";

/** A request to the console: the login, its account, and the entries of its list that cover the address. */
export interface ConsoleAdmission {
  readonly session: ConsoleSession;
  readonly account: Account;
  /** Every entry that covers the caller's address: enabled or not, expired or not. */
  readonly covering: readonly Entry[];
  /** Access requests that wait for a decision. */
  readonly openRequests: number;
}

export interface ConsoleAdmissions {
  /**
   * Everything that decides whether a visitor may see a page, by one query. Null: there is no live login of this
   * cookie.
   */
  find(secret: string, address: Address | null, now: number): Promise<ConsoleAdmission | null>;
}

const ACCOUNT = jsonObject("accounts", [
  "id",
  "name",
  "mode",
  "block_api_requests",
  "idle_days",
  "idle_days_2fa",
  "absolute_days",
  "api_idle_days",
  "bind_network",
  "contact",
  "access_requests",
  "epoch",
  "revision",
  "published_revision",
  "created_at",
  "updated_at",
  ...PROVISIONAL_COLUMNS,
]);

const ENTRY = jsonObject("entries", [
  "id",
  "account_id",
  "value",
  "family",
  "first",
  "last",
  "label",
  "enabled",
  "expires_at",
  "created_at",
  "created_by",
  "updated_at",
]);

/** From the primary, because the visitor's rights depend on all of it. */
export function createConsoleAdmissions(db: D1Database): ConsoleAdmissions {
  return {
    async find(secret, address, now) {
      const bounds = address === null ? { family: 0, address: "", lowest: [] } : coverBounds(address);
      const row = await db
        .prepare(
          `SELECT own.*,
             (SELECT ${ACCOUNT} FROM accounts WHERE accounts.id = own.account_id) AS account,
             (SELECT json_group_array(${ENTRY}) FROM json_each(?3) AS lowest CROSS JOIN entries
                ON entries.account_id = own.account_id AND entries.family = ?4 AND entries.varying_bits = lowest.key
                  AND entries.first BETWEEN lowest.value AND ?5 AND entries.last >= ?5) AS covering,
             (SELECT count(*) FROM access_requests INDEXED BY access_requests_open
                WHERE account_id = own.account_id AND state = 'open' AND expires_at > ?2) AS open_requests
           FROM console_sessions AS own WHERE own.hash = ?1 AND ${loginLives("own", "?2")}`,
        )
        .bind(await hashSecret(secret), now, JSON.stringify(bounds.lowest), bounds.family, bounds.address)
        .first<Row>();
      if (row === null) return null;
      return {
        session: decodeConsoleSession(row),
        account: decodeAccount(JSON.parse(text(row, "account")) as Row),
        covering: (JSON.parse(text(row, "covering")) as Row[]).map(decodeEntry),
        openRequests: integer(row, "open_requests"),
      };
    },
  };
}

function jsonObject(table: string, columns: readonly string[]): string {
  return `json_object(${columns.map((column) => `'${column}', ${table}.${column}`).join(", ")})`;
}
