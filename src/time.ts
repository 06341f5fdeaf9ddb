/** Lengths of time. Times of Gatehouse are Unix milliseconds; what the edge and cookies count is in seconds. */
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const DAY_SECONDS = 86_400;

/** Unix milliseconds as whole Unix seconds, which the range set and the decision count in. */
export const toSeconds = (ms: number): number => Math.floor(ms / 1000);

/** Unix milliseconds as RFC 3339 in UTC, to the second. */
export const formatTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export const formatTimeOrNull = (ms: number | null): string | null => (ms === null ? null : formatTime(ms));
