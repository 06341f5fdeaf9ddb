import { type Address, formatAddress } from "../../address/address.ts";
import { toBase64Url } from "../../bytes.ts";
import type { SealKey } from "./keyring.ts";
import { TAG_LENGTH } from "./seal.ts";

/** Keyed tags of where a seal was made: of the network and of the address. No address can be read from them. */
export interface NetworkTags {
  readonly network: string;
  readonly address: string;
}

/** Different for each session, so that two seals do not show that their browsers share a network. */
export async function tagsOf(address: Address, ids: readonly string[], key: SealKey): Promise<NetworkTags> {
  const [network, exact] = await Promise.all(
    [networkOf(address), formatAddress(address)].map(async (place) => {
      const mac = await key.sign(`tag ${ids[0] ?? ""} ${place}`);
      return toBase64Url(mac).slice(0, TAG_LENGTH);
    }),
  );
  return { network: network ?? "", address: exact ?? "" };
}

/** The /24 of an IPv4 address, the /48 of an IPv6 address, as text. */
export function networkOf(address: Address): string {
  if (address.family === 4) return `4/${address.v4 >>> 8}`;
  const [first, second] = address.v6;
  return `6/${first}/${second >>> 16}`;
}

/** What one customer of a network usually has: one IPv4 address, or one IPv6 /64. For budgets. */
export const siteOf = (address: Address): string =>
  address.family === 4 ? formatAddress(address) : `6/${address.v6[0]}/${address.v6[1]}`;
