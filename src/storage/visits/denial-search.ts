import type { RangeKey } from "../../address/range.ts";
import { SELECT_MERGED } from "./merged-denials.ts";

/** What denials are looked for by. */
export type DenialSearch =
  /** An address or a network. `address`: the canonical form of a single one, for rows of before addresses had keys. */
  | { readonly kind: "range"; readonly key: RangeKey; readonly address: string | null }
  /** A part of a device's label, in lower case; and the beginning of a reference, or null when it is none. */
  | { readonly kind: "text"; readonly text: string; readonly reference: string | null };

interface SearchBounds {
  readonly address: string | undefined;
  readonly surface: string | undefined;
  /** Unix milliseconds. */
  readonly since: number;
  /** The place after which the page begins. */
  readonly at: number;
  readonly id: string;
  readonly limit: number;
}

/**
 * Denials and merged addresses that match, the newest first. Reads all of the account's: at most 1,000 rows a day for 90
 * days, and the merged addresses of a flood. Whoever looks may wait for that.
 */
export function searchFor(
  db: D1Database,
  account: string,
  search: DenialSearch,
  { address, surface, since, at, id, limit }: SearchBounds,
): D1PreparedStatement {
  const { matches, mayHold, values } = conditionOf(search);
  return db
    .prepare(
      `SELECT * FROM (
         SELECT account_id, id, address, surface, device, device_type, is_blocked, reason, country, region, city, first_at,
           last_at, visits, refs, address_key
         FROM denials WHERE account_id = ?1
         UNION ALL ${SELECT_MERGED} WHERE merged.account_id = ?1 AND ${mayHold})
       WHERE (${matches}) AND (last_at, id) < (?2, ?3) AND last_at >= ?4
         AND (?5 IS NULL OR address = ?5) AND (?6 IS NULL OR surface = ?6)
       ORDER BY last_at DESC, id DESC LIMIT ?7`,
    )
    .bind(account, at, id, since, address ?? null, surface ?? null, limit, ...values);
}

/** `mayHold`: whether a row of merged addresses is to be taken apart at all. Parameters from ?8 on. */
function conditionOf(search: DenialSearch) {
  if (search.kind === "range") {
    const { first, last } = search.key;
    return {
      matches: "(length(address_key) = length(?8) AND address_key BETWEEN ?8 AND ?9) OR address = ?10",
      mayHold: "(?8 <> ?9 OR instr(merged.items, ?8) > 0)",
      values: [first, last, search.address],
    };
  }
  return {
    matches: "(device <> '' AND instr(lower(device), ?8) > 0) OR instr(' ' || refs, ' ' || ?9) > 0",
    mayHold: "instr(merged.items, ?9) > 0",
    values: [search.text, search.reference],
  };
}
