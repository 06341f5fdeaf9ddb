/**
 * The order of two published copies of one record. The revision counts its changes; the epoch (Unix seconds) rises with
 * the clock whenever a change is made or published, so that what is published after D1 was restored to an earlier time
 * is newer than everything published before, although its revision is smaller.
 */
export interface Version {
  readonly epoch: number;
  readonly revision: number;
}

/** Below zero when `a` is older than `b`. */
export const compareVersions = (a: Version, b: Version): number => a.epoch - b.epoch || a.revision - b.revision;

export const isSameVersion = (a: Version, b: Version): boolean => compareVersions(a, b) === 0;

/** The epoch of a moment in Unix milliseconds. */
export const epochAt = (nowMs: number): number => Math.floor(nowMs / 1000);

/** A version that every publication must be newer than: all that was published before this second. */
export const justBefore = (nowMs: number): Version => ({ epoch: epochAt(nowMs) - 1, revision: 0xffffffff });

export const newerOf = (a: Version, b: Version): Version => (compareVersions(a, b) < 0 ? b : a);

export const OLDEST: Version = { epoch: 0, revision: 0 };
