/** The source of randomness; in production `crypto.getRandomValues` on a new array. */
export type RandomBytes = (count: number) => Uint8Array;

/** Crockford's alphabet in lower case: its order as text is its numeric order. */
const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

const TIME_DIGITS = 9;
const RANDOM_DIGITS = 8;
const INDEX_DIGITS = 4;

/** Most ids that one call may make: more than the entries a list may have. */
export const MAX_IDS = 32 ** INDEX_DIGITS;

/**
 * Ids such as `ent_1jx9k2m4p…`, opaque to clients. They sort by time of creation (45 bits of milliseconds) and, within
 * one call, in order: so a list's key is also its order. 40 random bits keep calls of one millisecond apart.
 */
export function createIds(prefix: string, count: number, nowMs: number, random: RandomBytes): readonly string[] {
  if (count > MAX_IDS) throw new RangeError(`at most ${MAX_IDS} ids at once`);
  const stem = `${prefix}_${digits(nowMs, TIME_DIGITS)}${randomDigits(random)}`;
  return Array.from({ length: count }, (_, index) => stem + digits(index, INDEX_DIGITS));
}

export function createId(prefix: string, nowMs: number, random: RandomBytes): string {
  return `${prefix}_${digits(nowMs, TIME_DIGITS)}${randomDigits(random)}${digits(0, INDEX_DIGITS)}`;
}

function randomDigits(random: RandomBytes): string {
  let text = "";
  // A byte's lower five bits are as random as the byte.
  for (const byte of random(RANDOM_DIGITS)) text += DIGITS.charAt(byte & 31);
  return text;
}

function digits(value: number, length: number): string {
  let text = "";
  let rest = value;
  for (let i = 0; i < length; i++) {
    text = DIGITS.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
