/** Blanks, dashes and quoting: what people paste around addresses, and how it is shown to them again. */

/** White space of Unicode, and what documents and chats put around text without showing it: BOM, zero-width, direction marks. */
const UNICODE_BLANK = /[\s\u0085\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u2064\u2066-\u2069\ufeff]/;

export function isBlank(code: number): boolean {
  return code < 0x80 ? code === 0x20 || (code >= 0x09 && code <= 0x0d) : UNICODE_BLANK.test(String.fromCharCode(code));
}

/** Without the blanks at both ends. Linear: a pattern such as /\s+$/ is not. */
export function trimBlanks(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (from < to && isBlank(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

/** Hyphen, the dashes that word processors make of it, and the minus sign. */
export const DASH = /[-\u2010-\u2015\u2212]/;

/** Units of text that a message repeats: enough for any entry that is one. */
const QUOTED_LENGTH = 100;

/** What would break a line, hide itself or reorder the text around it: controls, formats, lone surrogates, blanks, and the quote's own signs. */
const UNPRINTABLE = /["\\]|(?! )[\p{C}\p{Z}]/gu;

/** The text in double quotes, cut at 100 characters, everything invisible as `\u{…}`: safe in logs and messages. */
export function quote(text: string): string {
  const escaped = (sign: string) =>
    sign === '"' || sign === "\\" ? `\\${sign}` : `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`;
  return `"${truncate(text).replace(UNPRINTABLE, escaped)}"`;
}

/** At most 100 characters of the text; an ellipsis says that there was more. */
export function truncate(text: string): string {
  return text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}…` : text;
}
