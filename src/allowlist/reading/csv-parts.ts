/** Why rows cannot be read: RFC 4180, section 2, rules 5–7, and a bound. */
export type CsvFault = "unclosed_quote" | "text_after_quote" | "quote_in_bare_cell" | "row_too_long";

/** Consecutive rows of a text that can be read (`fault` null), or lines that cannot. Offsets into the text. */
export interface CsvPart {
  readonly from: number;
  readonly to: number;
  readonly fault: CsvFault | null;
}

/** A row is a value, a label and a time: what is longer is no row, and as many cells would fill an isolate's memory. */
export const MAX_ROW_LENGTH = 10_000;

/**
 * Cuts a CSV text into parts, in order and without a gap. Behind a fault, reading goes on with the line after the one
 * in which the broken cell begins: one forgotten quote is one fault and not the end of the text. Linear, whatever the
 * text: a cell that stays open to the end is the last one with a quote.
 */
export function* csvParts(text: string, newline: string): Generator<CsvPart, void, void> {
  const nextOf = (sign: string) => {
    let known = -1;
    return (from: number): number => {
      if (known < from) known = find(text, sign, from);
      return known;
    };
  };
  const [nextQuote, nextNewline] = [nextOf('"'), nextOf(newline)];

  let from = 0;
  for (let row = 0; row < text.length; ) {
    let fault: CsvFault | null = null;
    let at = row;
    while (fault === null && nextQuote(at) < nextNewline(at)) {
      const open = nextQuote(at);
      const cell = readQuoted(text, open, newline);
      fault = cell.fault;
      at = fault === null ? cell.end : open;
    }
    const to = nextNewline(at) + 1;
    if (fault === null && to - row > MAX_ROW_LENGTH) fault = "row_too_long";
    if (fault !== null) {
      if (row > from) yield { from, to: row, fault: null };
      yield { from: row, to: Math.min(to, text.length), fault };
      from = to;
    }
    row = to;
  }
  if (from < text.length) yield { from, to: text.length, fault: null };
}

/** The quoted cell that opens at `open`: the offset behind it, or what is wrong with it. */
function readQuoted(
  text: string,
  open: number,
  newline: string,
): { readonly end: number; readonly fault: CsvFault | null } {
  const before = text.charAt(open - 1);
  if (open > 0 && before !== "," && before !== newline) return { end: open, fault: "quote_in_bare_cell" };
  let close = text.indexOf('"', open + 1);
  while (close >= 0 && text.charAt(close + 1) === '"') close = text.indexOf('"', close + 2);
  if (close < 0) return { end: open, fault: "unclosed_quote" };
  let behind = close + 1;
  while (BLANK.test(text.charAt(behind))) behind++;
  const isEnd = behind === text.length || text.charAt(behind) === "," || text.charAt(behind) === newline;
  return { end: behind, fault: isEnd ? null : "text_after_quote" };
}

/** What may stand between a closing quote and the end of its cell; the carriage return is one half of CRLF. */
const BLANK = /^[ \t\r]$/;

/** The offset of the sign, or of the end. */
function find(text: string, sign: string, from: number): number {
  const at = text.indexOf(sign, from);
  return at < 0 ? text.length : at;
}
