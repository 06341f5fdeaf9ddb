import { err, ok, type Result } from "../../result.ts";
import { directoryLength } from "./directory.ts";
import type { RangeSet } from "./range-set.ts";

/*
 * The binary form: unsigned 32-bit words, little-endian, without padding. All machines that run this are little-endian
 * (x86-64 and arm64), so typed arrays over the bytes can be used directly.
 *
 *   IPv4   starts     n4 words
 *          ends       n4 words
 *          expiries   n4 words
 *          directory  2^k + 1 words, k = clamp(⌈log2 n4⌉, 8, 16)
 *   IPv6   starts     4 × n6 words: all first words, all second words, …
 *          ends       4 × n6 words: the four words of the first end, of the second end, …
 *          expiries   n6 words
 *          directory  2^k + 1 words, k = clamp(⌈log2 n6⌉, 8, 16)
 */

const WORD_BYTES = 4;

/** The number of ranges of each family. A reader needs these numbers and the bytes. */
export interface RangeSetCounts {
  readonly v4: number;
  readonly v6: number;
}

export type RangeSetFault = "misaligned" | "bad_count" | "too_short";

export function rangeSetCounts(set: RangeSet): RangeSetCounts {
  return { v4: set.v4.count, v6: set.v6.count };
}

/** The length of the binary form in bytes, a multiple of 4. */
export function rangeSetByteLength({ v4, v6 }: RangeSetCounts): number {
  return (3 * v4 + directoryLength(v4) + 9 * v6 + directoryLength(v6)) * WORD_BYTES;
}

/**
 * Writes the set at `byteOffset` (a multiple of 4) and returns the offset after it. Throws RangeError when the buffer
 * is too small.
 */
export function writeRangeSet({ v4, v6 }: RangeSet, buffer: ArrayBuffer, byteOffset: number): number {
  let at = byteOffset;
  for (const words of [v4.starts, v4.ends, v4.expiries, v4.directory, v6.starts, v6.ends, v6.expiries, v6.directory]) {
    new Uint32Array(buffer, at, words.length).set(words);
    at += words.byteLength;
  }
  return at;
}

/**
 * A range set that uses the buffer directly; nothing is copied. Alignment, counts and bounds are checked. The content is
 * not: the snapshot has a digest for that, and `findExpiry` is safe with any content. Never throws.
 */
export function readRangeSet(
  buffer: ArrayBuffer,
  byteOffset: number,
  counts: RangeSetCounts,
): Result<RangeSet, RangeSetFault> {
  if (!isCount(counts.v4) || !isCount(counts.v6)) return err("bad_count");
  if (!isCount(byteOffset) || byteOffset % WORD_BYTES !== 0) return err("misaligned");
  if (byteOffset + rangeSetByteLength(counts) > buffer.byteLength) return err("too_short");
  let at = byteOffset;
  const take = (words: number): Uint32Array => {
    const view = new Uint32Array(buffer, at, words);
    at += view.byteLength;
    return view;
  };
  // The order of these calls is the order of the bytes.
  return ok({
    v4: {
      count: counts.v4,
      starts: take(counts.v4),
      ends: take(counts.v4),
      expiries: take(counts.v4),
      directory: take(directoryLength(counts.v4)),
    },
    v6: {
      count: counts.v6,
      starts: take(4 * counts.v6),
      ends: take(4 * counts.v6),
      expiries: take(counts.v6),
      directory: take(directoryLength(counts.v6)),
    },
  });
}

/** True for a u32, as the header has it: sums of such numbers are exact. */
const isCount = (count: number): boolean => count >>> 0 === count;
