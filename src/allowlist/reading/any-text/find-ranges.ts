import { parseEntry } from "../../../address/entry/entry.ts";
import { prefixOfMask } from "../../../address/entry/netmask.ts";

/** An address, network or range that stands in a line of any text. */
export interface FoundRange {
  /** Where it begins and ends in the line. */
  readonly from: number;
  readonly to: number;
  /** As an entry is written: masks are prefix lengths, ports and zone ids are gone. */
  readonly value: string;
}

const V4 = String.raw`\d{1,3}(?:\.(?:\d{1,3}|\*)){3}`;
const V6 = String.raw`(?:[\da-f]{0,4}:){2,7}(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]{0,4})`;

/** Every quantifier is bounded: the search is linear. A letter may touch an IPv4 address, since people forget the blank. */
const ADDRESS = new RegExp(String.raw`(?<![\w:.])${V6}(?![\w:])|(?<![\d.])${V4}(?!\d|\.\d)`, "gi");

/** `v1.2.3.4` and `version 1.2.3.4` are no addresses. */
const VERSION = /(?:^|[^\p{L}])v(?:er(?:sion)?)?[.:]?\s?$/iu;

/** What can follow an address, from the place where it ends. */
const PREFIX = /\s{0,3}\/\s{0,3}(\d{1,3})(?![\d.])/y;
const MASK =
  /\s{0,3}(?:\/|,?\s{1,40}(?:(?:net)?mask\s{0,3}[:=]?|wildcard)?)\s{0,40}((?:255|0)\.\d{1,3}\.\d{1,3}\.\d{1,3})(?!\d|\.\d)/iy;
const PORT = /:\d{1,5}(?!\d)/y;
const ZONE = /%[\w.]{1,20}/y;
const DASH = /\]?\s{0,10}(?:[-\u2010-\u2015\u2212~～]|\.{2,3}|…)\s{0,10}\[?/y;
const WORD = /\s{1,10}(?:to|bis|through|thru|until|till|hasta|à|a)\s{1,10}/iy;
const LAST_OCTET = /\s{0,3}[-\u2010-\u2015]\s{0,3}(\d{1,3})(?![\w.:/-])/y;

/** All ranges of a line, in order. `isRule`: in a firewall's rule `from A to B` is no range. */
export function findRanges(line: string, isRule: boolean): readonly FoundRange[] {
  const found: FoundRange[] = [];
  let next = 0;
  for (const match of line.matchAll(ADDRESS)) {
    const from = match.index;
    const [address] = match;
    if (from < next || !isAddressLike(address) || VERSION.test(line.slice(Math.max(0, from - 12), from))) continue;
    const range = extend(line, from, address, isRule);
    found.push(range);
    next = range.to;
  }
  return found;
}

/** Times of day and hardware addresses have colons too. */
const isAddressLike = (text: string): boolean =>
  !text.includes(":") || (text.length > 2 && (text.includes("::") || text.split(":").length === 8));

/** The address with the prefix, the mask or the end of a range that follows it. */
function extend(line: string, from: number, address: string, isRule: boolean): FoundRange {
  const end = from + address.length;
  const prefix = matchAt(PREFIX, line, end);
  if (prefix !== null) {
    const value = `${address}/${prefix[1]}`;
    // `203.0.113.0/24-203.0.115.0/24` is two networks: the second is found by itself.
    return { from, to: end + prefix[0].length, value };
  }
  const mask = address.includes(":") ? null : matchAt(MASK, line, end);
  // 0.0.0.0 means "everywhere" as a mask and "this host" as a wildcard: it is no mask here.
  const length = mask === null || mask[1] === "0.0.0.0" ? null : prefixOfMask(mask[1] ?? "");
  if (mask !== null && length !== null) return { from, to: end + mask[0].length, value: `${address}/${length}` };

  const port = address.includes(":") ? matchAt(ZONE, line, end) : matchAt(PORT, line, end);
  const at = end + (port?.[0].length ?? 0);
  const between = matchAt(DASH, line, at) ?? (isRule ? null : matchAt(WORD, line, at));
  if (between !== null) {
    const start = at + between[0].length;
    const last = matchAt(ADDRESS_AT, line, start);
    if (last !== null && parseEntry(`${address}-${last[0]}`).ok) {
      return { from, to: start + last[0].length, value: `${address}-${last[0]}` };
    }
  }
  const octet = address.includes(":") ? null : matchAt(LAST_OCTET, line, at);
  const whole = `${address.slice(0, address.lastIndexOf(".") + 1)}${octet?.[1] ?? ""}`;
  if (octet !== null && parseEntry(`${address}-${whole}`).ok) {
    return { from, to: at + octet[0].length, value: `${address}-${whole}` };
  }
  return { from, to: at, value: address };
}

const ADDRESS_AT = new RegExp(String.raw`(?:${V6}(?![\w:])|${V4}(?!\d|\.\d))`, "iy");

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
