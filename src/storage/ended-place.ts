/** How far a reader has read the log: its last entry, and a mark that tells it from another entry of that number. */
export interface LogPlace {
  readonly seq: number;
  readonly mark: string;
}

/** Before the first entry. */
export const LOG_START: LogPlace = { seq: 0, mark: "" };

/** Numbers alone do not tell: after a restore they are given again, to other hashes. */
export const markOf = (hash: string, endedAt: number): string => `${hash}.${endedAt}`;

/** What a mark was made of; null for the log's start. */
export function readMark(mark: string): { readonly hash: string; readonly endedAt: number } | null {
  const [hash, endedAt] = mark.split(".");
  return hash === undefined || endedAt === undefined ? null : { hash, endedAt: Number(endedAt) };
}
