import { BIND_NETWORKS, MODES, type Policy } from "../../policy/policy.ts";
import { flag, integer, nullableInteger, nullableText, oneOf, type Row } from "./columns.ts";

/** The columns of `accounts` that hold its policy. */
export const POLICY_COLUMNS = [
  "mode",
  "block_api_requests",
  "idle_days",
  "idle_days_2fa",
  "absolute_days",
  "api_idle_days",
  "bind_network",
  "contact",
] as const;

/** A policy as the values of those columns, in their order. */
export const policyColumns = ({ mode, blockApiRequests, session, bindNetwork, contact }: Policy) =>
  [
    mode,
    blockApiRequests ? 1 : 0,
    session.idleDays,
    session.idleDays2fa,
    session.absoluteDays,
    session.apiIdleDays,
    bindNetwork,
    contact,
  ] as const;

/** The policy of a row that has these columns. */
export const decodePolicy = (row: Row): Policy => ({
  mode: oneOf(row, "mode", MODES),
  blockApiRequests: flag(row, "block_api_requests"),
  session: {
    idleDays: integer(row, "idle_days"),
    idleDays2fa: integer(row, "idle_days_2fa"),
    absoluteDays: integer(row, "absolute_days"),
    apiIdleDays: nullableInteger(row, "api_idle_days"),
  },
  bindNetwork: oneOf(row, "bind_network", BIND_NETWORKS),
  contact: nullableText(row, "contact"),
});

export const setPolicyStatement = (db: D1Database, account: string, policy: Policy): D1PreparedStatement =>
  db
    .prepare(
      `UPDATE accounts SET mode = ?2, block_api_requests = ?3, idle_days = ?4, idle_days_2fa = ?5,
         absolute_days = ?6, api_idle_days = ?7, bind_network = ?8, contact = ?9 WHERE id = ?1`,
    )
    .bind(account, ...policyColumns(policy));
