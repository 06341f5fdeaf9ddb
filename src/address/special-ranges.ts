import type { Address } from "./address.ts";
import { type AddressRange, firstAddress, lastAddress, prefixRange, rangeCovers, rangesOverlap } from "./range.ts";

const network4 = (v4: number, prefix: number): AddressRange => prefixRange({ family: 4, v4 }, prefix);
const network6 = (high: number, prefix: number): AddressRange =>
  prefixRange({ family: 6, v6: [high, 0, 0, 0] }, prefix);

/** All that visitors can come from: 1.0.0.0 to 223.255.255.255 (RFC 1122 §3.2.1.3, RFC 5771), and 2000::/3 (RFC 4291 §2.4). */
export const PUBLIC_SPACE: readonly AddressRange[] = [
  { family: 4, first: 0x0100_0000, last: 0xdfff_ffff },
  network6(0x2000_0000, 3),
];

/** Where requests of any Cloudflare Worker come from. */
const CLOUDFLARE_WORKERS = network6(0x2a06_98c0, 29);

/** Not global, by the IANA special-purpose registries (RFC 6890), as far as people mistake them for their public address. */
const PRIVATE_SPACE: readonly AddressRange[] = [
  network4(0x0000_0000, 8), // "this network"
  network4(0x0a00_0000, 8),
  network4(0x6440_0000, 10), // between a provider and its customers
  network4(0x7f00_0000, 8), // loopback
  network4(0xa9fe_0000, 16), // link-local
  network4(0xac10_0000, 12),
  network4(0xc0a8_0000, 16),
  network4(0xe000_0000, 4), // multicast
  network6(0x0000_0000, 127), // unspecified and loopback
  network6(0xfc00_0000, 7), // unique local
  network6(0xfe80_0000, 10), // link-local
  network6(0xff00_0000, 8), // multicast
];

/** Whether the range leaves no public address of its family out: /0, and whatever comes to the same. */
export const coversEverything = (range: AddressRange): boolean => PUBLIC_SPACE.some((space) => isWithin(space, range));

export const touchesCloudflareWorkers = (range: AddressRange): boolean => rangesOverlap(range, CLOUDFLARE_WORKERS);

/** Whether no visitor from the internet can come from it. */
export const isPrivate = (range: AddressRange): boolean => PRIVATE_SPACE.some((space) => isWithin(range, space));

/**
 * Whether it is the address of one device that a network hands out anew every day or so (RFC 8981). Addresses that
 * people give to servers by hand (`::1`, `::53`) leave the upper half of the interface id zero.
 */
export const isTemporaryAddress = (address: Address): boolean =>
  address.family === 6 && address.v6[0] >>> 29 === 1 && address.v6[2] !== 0;

function isWithin(inner: AddressRange, outer: AddressRange): boolean {
  return rangeCovers(outer, firstAddress(inner)) && rangeCovers(outer, lastAddress(inner));
}
