import { rangeFromKey } from "../address/range.ts";
import { flag, integer, nullableInteger, nullableText, oneOf, type Row, text } from "./columns.ts";
import type { Entry } from "./entries.ts";

/** A row of the table `entries`, whole. */
export function decodeEntry(row: Row): Entry {
  return {
    id: text(row, "id"),
    account: text(row, "account_id"),
    value: text(row, "value"),
    range: rangeFromKey({ family: oneOf(row, "family", [4, 6]), first: text(row, "first"), last: text(row, "last") }),
    label: nullableText(row, "label"),
    enabled: flag(row, "enabled"),
    expiresAt: nullableInteger(row, "expires_at"),
    createdAt: integer(row, "created_at"),
    createdBy: text(row, "created_by"),
    updatedAt: integer(row, "updated_at"),
  };
}
