/*
 * The first level of a search: a table over some leading bits of the first word of an address. Let b be the value of
 * these bits: element b is the number of ranges that start below every word with the bits b. So a search looks only at
 * the few ranges that start at words with the bits b: those from element b to element b + 1. The last element is the
 * number of ranges.
 *
 * The table leaves out the first `lead` bits: those that are equal in all starts. (Public IPv6 addresses share
 * three bits. For IPv4, `lead` is 0.)
 */

const MIN_BITS = 8;
const MAX_BITS = 16;

/** About one range per element, within limits: k = clamp(⌈log2 n⌉, 8, 16) bits. */
function directoryBits(count: number): number {
  const bits = count > 1 ? 32 - Math.clz32(count - 1) : 0;
  return Math.min(Math.max(bits, MIN_BITS), MAX_BITS);
}

/** The number of elements in the directory of `count` ranges: 2^k + 1. */
export function directoryLength(count: number): number {
  return 2 ** directoryBits(count) + 1;
}

/**
 * The number of leading bits that are equal in the lowest word, the highest word and all words between; at most 31, the
 * largest shift.
 */
export function sharedLead(lowest: number, highest: number): number {
  return Math.min(Math.clz32(lowest ^ highest), 31);
}

/** The index of the element for a word. This element and the next one are the bounds of the search. */
export function bucketOf(word: number, lead: number, directory: Uint32Array): number {
  return (word << lead) >>> (Math.clz32(directory.length - 1) + 1);
}

/** `words`: the first words of all starts, ascending. */
export function buildDirectory(words: Uint32Array, lead: number): Uint32Array {
  const directory = new Uint32Array(directoryLength(words.length));
  let below = 0;
  for (const bucket of directory.keys()) {
    while (below < words.length && bucketOf(words[below] ?? 0, lead, directory) < bucket) below++;
    directory[bucket] = below;
  }
  return directory;
}
