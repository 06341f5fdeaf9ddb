import type { Words6 } from "./words6.ts";

export type { Words6 } from "./words6.ts";

/** The IP version. */
export type Family = 4 | 6;

/** One address; `v4` is an unsigned 32-bit integer. An IPv4-mapped IPv6 address is always held as the IPv4 address. */
export type Address = { readonly family: 4; readonly v4: number } | { readonly family: 6; readonly v6: Words6 };

/** The one canonical text of an address: dotted decimal, or RFC 5952 (lower case, longest run of zero groups as `::`). */
export function formatAddress(address: Address): string {
  return address.family === 4 ? format4(address.v4) : format6(address.v6);
}

function format4(v4: number): string {
  return `${v4 >>> 24}.${(v4 >>> 16) & 0xff}.${(v4 >>> 8) & 0xff}.${v4 & 0xff}`;
}

function format6(words: Words6): string {
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  const run = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (run.length < 2) return hex.join(":"); // RFC 5952 §4.2.2: one zero group alone is not shortened
  return `${hex.slice(0, run.at).join(":")}::${hex.slice(run.at + run.length).join(":")}`;
}

/** The longest run of zero groups; if two are equally long, the first (RFC 5952 §4.2.3). */
function longestZeroRun(groups: readonly number[]): { at: number; length: number } {
  let best = { at: 0, length: 0 };
  let length = 0;
  for (const [i, group] of groups.entries()) {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { at: i - length + 1, length };
  }
  return best;
}
