/**
 * How far a reader has read the log: the number of its last entry, and a mark, because another entry may get the same
 * number.
 */
export interface LogPlace {
  readonly seq: number;
  readonly mark: string;
}

/** Before the first entry. */
export const LOG_START: LogPlace = { seq: 0, mark: "" };

/** The number is not enough: after a restore of D1 it is given again, to another hash. */
export const markOf = (hash: string, endedAt: number): string => `${hash}.${endedAt}`;

/** The parts of a mark; null for the log's start. */
export function readMark(mark: string): { readonly hash: string; readonly endedAt: number } | null {
  const [hash, endedAt] = mark.split(".");
  return hash === undefined || endedAt === undefined ? null : { hash, endedAt: Number(endedAt) };
}
