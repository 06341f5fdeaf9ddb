import type { Address } from "../address.ts";
import { type AddressRange, firstAddress, lastAddress, prefixRange, rangeCovers, rangesOverlap } from "../range.ts";

const network4 = (v4: number, prefix: number): AddressRange => prefixRange({ family: 4, v4 }, prefix);
const network6 = (high: number, prefix: number): AddressRange =>
  prefixRange({ family: 6, v6: [high, 0, 0, 0] }, prefix);

/**
 * All addresses that a visitor can have: 1.0.0.0 to 223.255.255.255 (RFC 1122 §3.2.1.3, RFC 5771), and 2000::/3 (RFC
 * 4291 §2.4).
 */
export const PUBLIC_SPACE: readonly AddressRange[] = [
  { family: 4, first: 0x0100_0000, last: 0xdfff_ffff },
  network6(0x2000_0000, 3),
];

/** The source addresses of requests that Cloudflare Workers make, of all customers of Cloudflare. */
const CLOUDFLARE_WORKERS = network6(0x2a06_98c0, 29);

/**
 * Addresses that are not global (IANA special-purpose registries, RFC 6890) and that people take for their public
 * address.
 */
const PRIVATE_SPACE: readonly AddressRange[] = [
  network4(0x0000_0000, 8), // "this network"
  network4(0x0a00_0000, 8),
  network4(0x6440_0000, 10), // shared address space of providers (RFC 6598)
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

/** True when the range contains all public addresses of its family: /0, and every range with the same effect. */
export const coversEverything = (range: AddressRange): boolean => PUBLIC_SPACE.some((space) => isWithin(space, range));

export const touchesCloudflareWorkers = (range: AddressRange): boolean => rangesOverlap(range, CLOUDFLARE_WORKERS);

/** True when no visitor from the internet can have an address of the range. */
export const isPrivate = (range: AddressRange): boolean => PRIVATE_SPACE.some((space) => isWithin(range, space));

/**
 * True when it looks like the temporary address of one device, which the device changes about once a day (RFC 8981).
 * In addresses that people assign to servers by hand (`::1`, `::53`), the upper half of the interface id is zero.
 */
export const isTemporaryAddress = (address: Address): boolean =>
  address.family === 6 && address.v6[0] >>> 29 === 1 && address.v6[2] !== 0;

function isWithin(inner: AddressRange, outer: AddressRange): boolean {
  return rangeCovers(outer, firstAddress(inner)) && rangeCovers(outer, lastAddress(inner));
}
