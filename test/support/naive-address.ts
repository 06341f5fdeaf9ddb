/**
 * An address as one big number, read by the grammar of RFC 3986 §3.2.2 (IPv4address and IPv6address are strict there)
 * and slow arithmetic. It shares no line with src/address, so that the two can be held against each other.
 */
export interface NaiveAddress {
  readonly family: 4 | 6;
  readonly value: bigint;
}

const DEC_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])";
const IPV4 = `${DEC_OCTET}(?:\\.${DEC_OCTET}){3}`;
const H16 = "[0-9A-Fa-f]{1,4}";
const LS32 = `(?:${H16}:${H16}|${IPV4})`;
const upTo = (groups: number) => `(?:(?:${H16}:){0,${groups - 1}}${H16})?`;
const IPV6 = [
  `(?:${H16}:){6}${LS32}`,
  `::(?:${H16}:){5}${LS32}`,
  `${upTo(1)}::(?:${H16}:){4}${LS32}`,
  `${upTo(2)}::(?:${H16}:){3}${LS32}`,
  `${upTo(3)}::(?:${H16}:){2}${LS32}`,
  `${upTo(4)}::${H16}:${LS32}`,
  `${upTo(5)}::${LS32}`,
  `${upTo(6)}::${H16}`,
  `${upTo(7)}::`,
].join("|");

const IS_IPV4 = new RegExp(`^(?:${IPV4})$`);
const IS_IPV6 = new RegExp(`^(?:${IPV6})$`);

export function naiveAddress(text: string): NaiveAddress | null {
  if (IS_IPV4.test(text)) return { family: 4, value: value4(text) };
  if (!IS_IPV6.test(text)) return null;
  const value = value6(text);
  return value >> 32n === 0xffffn ? { family: 4, value: value & 0xffff_ffffn } : { family: 6, value };
}

const value4 = (text: string): bigint => text.split(".").reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);

function value6(text: string): bigint {
  const [head = "", tail] = text.split("::");
  const left = groupsOf(head);
  const right = groupsOf(tail ?? "");
  const gap = tail === undefined ? [] : Array<bigint>(8 - left.length - right.length).fill(0n);
  return [...left, ...gap, ...right].reduce((sum, group) => sum * 65536n + group, 0n);
}

const groupsOf = (part: string): bigint[] =>
  part === ""
    ? []
    : part.split(":").flatMap((group) => {
        if (!group.includes(".")) return [BigInt(`0x${group}`)];
        const v4 = value4(group);
        return [v4 >> 16n, v4 & 0xffffn];
      });
