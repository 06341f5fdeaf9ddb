import { flag, integer, nullableInteger, nullableText, oneOf, type Row, text } from "../d1/columns.ts";
import { END_REASONS, SESSION_KINDS, type Session } from "./session-records.ts";

export function decodeSession(row: Row): Session {
  return {
    id: text(row, "id"),
    account: text(row, "account_id"),
    kind: oneOf(row, "kind", SESSION_KINDS),
    user: nullableText(row, "user"),
    name: nullableText(row, "name"),
    productSession: nullableText(row, "product_session"),
    twoFactor: row.two_factor === null ? null : flag(row, "two_factor"),
    firstAddress: text(row, "first_address"),
    address: text(row, "address"),
    device: {
      label: text(row, "device_label"),
      browser: nullableText(row, "device_browser"),
      os: nullableText(row, "device_os"),
      type: text(row, "device_type"),
      kind: text(row, "device_kind"),
    },
    region: {
      country: nullableText(row, "country"),
      region: nullableText(row, "region"),
      city: nullableText(row, "city"),
    },
    newDevice: flag(row, "new_device"),
    loggedInAt: integer(row, "logged_in_at"),
    lastSeenAt: integer(row, "last_seen_at"),
    endedAt: nullableInteger(row, "ended_at"),
    endReason: row.end_reason === null ? null : oneOf(row, "end_reason", END_REASONS),
  };
}
