import type { Address } from "../address/address.ts";
import type { AdminDeps } from "../admin/deps.ts";
import type { Entry } from "../storage/entries.ts";

/** Every entry that covers one of the addresses (there are at most two), enabled or not, expired or not. */
export async function coveringAny(
  deps: AdminDeps,
  account: string,
  addresses: readonly Address[],
): Promise<readonly Entry[]> {
  const found = await Promise.all(addresses.map((address) => deps.entries.covering(account, address)));
  return found.flat();
}
