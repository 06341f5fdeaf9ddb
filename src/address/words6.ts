/**
 * An IPv6 address as four unsigned 32-bit words, the most significant first. Never a BigInt: each one allocates memory.
 */
export type Words6 = readonly [number, number, number, number];

export function compareWords6(a: Words6, b: Words6): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}

/** An unsigned 32-bit word with `bits` leading ones. Below 0 counts as 0, above 32 as 32. */
export function netmask(bits: number): number {
  return bits <= 0 ? 0 : bits >= 32 ? 0xffff_ffff : (0xffff_ffff << (32 - bits)) >>> 0;
}

/** The first address of the network with a prefix of `prefix` bits that contains `words`. */
export function firstOfPrefix6(words: Words6, prefix: number): Words6 {
  return [
    (words[0] & netmask(prefix)) >>> 0,
    (words[1] & netmask(prefix - 32)) >>> 0,
    (words[2] & netmask(prefix - 64)) >>> 0,
    (words[3] & netmask(prefix - 96)) >>> 0,
  ];
}

/** The last address of the network with a prefix of `prefix` bits that contains `words`. */
export function lastOfPrefix6(words: Words6, prefix: number): Words6 {
  return [
    (words[0] | ~netmask(prefix)) >>> 0,
    (words[1] | ~netmask(prefix - 32)) >>> 0,
    (words[2] | ~netmask(prefix - 64)) >>> 0,
    (words[3] | ~netmask(prefix - 96)) >>> 0,
  ];
}

/** The number of leading bits that are equal in both addresses, 0–128. */
export function commonPrefix6(a: Words6, b: Words6): number {
  if (a[0] !== b[0]) return Math.clz32(a[0] ^ b[0]);
  if (a[1] !== b[1]) return 32 + Math.clz32(a[1] ^ b[1]);
  if (a[2] !== b[2]) return 64 + Math.clz32(a[2] ^ b[2]);
  return 96 + Math.clz32(a[3] ^ b[3]);
}

/** a - b. The result must not be negative. */
export function subtract6(a: Words6, b: Words6): Words6 {
  const w3 = a[3] - b[3];
  const w2 = a[2] - b[2] - (w3 < 0 ? 1 : 0);
  const w1 = a[1] - b[1] - (w2 < 0 ? 1 : 0);
  const w0 = a[0] - b[0] - (w1 < 0 ? 1 : 0);
  return [w0 >>> 0, w1 >>> 0, w2 >>> 0, w3 >>> 0];
}
