/**
 * One value, however it is spelled. Origins undo different things before they compare a credential: PHP, Express and
 * Rack decode percent escapes (Rack `+` too), Python takes off quotes and backslash escapes, Express and Go quotes,
 * Django and others trim. The normal form undoes them all, so two spellings that any origin reads as the same
 * credential have one normal form, and one hash.
 *
 * It treats more texts as equal than any single origin does. That is safe: credentials are random, so two that were
 * issued never differ only in quotes or escapes. Values of letters, digits and the punctuation that tokens use (hex,
 * base64url, UUIDs, JWTs, `s:id.signature`) are their own normal form.
 */

/** Visible ASCII without `"`, `%`, `+` and `\`: no origin changes these. */
const PLAIN = /^[!#$&-*,-[\]-~]*$/;

/** Rounds of decoding. No server decodes more often; the bound keeps hostile nesting linear. */
const MAX_ROUNDS = 4;

/** Pure; never throws; at most as long as the text. Empty when no visible character is left. */
export function normalForm(text: string): string {
  if (PLAIN.test(text)) return text;
  let form = trimInvisible(text);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = form;
    if (form.includes("\\")) form = form.replace(/\\(?:([0-3][0-7]{2})|([\s\S]?))/g, undoBackslash);
    form = decodePercent(form);
    if (form.includes('"')) form = form.replaceAll('"', "");
    if (form === before || PLAIN.test(form)) break;
  }
  return trimInvisible(form.replace(/[+\s]/g, " "));
}

/** Python's quoted strings: `\073` is a byte, any other escaped character itself. */
const undoBackslash = (_: string, octal: string | undefined, character: string | undefined): string =>
  octal === undefined ? (character ?? "") : `%${Number.parseInt(octal, 8).toString(16).padStart(2, "0")}`;

const UTF8 = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** Valid escapes become the UTF-8 text of their bytes, as the same bytes unescaped would be read; others stay. */
export function decodePercent(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    if (run.length === 3 && run < "%8") return String.fromCharCode(Number.parseInt(run.slice(1), 16));
    const bytes = new Uint8Array(run.length / 3);
    for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(run.slice(3 * i + 1, 3 * i + 3), 16);
    return UTF8.decode(bytes);
  });
}

/** White space, control characters and everything beyond ASCII: some parser trims these or cannot read them. */
export const isInvisible = (code: number): boolean => code <= 0x20 || code >= 0x7f;

export function trimInvisible(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isInvisible(text.charCodeAt(start))) start++;
  while (end > start && isInvisible(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}
