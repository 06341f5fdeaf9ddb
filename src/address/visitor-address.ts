import type { Address } from "./address.ts";

const ZERO = 0x30;
const LOWER_A = 0x61;
const DOT = 0x2e;
const COLON = 0x3a;

/** The groups of the address being read; only ever used within one call. */
const groups = new Uint16Array(8);

/**
 * The visitor's address, or null. Made for the way of a visit: it agrees with `parseAddress` on every input, at a
 * twentieth of the time, and says nothing of what is wrong.
 */
export function readVisitorAddress(text: string): Address | null {
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
    const digit = code - ZERO;
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
      const decimal = code - ZERO;
      const letter = (code | 0x20) - LOWER_A;
      if (decimal >= 0 && decimal <= 9) group = (group << 4) | decimal;
      else if (letter >= 0 && letter <= 5) group = (group << 4) | (letter + 10);
      else break;
      if (at - groupAt === 4) return null; // a fifth digit
    }
    if (at === groupAt) return null;
    if (at < length && code === DOT) {
      const v4 = count > 6 ? -1 : readOctets(text, groupAt);
      if (v4 < 0) return null;
      groups[count++] = v4 >>> 16;
      groups[count++] = v4 & 0xffff;
      break;
    }
    groups[count++] = group;
    if (at === length) break;
    if (code !== COLON || ++at === length) return null;
    if (text.charCodeAt(at) === COLON) {
      if (gapAt >= 0) return null;
      gapAt = count;
      at++;
    }
  }
  if (gapAt < 0 ? count !== 8 : count === 8) return null; // `::` stands for one group at least (RFC 4291 §2.2)
  if (gapAt >= 0) {
    groups.copyWithin(8 - (count - gapAt), gapAt, count);
    groups.fill(0, gapAt, 8 - (count - gapAt));
  }
  return fromGroups();
}

function fromGroups(): Address {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groups;
  const w3 = ((g << 16) | h) >>> 0;
  if ((a | b | c | d | e) === 0 && f === 0xffff) return { family: 4, v4: w3 };
  return { family: 6, v6: [((a << 16) | b) >>> 0, ((c << 16) | d) >>> 0, ((e << 16) | f) >>> 0, w3] };
}
