/**
 * Ways to write addresses, right and wrong (docs/security.md, row 5 and 6). What is expected stands here by hand or follows from
 * how the string is made, never from a parser.
 */

/** IPv4 addresses of every width and at every edge. */
const V4 = [
  "0.0.0.0",
  "1.2.3.4",
  "8.8.8.8",
  "10.0.0.1",
  "99.100.199.200",
  "127.0.0.1",
  "203.0.113.77",
  "255.255.255.255",
];

/** IPv6 addresses: eight groups, and the canonical text. */
const V6: readonly (readonly [string, string])[] = [
  ["2001:db8:0:0:0:0:0:1", "2001:db8::1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6"],
  ["fe80:0:0:0:a:b:c:d", "fe80::a:b:c:d"],
  ["1:0:0:2:0:0:0:3", "1:0:0:2::3"],
  ["ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
];

const hex4 = (v4: string): string => {
  const [a = 0, b = 0, c = 0, d = 0] = v4.split(".").map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
};

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];

/** [text, canonical text] */
export const CANONICAL: readonly (readonly [string, string])[] = [
  ...V4.map((v4) => [v4, v4] as const),
  // Mapped IPv4 is that IPv4 address, in every spelling of the 96 bits before it.
  ...V4.flatMap((v4) =>
    [
      `::ffff:${v4}`,
      `::FFFF:${v4}`,
      `::ffff:${hex4(v4)}`,
      `0:0:0:0:0:ffff:${v4}`,
      `0:0:0:0:0:ffff:${hex4(v4)}`,
      `0000:0000:0000:0000:0000:ffff:${v4}`,
      `0::ffff:${v4}`,
      `0:0::0:ffff:${v4}`,
      `::0:ffff:${hex4(v4)}`,
    ].map((text) => [text, v4] as const),
  ),
  // Addresses that only look mapped.
  ["::1.2.3.4", "::102:304"],
  ["::fffe:1.2.3.4", "::fffe:102:304"],
  ["::ffff:0:1.2.3.4", "::ffff:0:102:304"],
  ["::1:ffff:1.2.3.4", "::1:ffff:102:304"],
  ["ffff::1.2.3.4", "ffff::102:304"],
  ["64:ff9b::1.2.3.4", "64:ff9b::102:304"],
  ["2002:102:304::", "2002:102:304::"],
  ["1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"],
  ["1::5:6:1.2.3.4", "1::5:6:102:304"],
  // IPv6: case, leading zeros, `::` in all places.
  ...V6.flatMap(([full, canonical]) =>
    unique([
      full,
      full.toUpperCase(),
      canonical,
      canonical.toUpperCase(),
      full
        .split(":")
        .map((group) => group.padStart(4, "0"))
        .join(":"),
      full
        .split(":")
        .map((group) => group.padStart(2, "0"))
        .join(":"),
    ]).map((text) => [text, canonical] as const),
  ),
  ["::", "::"],
  ["0::", "::"],
  ["::0", "::"],
  ["0::0", "::"],
  ["0:0:0:0:0:0:0:0", "::"],
  ["::0.0.0.0", "::"],
  ["::1", "::1"],
  ["1::", "1::"],
  ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
  ["::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"],
  ["1:2:3::5:6:7:8", "1:2:3:0:5:6:7:8"],
  ["1::8", "1::8"],
  ["1:2::7:8", "1:2::7:8"],
];

const digits = (text: string, zero: number): string =>
  text.replace(/[0-9]/g, (digit) => String.fromCodePoint(zero + Number(digit)));

/** What stands in the place of, before or behind an address and is none of it. */
const BLANKS = [" ", "\t", "\n", "\r", "\u0000", "\u00a0", "\u200b", "\u2028", "\u3000", "\ufeff"];
const TAILS = ["/", "/24", "/08", "%", "%0", ":", ".", ",", ";", "#", "x", "-", "*", "\\", "@", "?", "junk"];
const HEADS = ["+", "-", ".", "/", "@", "[", "x", "0x", "http://", "*"];

const wrong4 = (v4: string): string[] => {
  const [a = "", b = "", c = "", d = ""] = v4.split(".");
  const [na = 0, nb = 0, nc = 0, nd = 0] = [a, b, c, d].map(Number);
  const octal = (octet: number) => `0${octet.toString(8)}`;
  const hex = (octet: number) => `0x${octet.toString(16)}`;
  return [
    `0${v4}`, // leading zeros: octal to inet_aton
    `00${v4}`,
    `${a}.0${b}.${c}.${d}`,
    `${a}.${b}.${c}.0${d}`,
    `${a}.${b}.${c}.00${d}`,
    [na, nb, nc, nd].map(octal).join("."),
    [na, nb, nc, nd].map(hex).join("."),
    [na, nb, nc, nd].map(hex).join(".").toUpperCase(),
    `${hex(na)}.${b}.${c}.${d}`,
    `${a}.${b}.${c}.${hex(nd)}`,
    `${a}.${b}.${nc * 256 + nd}`, // short forms
    `${a}.${nb * 65536 + nc * 256 + nd}`,
    `0x${(((na * 256 + nb) * 256 + nc) * 256 + nd).toString(16)}`,
    `${a}.${b}.${c}`,
    `${v4}.0`, // too long
    `${a}.${b}.${c}.`,
    `.${b}.${c}.${d}`,
    `${a}..${c}.${d}`,
    `${a}.${b}.${c}.256`,
    `${a}.${b}.${c}.1e1`,
    `${a}.${b}.${c}.-${d}`,
    `${a},${b},${c},${d}`,
    `${a}:${b}:${c}:${d}`,
    `${a}。${b}。${c}。${d}`, // full stops that URL parsers take for dots
    `${a}．${b}．${c}．${d}`,
    digits(v4, 0xff10), // full-width, Arabic-Indic and mathematical digits
    digits(v4, 0x0660),
    digits(v4, 0x1d7ce),
    `${a}.${b}.${c}%2e${d}`,
    `[${v4}]`,
    `::ffff:${v4}/96`,
    `::ffff:0${v4}`,
    `::ffff:${a}.${b}.${c}`,
    `::ffff:${v4}%eth0`,
    `::ffff:${v4}:1`,
    `:ffff:${v4}`,
    `::fffff:${v4}`,
    `1:2:3:4:5:6:7:${v4}`,
    `1:2:3:4:5:${v4}`,
    `${v4}::`,
    `${v4}:1::`,
  ];
};

const wrong6 = (full: string): string[] => {
  const groups = full.split(":");
  const [first = "", ...rest] = groups;
  return [
    `${full}:1`,
    `1:${full}`,
    `${full}::`,
    `::${full}`,
    `:${full}`,
    `${full}:`,
    groups.slice(1).join(":"),
    `0${first.padStart(4, "0")}:${rest.join(":")}`, // five digits
    `g${full.slice(1)}`,
    `0x${full}`,
    `${full}%1`,
    `${full}%25eth0`,
    `[${full}]`,
    `${full}/64`,
    full.replaceAll(":", "-"),
    full.replaceAll(":", "："),
    digits(full.replace(/^[a-f]/, "1"), 0xff10),
    `::${full.slice(0, 4)}::1`,
    `${first}:::${rest.slice(3).join(":")}`,
  ];
};

/** Not one of them is an address. */
export const REFUSED: readonly string[] = unique([
  "",
  ".",
  "..",
  "...",
  ":",
  ":::",
  "::::",
  "1::2::3",
  "::1::",
  ":1",
  "1:",
  "1",
  "0",
  "127.1",
  "127.0.1",
  "2130706433",
  "017700000001",
  "0x7f000001",
  "0x7f.1",
  "1.2.3.4.5.6.7.8",
  "1.2.3.4:5::",
  "::1.2.3.4.5",
  "::1.2.3",
  "::1.2.3.256",
  "::1.2.3.04",
  "::.1.2.3",
  "::ffff:1.2.3.4.",
  "::ffff:.1.2.3",
  "::12345",
  "::g",
  "::-1",
  "::+1",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "1:2:3:4::5:6:7:8",
  "::1:2:3:4:5:6:7:8",
  "localhost",
  "example.com",
  "null",
  "undefined",
  "NaN",
  "*",
  "unknown",
  "203.0.113.7, 203.0.113.8",
  "203.0.113.7,203.0.113.8",
  "203.0.113.7 203.0.113.8",
  "203.0.113.7:80",
  "203.0.113.7:0",
  "for=203.0.113.7",
  '"203.0.113.7"',
  ...V4.flatMap(wrong4),
  ...V6.flatMap(([full]) => wrong6(full)),
  ...["203.0.113.7", "2001:db8::7"].flatMap((address) => [
    ...BLANKS.flatMap((blank) => [`${blank}${address}`, `${address}${blank}`, address.replace(/[.:]/, `$&${blank}`)]),
    ...TAILS.map((tail) => `${address}${tail}`),
    ...HEADS.map((head) => `${head}${address}`),
  ]),
]);
