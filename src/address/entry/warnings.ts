import { type Address, formatAddress } from "../address.ts";
import {
  type AddressRange,
  firstAddress,
  formatRange,
  isSameAddress,
  lastAddress,
  prefixLength,
  prefixRange,
} from "../range.ts";
import { describeSize } from "../range-size.ts";
import { commonPrefix6, subtract6 } from "../words6.ts";
import { isPrivate, isTemporaryAddress, touchesCloudflareWorkers } from "./special-ranges.ts";

export type EntryWarningCode =
  | "host_bits"
  | "wide_prefix"
  | "cloudflare_workers"
  | "private_address"
  | "single_ipv6"
  | "ipv4_compatible"
  | "label_has_address"
  | "duplicate";

/** `detail` and `fix` are texts for people; the code never changes its meaning. */
export interface EntryWarning {
  readonly code: EntryWarningCode;
  readonly detail: string;
  readonly fix?: string;
}

/**
 * Networks that are larger than this rarely belong to one company: an IPv4 /16, and an IPv6 /32, which a whole provider
 * gets.
 */
const WIDE_PREFIX_4 = 16;
const WIDE_PREFIX_6 = 32;

/** The warning when the address of a CIDR is not the first of its network: `49.37.165.0/16` is often a mistake. */
export function hostBitsWarning(address: Address, prefix: number, range: AddressRange): EntryWarning | null {
  const first = firstAddress(range);
  if (isSameAddress(first, address)) return null;
  const written = formatAddress(address);
  const likely = prefixOfZeros(address);
  const isSingle = likely === (address.family === 4 ? 32 : 128);
  const meant = isSingle ? `the single address ${written}` : `${written}/${likely}`;
  return {
    code: "host_bits",
    detail: `${written}/${prefix} covers ${describeSize(range)} addresses, from ${formatAddress(first)} to ${formatAddress(lastAddress(range))}.`,
    fix: `Did you mean ${meant}? Otherwise write ${formatAddress(first)}/${prefix}.`,
  };
}

/** The prefix length that the zeros at the end of the address suggest, in whole octets or groups: 24 for 49.37.165.0. */
function prefixOfZeros(address: Address): number {
  if (address.family === 4) return 32 - 8 * trailingZeros([address.v4], 8);
  return 128 - 16 * trailingZeros(address.v6, 16);
}

/** The number of parts of `bits` bits that are zero at the end of the words. */
function trailingZeros(words: readonly number[], bits: number): number {
  let zeros = 0;
  for (const word of words.toReversed()) {
    const inWord = word === 0 ? 32 : 31 - Math.clz32(word & -word);
    zeros += Math.floor(inWord / bits);
    if (word !== 0) break;
  }
  return zeros;
}

/** The warnings that do not depend on the notation; `value` is the text of the entry. */
export function warningsFor(range: AddressRange, value: string): EntryWarning[] {
  const warnings: EntryWarning[] = [];
  if (isWide(range)) warnings.push(widePrefix(range));
  if (touchesCloudflareWorkers(range)) warnings.push(CLOUDFLARE_WORKERS);
  if (isPrivate(range)) warnings.push(privateAddress(range));
  const address = firstAddress(range);
  if (address.family === 6 && prefixLength(range) === 128) {
    if (isTemporaryAddress(address)) warnings.push(singleIpv6(address));
    if (value.includes(".") && commonPrefix6(address.v6, [0, 0, 0, 0]) >= 96) warnings.push(ipv4Compatible(address));
  }
  return warnings;
}

function isWide(range: AddressRange): boolean {
  if (range.family === 4) return range.last - range.first >= 2 ** (32 - WIDE_PREFIX_4);
  return subtract6(range.last, range.first)[0] >= 2 ** (32 - WIDE_PREFIX_6);
}

function widePrefix(range: AddressRange): EntryWarning {
  return {
    code: "wide_prefix",
    detail: `${describeRange(range)} covers ${describeSize(range)} addresses.`,
    fix: "List only networks that are yours alone: the addresses of a provider are also used by its other customers.",
  };
}

const CLOUDFLARE_WORKERS: EntryWarning = {
  code: "cloudflare_workers",
  detail: "2a06:98c0::/29 has the addresses of all Cloudflare Workers, also of other customers of Cloudflare.",
  fix: "Remove it. Requests of Workers of other zones are refused, unless the operator allows them.",
};

function privateAddress(range: AddressRange): EntryWarning {
  return {
    code: "private_address",
    detail: `${describeRange(range)} is not public: no request from the internet has such an address.`,
    fix: "Write the public address of the network: a page such as “what is my IP” shows it.",
  };
}

function singleIpv6(address: Address): EntryWarning {
  const network = formatRange(prefixRange(address, 64));
  return {
    code: "single_ipv6",
    detail: `${formatAddress(address)} looks like the address of one device. Most devices change their address within the /64 every day.`,
    ...("cidr" in network ? { fix: `Write ${network.cidr} if you trust the whole network.` } : {}),
  };
}

function ipv4Compatible(address: Extract<Address, { family: 6 }>): EntryWarning {
  const v4 = formatAddress({ family: 4, v4: address.v6[3] });
  return {
    code: "ipv4_compatible",
    detail: `::${v4} is the IPv6 address ${formatAddress(address)}, not the IPv4 address.`,
    fix: `Write ${v4} if you meant that.`,
  };
}

function describeRange(range: AddressRange): string {
  const text = formatRange(range);
  return "cidr" in text ? text.cidr.replace(range.family === 4 ? /\/32$/ : /\/128$/, "") : `${text.first}-${text.last}`;
}
