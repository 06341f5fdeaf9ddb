/** Blanks, dashes and quoting: the characters that people paste with addresses, and how messages show them. */

/**
 * White space of Unicode, and invisible characters that documents and chats add to a text: BOM, zero-width, direction
 * marks.
 */
const UNICODE_BLANK = /[\s\u0085\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u2064\u2066-\u2069\ufeff]/;

export function isBlank(code: number): boolean {
  return code < 0x80 ? code === 0x20 || (code >= 0x09 && code <= 0x0d) : UNICODE_BLANK.test(String.fromCharCode(code));
}

/** The text without the blanks at both ends. It takes linear time, which a pattern such as /\s+$/ does not. */
export function trimBlanks(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (from < to && isBlank(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

/** The hyphen, the dashes that word processors put in its place, and the minus sign. */
export const DASH = /[-\u2010-\u2015\u2212]/;

/** The number of characters that a message quotes at most: enough for every valid entry. */
const QUOTED_LENGTH = 100;

/**
 * Characters that break a line, are invisible or change the order of the text: controls, formats, lone surrogates,
 * blanks; also `"` and `\`.
 */
const UNPRINTABLE = /["\\]|(?! )[\p{C}\p{Z}]/gu;

/**
 * The text in double quotes, cut after 100 characters, with invisible characters as `\u{…}`: safe in logs and messages.
 */
export function quote(text: string): string {
  const escaped = (sign: string) =>
    sign === '"' || sign === "\\" ? `\\${sign}` : `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`;
  return `"${truncate(text).replace(UNPRINTABLE, escaped)}"`;
}

/** The first 100 characters of the text; an ellipsis shows that there were more. */
export function truncate(text: string): string {
  return text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}…` : text;
}
