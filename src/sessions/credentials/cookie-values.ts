import { isInvisible, normalForm } from "./normal-form.ts";

/**
 * In characters. A shorter beginning of a value is not used as a reading: it may be the beginning of many values. A
 * credential of 64 random bits has at least 11 characters, and nearly all have 16.
 */
const PARTIAL_MIN_LENGTH = 16;

/** Values without repetition, the reading of most servers first; readings of a part only when they are long enough. */
export function distinctValues(whole: string, partial: readonly string[]): readonly string[] {
  const values = new Set(whole === "" ? [] : [whole]);
  for (const value of partial) if (value.length >= PARTIAL_MIN_LENGTH) values.add(value);
  return [...values];
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * What servers read as the value that begins at `from`, in normal form; most servers read to the semicolon (or to the
 * end of the header). For cookies that come without a seal, which are known by their value alone.
 */
export function readCookieValue(header: string, from: number): readonly string[] {
  const semicolon = header.indexOf(";", from);
  const end = semicolon === -1 ? header.length : semicolon;
  let start = from;
  while (start < end && isInvisible(header.charCodeAt(start))) start++;
  const text = header.slice(start, end);
  const whole = normalForm(text);
  if (!/[^!#-+\--:<-[\]-~]/.test(text)) return whole === "" ? [] : [whole]; // RFC 6265 cookie-octets alone

  const partial: string[] = [];
  if (header.charCodeAt(start) === QUOTE) {
    const close = closingQuote(header, start);
    if (close !== -1) partial.push(header.slice(start, close + 1));
    // The package cookie before 0.6 (Express) reads the last character as the closing quote, whatever it is.
    const trimmed = text.trimEnd();
    if (!trimmed.endsWith('"')) partial.push(trimmed.slice(0, -1));
  } else {
    for (const ends of [/[^!-~]/, /,/, /[^!-~]|["\\,]/]) {
      const at = text.search(ends);
      if (at > 0) partial.push(text.slice(0, at));
    }
  }
  return distinctValues(whole, partial.map(normalForm));
}

/** A quoted string may hold semicolons (RFC 2109; Python). */
function closingQuote(header: string, open: number): number {
  for (let i = open + 1; i < header.length; i++) {
    const code = header.charCodeAt(i);
    if (code === BACKSLASH) i++;
    else if (code === QUOTE) return i;
  }
  return -1;
}
