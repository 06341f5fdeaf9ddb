/**
 * Ranges of one family in flat arrays, without an object per range. An address has `width` words (1 for IPv4, 4 for IPv6),
 * the most significant first; element i of `expiries` (Unix seconds, 0 = never) belongs to range i.
 */
export interface FlatRanges {
  readonly width: 1 | 4;
  readonly count: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly expiries: Uint32Array;
}

/** Compares the i-th address of `a` with the j-th of `b`: negative, 0 or positive. */
export function compareAt(a: Uint32Array, i: number, b: Uint32Array, j: number, width: number): number {
  for (let word = 0; word < width; word++) {
    const difference = (a[i * width + word] ?? 0) - (b[j * width + word] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Copies the i-th address of `from` over the j-th of `to`. */
export function copyAt(from: Uint32Array, i: number, to: Uint32Array, j: number, width: number): void {
  for (let word = 0; word < width; word++) to[j * width + word] = from[i * width + word] ?? 0;
}

/** Adds one to the address in `words`. False: it was the last address, and is now zero. */
export function increment(words: Uint32Array): boolean {
  for (let word = words.length - 1; word >= 0; word--) {
    const next = ((words[word] ?? 0) + 1) >>> 0;
    words[word] = next;
    if (next !== 0) return true;
  }
  return false;
}

/** Subtracts one from the i-th address, which must not be zero. */
export function decrementAt(words: Uint32Array, i: number, width: number): void {
  for (let at = i * width + width - 1; at >= i * width; at--) {
    const before = words[at] ?? 0;
    words[at] = before - 1; // 0 wraps to 0xffffffff and borrows from the word above
    if (before !== 0) return;
  }
}
