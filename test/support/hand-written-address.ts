import type { Address } from "../../src/address/address.ts";

const DOT = 0x2e;
const COLON = 0x3a;
const NO_DIGIT = 16;

/** The value of each hexadecimal digit by its ASCII code. */
const HEX_DIGIT = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = "0123456789abcdef".indexOf(String.fromCharCode(code).toLowerCase());
  return digit < 0 ? NO_DIGIT : digit;
});

/** The groups of the address that is being read; used within one call only. */
const groups = new Uint16Array(8);

/**
 * The address of the text, or null: a second parser, written by hand, to hold `readAddress` of src/address against. It
 * uses no library and no regular expression. (It was the gate's own parser: docs/decisions/0015-one-parser.md.)
 */
export function readByHand(text: string): Address | null {
  const v4 = readOctets(text, 0);
  return v4 >= 0 ? { family: 4, v4 } : readGroups(text);
}

/** The dotted decimal address from `at` to the end of the text, or -1. */
function readOctets(text: string, at: number): number {
  const length = text.length;
  let value = 0;
  let dots = 0;
  let octet = -1; // no digit yet
  for (let i = at; i < length; i++) {
    const code = text.charCodeAt(i);
    const digit = code - 0x30;
    if (digit >= 0 && digit <= 9) {
      if (octet === 0) return -1;
      octet = octet < 0 ? digit : octet * 10 + digit;
      if (octet > 255) return -1;
    } else {
      if (code !== DOT || octet < 0 || dots === 3) return -1;
      value = (value << 8) | octet;
      dots++;
      octet = -1;
    }
  }
  return dots === 3 && octet >= 0 ? ((value << 8) | octet) >>> 0 : -1;
}

function readGroups(text: string): Address | null {
  const length = text.length;
  let count = 0;
  let gapAt = -1; // how many groups stand before `::`
  let at = 0;
  if (text.charCodeAt(0) === COLON) {
    if (text.charCodeAt(1) !== COLON) return null;
    gapAt = 0;
    at = 2;
  }
  while (at < length) {
    if (count === 8) return null;
    const groupAt = at;
    let group = 0;
    let code = 0;
    for (; at < length; at++) {
      code = text.charCodeAt(at);
      const digit = code < 128 ? (HEX_DIGIT[code] ?? NO_DIGIT) : NO_DIGIT;
      if (digit === NO_DIGIT) break;
      group = (group << 4) | digit;
    }
    const digits = at - groupAt;
    if (digits === 0 || digits > 4) return null;
    if (at === length) {
      groups[count++] = group;
      break;
    }
    if (code === DOT) {
      const v4 = count > 6 ? -1 : readOctets(text, groupAt);
      if (v4 < 0) return null;
      groups[count++] = v4 >>> 16;
      groups[count++] = v4; // its lower half
      break;
    }
    groups[count++] = group;
    if (code !== COLON || ++at === length) return null;
    if (text.charCodeAt(at) === COLON) {
      if (gapAt >= 0) return null;
      gapAt = count;
      at++;
    }
  }
  if (gapAt < 0) return count === 8 ? fromGroups() : null;
  if (count === 8) return null; // `::` stands for one group at least (RFC 4291 §2.2)
  const gapEnd = gapAt + 8 - count;
  for (let to = 7; to >= gapEnd; to--) groups[to] = groups[to + count - 8] ?? 0;
  for (let to = gapAt; to < gapEnd; to++) groups[to] = 0;
  return fromGroups();
}

function fromGroups(): Address {
  const w0 = word(0);
  const w1 = word(2);
  const w2 = word(4);
  const w3 = word(6);
  return w0 === 0 && w1 === 0 && w2 === 0xffff ? { family: 4, v4: w3 } : { family: 6, v6: [w0, w1, w2, w3] };
}

const word = (at: number): number => (((groups[at] ?? 0) << 16) | (groups[at + 1] ?? 0)) >>> 0;
