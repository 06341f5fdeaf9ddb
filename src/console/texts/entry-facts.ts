import { formatAddress } from "../../address/address.ts";
import { parseEntry } from "../../address/entry/entry.ts";
import { firstAddress, formatRange, lastAddress, prefixRange } from "../../address/range.ts";
import { describeSize } from "../../address/range-size.ts";

/** The facts in a warning about an entry, for languages other than the parser's English. */
export interface EntryFacts {
  readonly value: string;
  readonly first: string;
  readonly last: string;
  /** `65,536`, `2^96`. */
  readonly size: string;
  /** The network of a household or office that the first address lies in: /24 or /64. */
  readonly network: string;
}

/** Null: this is no entry. */
export function readEntryFacts(value: string): EntryFacts | null {
  const parsed = parseEntry(value);
  if (!parsed.ok) return null;
  const { range } = parsed.value;
  const first = firstAddress(range);
  const network = formatRange(prefixRange(first, range.family === 4 ? 24 : 64));
  return {
    value,
    first: formatAddress(first),
    last: formatAddress(lastAddress(range)),
    size: describeSize(range),
    network: "cidr" in network ? network.cidr : "",
  };
}

/** An error or a warning as the parser says it, in English. */
export interface Remark {
  readonly code: string;
  readonly detail: string;
  readonly fix?: string | undefined;
}

export const sentence = ({ detail, fix }: Remark): string => (fix === undefined ? detail : `${detail} ${fix}`);
