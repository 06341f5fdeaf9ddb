import ipaddr from "ipaddr.js";
import type { Address } from "./address.ts";
import type { Words6 } from "./words6.ts";

/** The longest spelling: six groups of four digits, then an IPv4 address (INET6_ADDRSTRLEN without its NUL). */
const MAX_ADDRESS_LENGTH = 45;

/** The texts that ipaddr.js gets. It would also accept octal, hexadecimal and short forms, and zone ids. */
const FOUR_DECIMALS = /^(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}$/;
const HEX_GROUPS = /^[0-9a-f:]+$/i;

/**
 * The program's only parser of addresses. It reads one address, strictly: dotted decimal without leading zeros, or the
 * forms of RFC 4291 §2.2. No blanks, octal, hexadecimal or short IPv4, zone ids, brackets or ports. `::ffff:a.b.c.d`, in
 * any spelling, is the IPv4 address in it; `::1.2.3.4` is the IPv6 address `::102:304`, as the RFC says.
 * Null: the text is not an address (`parseAddress` also explains why). Never throws.
 */
export function readAddress(text: string): Address | null {
  if (text.length > MAX_ADDRESS_LENGTH) return null;
  return text.includes(":") ? read6(text) : read4(text);
}

function read4(text: string): Extract<Address, { family: 4 }> | null {
  const octets = FOUR_DECIMALS.test(text) ? orNull(() => ipaddr.IPv4.parse(text).octets) : null;
  if (octets === null) return null;
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  return { family: 4, v4: ((a << 24) | (b << 16) | (c << 8) | d) >>> 0 };
}

function read6(text: string): Address | null {
  const groups = text.includes(".") ? withoutDottedTail(text) : text;
  const parts = groups !== null && HEX_GROUPS.test(groups) ? orNull(() => ipaddr.IPv6.parse(groups).parts) : null;
  if (parts === null) return null;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = parts;
  return foldMapped([join(a, b), join(c, d), join(e, f), join(g, h)]);
}

/**
 * The same address with the IPv4 address at its end written as two groups; null when that is not an IPv4 address.
 * ipaddr.js would accept leading zeros there, and it reads `::1.2.3.4` as `::ffff:1.2.3.4`.
 */
function withoutDottedTail(text: string): string | null {
  const tailAt = text.lastIndexOf(":") + 1;
  const tail = read4(text.slice(tailAt));
  return tail && `${text.slice(0, tailAt)}${(tail.v4 >>> 16).toString(16)}:${(tail.v4 & 0xffff).toString(16)}`;
}

/**
 * ipaddr.js throws when it refuses a text. Its `isValid` functions parse too, so asking them first costs a second
 * parse.
 */
function orNull<T>(parse: () => T): T | null {
  try {
    return parse();
  } catch {
    return null;
  }
}

const join = (high: number, low: number): number => ((high << 16) | low) >>> 0;

/** IPv4-mapped addresses (RFC 4291 §2.5.5.2) count as the IPv4 address in them, everywhere. */
function foldMapped(v6: Words6): Address {
  return v6[0] === 0 && v6[1] === 0 && v6[2] === 0xffff ? { family: 4, v4: v6[3] } : { family: 6, v6 };
}
