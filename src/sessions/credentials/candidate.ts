/** A part of a header that some origin reads as a credential. */
export interface Candidate {
  /** As the product's profile spells it; token headers in lower case. */
  readonly name: string;
  /** Where its part of the header begins. */
  readonly start: number;
  /** What origins read there, in normal form, each value once; the reading of most origins first. Empty: no value. */
  readonly readings: readonly Reading[];
}

export interface Reading {
  readonly value: string;
  /** Where the part ends that is read so. */
  readonly end: number;
}

/**
 * A reading of only a beginning of the value is somebody's junk when it is short, and may be the common start of many
 * values; a credential of 64 random bits or more has at least 11 characters, nearly all have 16.
 */
export const PARTIAL_READING_MIN_LENGTH = 16;

/** Readings without repetition: of the same value the first, which is the one that ends first. */
export function distinctReadings(whole: Reading, ...partial: readonly Reading[]): readonly Reading[] {
  const readings = new Map<string, Reading>();
  if (whole.value !== "") readings.set(whole.value, whole);
  for (const reading of partial) {
    if (reading.value.length < PARTIAL_READING_MIN_LENGTH) continue;
    const known = readings.get(reading.value);
    if (known === undefined || reading.end < known.end) readings.set(reading.value, reading);
  }
  return [...readings.values()];
}

/**
 * Browsers send one cookie of a name, or a few after a rename. A header with more candidates is hostile: it is not read to
 * its end, and goes as a whole where one of them must go. Bounds what a request can cost.
 */
export const MAX_CANDIDATES = 32;
