import { err, ok, type Result } from "../result.ts";

/**
 * A list of 250,000 entries with all their members has 1.25 million values. 32 MiB could hold sixteen million empty arrays,
 * more than the memory of an isolate, which serves other visits at the same time.
 */
export const MAX_JSON_VALUES = 2_500_000;

/** A shorter text cannot have as many. */
const MIN_LENGTH = MAX_JSON_VALUES;

/** Why a text is not the JSON that was wanted. */
export type JsonFault =
  /** `where` ends the sentence "The body is not JSON": a place, or nothing. */
  { readonly kind: "malformed_json"; readonly where: string } | { readonly kind: "too_many_values" };

/** JSON text as JSON. */
export function parseJson(text: string): Result<unknown, JsonFault> {
  if (text.length > MIN_LENGTH && countValues(text) > MAX_JSON_VALUES) {
    return err({ kind: "too_many_values" });
  }
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return err({ kind: "malformed_json", where: placeOf(text, error.message) });
  }
}

/** About how many values the text has: its arrays and objects, and what commas separate outside strings. */
function countValues(text: string): number {
  let count = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) isInString = !isInString;
    else if (isInString) at += code === BACKSLASH ? 1 : 0;
    else if (code === COMMA || code === BRACKET || code === BRACE) count++;
  }
  return count;
}

const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACE] = [0x22, 0x5c, 0x2c, 0x5b, 0x7b];

/** V8 tells the position in its message, which also quotes the body: only the number is taken. */
function placeOf(text: string, message: string): string {
  if (text.trim() === "") return ": it is empty";
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined) return /end of JSON/.test(message) ? ": it ends too early" : "";
  const before = text.slice(0, Number(position)).split("\n");
  return `: line ${before.length}, column ${(before.at(-1) ?? "").length + 1}`;
}
