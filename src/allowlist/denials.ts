import { type Address, formatAddress } from "../address/address.ts";
import { type InvalidCursor, type Page, type PageQuery, readPage } from "../input/cursor.ts";
import type { Result } from "../result.ts";
import { type Denial, type DeniedSurface, denialKey } from "../storage/visits/denials.ts";
import type { AllowlistDeps } from "./deps.ts";

/** Which denials; what is left out does not matter. */
export interface DenialFilter extends PageQuery {
  readonly address?: Address | undefined;
  readonly surface?: DeniedSurface | undefined;
  /** Unix milliseconds: seen then or later. */
  readonly since?: number | undefined;
}

/** A page of the visits that were denied, counted by address, surface, device and day; the newest first. */
export function listDenials(
  { denials }: Pick<AllowlistDeps, "denials">,
  account: string,
  { surface, since, ...query }: DenialFilter,
): Promise<Result<Page<Denial>, InvalidCursor>> {
  const address = query.address === undefined ? undefined : formatAddress(query.address);
  const list = `denials:${JSON.stringify([account, address, surface, since])}`;
  return readPage({ list, keyOf: denialKey }, query, (page) =>
    denials.list(account, { address, surface, since, ...page }),
  );
}
