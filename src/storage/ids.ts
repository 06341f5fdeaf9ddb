/** The source of randomness; in production `crypto.getRandomValues` on a new array. */
export type RandomBytes = (count: number) => Uint8Array;

/** Crockford's alphabet in lower case: its order as text is its numeric order. */
const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

const TIME_DIGITS = 9;
const RANDOM_DIGITS = 8;
const INDEX_DIGITS = 4;

/** Greatest number of ids per call: more than the entries that a list may have. */
export const MAX_IDS = 32 ** INDEX_DIGITS;

/**
 * Ids such as `ent_1jx9k2m4p…`, opaque to clients. They sort by time of creation (45 bits of milliseconds) and, within
 * one call, in order: so a list's key is also its order. 40 random bits keep calls of one millisecond apart.
 */
export function createIds(prefix: string, count: number, nowMs: number, random: RandomBytes): readonly string[] {
  const block = createIdBlock(prefix, nowMs, random);
  return Array.from({ length: count }, (_, index) => block.at(index));
}

/** Ids that are made only when they are read, so they need no memory. */
export interface IdBlock {
  /** The common beginning of all; `end` of their index follows. */
  readonly stem: string;
  end(index: number): string;
  at(index: number): string;
}

export function createIdBlock(prefix: string, nowMs: number, random: RandomBytes): IdBlock {
  const stem = `${prefix}_${digits(nowMs, TIME_DIGITS)}${randomDigits(random)}`;
  const end = (index: number): string => {
    if (index >= MAX_IDS) throw new RangeError(`at most ${MAX_IDS} ids at once`);
    return digits(index, INDEX_DIGITS);
  };
  return { stem, end, at: (index) => stem + end(index) };
}

export function createId(prefix: string, nowMs: number, random: RandomBytes): string {
  return `${prefix}_${digits(nowMs, TIME_DIGITS)}${randomDigits(random)}${digits(0, INDEX_DIGITS)}`;
}

function randomDigits(random: RandomBytes): string {
  let text = "";
  // The lower five bits of a random byte are random too.
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
