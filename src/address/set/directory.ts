/*
 * The first level of a search: a table over some leading bits of the first word of an address. Element b says how many
 * ranges start below all words whose bits are b, so that only the few ranges are searched that start within one b. One
 * more element at the end holds the count.
 *
 * The bits begin after those that all starts share (IPv6 in use begins with the same three bits at least), `lead` of them.
 */

const MIN_BITS = 8;
const MAX_BITS = 16;

/** About one range an element, within reason: k = clamp(⌈log2 n⌉, 8, 16) bits. */
function directoryBits(count: number): number {
  const bits = count > 1 ? 32 - Math.clz32(count - 1) : 0;
  return Math.min(Math.max(bits, MIN_BITS), MAX_BITS);
}

/** Elements of the directory of `count` ranges: 2^k + 1. */
export function directoryLength(count: number): number {
  return 2 ** directoryBits(count) + 1;
}

/** How many leading bits the lowest and the highest word share, and so all between; at most 31, as far as a shift goes. */
export function sharedLead(lowest: number, highest: number): number {
  return Math.min(Math.clz32(lowest ^ highest), 31);
}

/** Where the directory's answer for a word stands; the next element bounds it. */
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
