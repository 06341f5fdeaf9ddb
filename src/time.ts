/** Lengths of time. Times of Gatehouse are Unix milliseconds; what the edge and cookies count is in seconds. */
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const DAY_SECONDS = 86_400;

/** Unix milliseconds as whole Unix seconds, which the range set and the decision count in. */
export const toSeconds = (ms: number): number => Math.floor(ms / 1000);

/** Unix milliseconds as RFC 3339 in UTC, to the second. */
export const formatTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export const formatTimeOrNull = (ms: number | null): string | null => (ms === null ? null : formatTime(ms));

/** The edge keeps times as unsigned 32-bit seconds, of which 0 means never. */
export const LAST_MOMENT_MS = (2 ** 32 - 1) * 1000;

const MOMENT = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s?([Zz]|[+-]\d\d:\d\d)?)?$/;

/**
 * A moment as people write it: RFC 3339, where seconds and offset may be left out (then UTC). A date alone is the last
 * second of that day, UTC. Unix milliseconds, cut to the second; null: it is no moment from 1970 to 2105.
 */
export function readMoment(text: string): number | null {
  const parts = MOMENT.exec(text);
  if (parts === null) return null;
  const [, year = "", month = "", day = "", hour = "23", minute = "59", second, offset = "Z"] = parts;
  const isDateAlone = parts[4] === undefined;
  const seconds = second ?? (isDateAlone ? "59" : "00");
  const [hours, minutes] = /^[Zz]$/.test(offset) ? [0, 0] : [Number(offset.slice(1, 3)), Number(offset.slice(4))];
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const isDate = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  const isTime = Number(hour) < 24 && Number(minute) < 60 && Number(seconds) < 60 && hours < 24 && minutes < 60;
  if (!isDate || !isTime) return null;
  const local = date.getTime() + ((Number(hour) * 60 + Number(minute)) * 60 + Number(seconds)) * 1000;
  const ms = local - (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
  return ms >= 1000 && ms <= LAST_MOMENT_MS ? ms : null;
}

/** A moment as lists of text have it: RFC 3339 in UTC, without seconds where they are zero. `readMoment` reads it back. */
export const formatMoment = (ms: number): string => formatTime(ms).replace(/:00Z$/, "Z");
