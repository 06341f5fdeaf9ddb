import { err, type Result } from "../result.ts";
import type { RangeSet } from "./range-set.ts";

/** How many ranges of each family follow; all that a reader needs besides the bytes. */
export interface RangeSetCounts {
  readonly v4: number;
  readonly v6: number;
}

export type RangeSetFault = "misaligned" | "bad_count" | "too_short";

export function rangeSetCounts(set: RangeSet): RangeSetCounts {
  return { v4: set.v4.count, v6: set.v6.count };
}

/** Bytes that `writeRangeSet` writes: a multiple of 4. */
export function rangeSetByteLength(_counts: RangeSetCounts): number {
  return 0;
}

/** Writes the set at `byteOffset` (a multiple of 4) and answers the offset after it. */
export function writeRangeSet(_set: RangeSet, _buffer: ArrayBuffer, byteOffset: number): number {
  return byteOffset;
}

/** Views on the buffer, nothing copied. Counts, bounds and alignment are checked, the content is not (its digest is). */
export function readRangeSet(
  _buffer: ArrayBuffer,
  _byteOffset: number,
  _counts: RangeSetCounts,
): Result<RangeSet, RangeSetFault> {
  return err("too_short");
}
