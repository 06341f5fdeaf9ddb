/**
 * The first level of the IPv4 search: element b says how many ranges start below the addresses whose leading bits are b,
 * so that a lookup searches only among those that start within its own b. One more element at the end holds the count.
 */

const MIN_BITS = 8;
const MAX_BITS = 16;

/** About one range an element, within reason: clamp(⌈log2 n⌉, 8, 16). */
export function directoryBits(count: number): number {
  const bits = count > 1 ? 32 - Math.clz32(count - 1) : 0;
  return Math.min(Math.max(bits, MIN_BITS), MAX_BITS);
}

/** Elements of the directory of `count` ranges. */
export function directoryLength(count: number): number {
  return 2 ** directoryBits(count) + 1;
}

/** `starts`: ascending. */
export function buildDirectory(starts: Uint32Array): Uint32Array {
  const shift = 32 - directoryBits(starts.length);
  const directory = new Uint32Array(directoryLength(starts.length));
  let below = 0;
  for (const [bucket] of directory.entries()) {
    while (below < starts.length && (starts[below] ?? 0) >>> shift < bucket) below++;
    directory[bucket] = below;
  }
  return directory;
}
