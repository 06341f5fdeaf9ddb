import ipaddr from "ipaddr.js";
import { err, ok, type Result } from "../result.ts";
import { type AddressError, explainAddress } from "./explain-address.ts";
import type { Words6 } from "./words6.ts";

export type { AddressError } from "./explain-address.ts";
export type { Words6 } from "./words6.ts";

export type Family = 4 | 6;

/** One address; `v4` is an unsigned 32-bit integer. An IPv4-mapped IPv6 address is always held as the IPv4 address. */
export type Address = { readonly family: 4; readonly v4: number } | { readonly family: 6; readonly v6: Words6 };

/** The longest spelling there is: six groups of four, then a dotted IPv4 tail (INET6_ADDRSTRLEN without its NUL). */
const MAX_ADDRESS_LENGTH = 45;

/**
 * What may come before ipaddr.js sees it. It refuses five-digit groups, two `::` and a `::` that stands for nothing by
 * itself; zone ids, and all that is neither a hexadecimal digit nor a colon, are stopped here.
 */
const HEX_GROUPS = /^[0-9a-f:]+$/i;

/**
 * Reads one address, strictly: dotted decimal without leading zeros, or the forms of RFC 4291 §2.2. No blanks, octal, hexadecimal,
 * short forms, zone ids, brackets or ports. `::ffff:a.b.c.d` in any spelling is the IPv4 address; `::1.2.3.4` is
 * `::102:304`, as the RFC has it.
 */
export function parseAddress(text: string): Result<Address, AddressError> {
  const address = text.length > MAX_ADDRESS_LENGTH ? null : text.includes(":") ? parse6(text) : parse4(text);
  return address === null ? err(explainAddress(text)) : ok(address);
}

function parse4(text: string): Address | null {
  if (!ipaddr.IPv4.isValidFourPartDecimal(text)) return null;
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(text).octets;
  return { family: 4, v4: ((a << 24) | (b << 16) | (c << 8) | d) >>> 0 };
}

function parse6(text: string): Address | null {
  // The IPv4 tail is read by the IPv4 rule and handed on as two groups: ipaddr.js would take leading zeros and octal
  // there, and reads `::1.2.3.4` as `::ffff:1.2.3.4`.
  let groups = text;
  if (text.includes(".")) {
    const tailAt = text.lastIndexOf(":") + 1;
    const tail = parse4(text.slice(tailAt));
    if (tail?.family !== 4) return null;
    groups = `${text.slice(0, tailAt)}${(tail.v4 >>> 16).toString(16)}:${(tail.v4 & 0xffff).toString(16)}`;
  }
  if (!HEX_GROUPS.test(groups) || !ipaddr.IPv6.isValid(groups)) return null;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = ipaddr.IPv6.parse(groups).parts;
  return foldMapped([join(a, b), join(c, d), join(e, f), join(g, h)]);
}

const join = (high: number, low: number): number => ((high << 16) | low) >>> 0;

/** IPv4-mapped addresses (RFC 4291 §2.5.5.2) are the IPv4 address that they carry, everywhere. */
function foldMapped(v6: Words6): Address {
  return v6[0] === 0 && v6[1] === 0 && v6[2] === 0xffff ? { family: 4, v4: v6[3] } : { family: 6, v6 };
}

/** The one canonical text of an address: dotted decimal, or RFC 5952 (lower case, longest run of zero groups as `::`). */
export function formatAddress(address: Address): string {
  return address.family === 4 ? format4(address.v4) : format6(address.v6);
}

function format4(v4: number): string {
  return `${v4 >>> 24}.${(v4 >>> 16) & 0xff}.${(v4 >>> 8) & 0xff}.${v4 & 0xff}`;
}

function format6(words: Words6): string {
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  let runAt = -1;
  let runLength = 1; // RFC 5952 §4.2.2: one zero group alone is not shortened
  for (let from = 0; from < 8; from++) {
    let to = from;
    while (to < 8 && groups[to] === 0) to++;
    if (to - from > runLength) {
      runAt = from; // §4.2.3: of equally long runs the first
      runLength = to - from;
    }
    from = Math.max(from, to);
  }
  const hex = groups.map((group) => group.toString(16));
  if (runAt < 0) return hex.join(":");
  return `${hex.slice(0, runAt).join(":")}::${hex.slice(runAt + runLength).join(":")}`;
}
