import { type Address, formatAddress } from "../../address/address.ts";
import { parseEntry } from "../../address/entry/entry.ts";
import { firstAddress, isSameAddress, lastAddress, rangeKey } from "../../address/range.ts";
import { type InvalidCursor, type Page, type PageQuery, readPage } from "../../input/cursor.ts";
import type { Result } from "../../result.ts";
import type { DenialSearch } from "../../storage/visits/denial-search.ts";
import { type Denial, type DeniedSurface, denialKey, referenceKey } from "../../storage/visits/denials.ts";
import type { AllowlistDeps } from "../deps.ts";

/** Which denials; what is left out does not matter. */
export interface DenialFilter extends PageQuery {
  readonly address?: Address | undefined;
  readonly surface?: DeniedSurface | undefined;
  /** Unix milliseconds: seen then or later. */
  readonly since?: number | undefined;
  /** What a person looks for; blank: everything. */
  readonly q?: string | undefined;
}

/** A page of the visits that were denied, counted by address, surface, device and day; the newest first. */
export function listDenials(
  { denials }: Pick<AllowlistDeps, "denials">,
  account: string,
  { surface, since, q = "", ...query }: DenialFilter,
): Promise<Result<Page<Denial>, InvalidCursor>> {
  const address = query.address === undefined ? undefined : formatAddress(query.address);
  const list = `denials:${JSON.stringify([account, address, surface, since, ...(q.trim() === "" ? [] : [q])])}`;
  return readPage({ list, keyOf: denialKey }, query, (page) =>
    denials.list(account, { address, surface, since, search: readSearch(q), ...page }),
  );
}

/** The beginning of a UUID, from eight digits on; people leave the dashes out. */
const REFERENCE = /^([0-9a-f]{8})-?([0-9a-f]{0,4})/;

/**
 * What a person looks for: an address or network in any form of an entry, or else a part of a device's name or the
 * reference of a refusal page. undefined: nothing.
 */
export function readSearch(q: string): DenialSearch | undefined {
  const text = q.trim();
  if (text === "") return undefined;
  const entry = parseEntry(text);
  if (entry.ok) {
    const { range } = entry.value;
    const first = firstAddress(range);
    const address = isSameAddress(first, lastAddress(range)) ? formatAddress(first) : null;
    return { kind: "range", key: rangeKey(range), address };
  }
  const lower = text.toLowerCase();
  const [, start, more = ""] = REFERENCE.exec(lower) ?? [];
  const isReference = start !== undefined && /^[0-9a-f-]{8,36}$/.test(lower);
  return {
    kind: "text",
    text: lower,
    reference: isReference ? referenceKey(more === "" ? start : `${start}-${more}`) : null,
  };
}
