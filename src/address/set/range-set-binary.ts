import { err, ok, type Result } from "../../result.ts";
import { directoryLength } from "./directory.ts";
import type { RangeSet } from "./range-set.ts";

/*
 * The binary form: unsigned 32-bit words, little-endian, without padding. Everything that runs this is little-endian
 * (as are x86-64 and arm64), so a typed array over the bytes is the range set.
 *
 *   IPv4   starts     n4 words
 *          ends       n4 words
 *          expiries   n4 words
 *          directory  2^k + 1 words, k = clamp(⌈log2 n4⌉, 8, 16)
 *   IPv6   starts     4 × n6 words: all first words, all second words, …
 *          ends       4 × n6 words: four words an end
 *          expiries   n6 words
 *          directory  2^k + 1 words, k = clamp(⌈log2 n6⌉, 8, 16)
 */

const WORD_BYTES = 4;

/** How many ranges of each family there are: all that a reader needs besides the bytes. */
export interface RangeSetCounts {
  readonly v4: number;
  readonly v6: number;
}

export type RangeSetFault = "misaligned" | "bad_count" | "too_short";

export function rangeSetCounts(set: RangeSet): RangeSetCounts {
  return { v4: set.v4.count, v6: set.v6.count };
}

/** Bytes of the binary form: a multiple of 4. */
export function rangeSetByteLength({ v4, v6 }: RangeSetCounts): number {
  return (3 * v4 + directoryLength(v4) + 9 * v6 + directoryLength(v6)) * WORD_BYTES;
}

/** Writes the set at `byteOffset` (a multiple of 4) and answers the offset after it. Too small a buffer throws RangeError. */
export function writeRangeSet({ v4, v6 }: RangeSet, buffer: ArrayBuffer, byteOffset: number): number {
  let at = byteOffset;
  for (const words of [v4.starts, v4.ends, v4.expiries, v4.directory, v6.starts, v6.ends, v6.expiries, v6.directory]) {
    new Uint32Array(buffer, at, words.length).set(words);
    at += words.byteLength;
  }
  return at;
}

/**
 * Views on the buffer; nothing is copied or read. Alignment, counts and bounds are checked, the content is not: its
 * digest is the snapshot's business, and a lookup is total over any content. Never throws.
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
  // Evaluated in the order of the bytes.
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

/** A u32, as a header holds it: sums of such sizes are exact. */
const isCount = (count: number): boolean => count >>> 0 === count;
