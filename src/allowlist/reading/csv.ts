/** Why a row cannot be read: RFC 4180, section 2, rules 5–7, and a bound. */
export type CsvFault = "unclosed_quote" | "text_after_quote" | "quote_in_bare_cell" | "row_too_long";

/** What is done with a CSV text as it is read, in the order of its lines (from 1). Either answers whether to go on. */
export interface CsvHandler {
  /** A row that begins on this line. */
  row(line: number, cells: readonly string[]): boolean;
  /** Lines from this one on that cannot be read. */
  fault(line: number, fault: CsvFault): boolean;
}

/** A row is a value, a label and a time. A longer one is no row, and its cells could fill an isolate's memory. */
export const MAX_ROW_LENGTH = 10_000;

/** What stands between the cells of a row. */
export type Separator = "," | ";" | "\t" | "|";

/**
 * Reads CSV (RFC 4180; lines may also end in LF, or all of them in CR). Quotes are held strictly to the RFC: nothing is
 * guessed of broken ones. Rows that have only blanks are left out.
 */
export function readCsv(written: string, handler: CsvHandler, separator: Separator = ","): void {
  // Tabs at the end are empty cells where they are the separator.
  const text = separator === "\t" ? withoutLastBlanks(written) : written.trimEnd();
  // Where lines end in CRLF, the CR is a blank behind the row's last cell.
  const newline = text.includes("\n") ? "\n" : "\r";
  let line = 1;
  for (const { from, to, fault } of csvRows(text, newline, separator)) {
    if (fault !== null) {
      if (!handler.fault(line, fault)) return;
    } else {
      const cells = cellsOf(text.slice(from, text.charAt(to - 1) === newline ? to - 1 : to), separator);
      if (cells.some((cell) => cell.trim() !== "") && !handler.row(line, cells)) return;
    }
    line += count(text, newline, from, to);
  }
}

function withoutLastBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && " \r\n".includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** A row that can be read (`fault` null), or lines that cannot. Offsets into the text. */
interface CsvRow {
  readonly from: number;
  readonly to: number;
  readonly fault: CsvFault | null;
}

/**
 * Cuts a CSV text into rows, in order and without a gap. After a fault, reading goes on with the line after the one in
 * which the broken cell begins: one forgotten quote is one fault and not the end of the text. The time is linear,
 * whatever the text: a cell that stays open to the end is the last one with a quote.
 */
function* csvRows(text: string, newline: string, separator: Separator): Generator<CsvRow, void, void> {
  const nextOf = (sign: string) => {
    let known = -1;
    return (from: number): number => {
      if (known < from) known = find(text, sign, from);
      return known;
    };
  };
  const [nextQuote, nextNewline] = [nextOf('"'), nextOf(newline)];

  for (let row = 0; row < text.length; ) {
    let fault: CsvFault | null = null;
    let at = row;
    while (fault === null && nextQuote(at) < nextNewline(at)) {
      const open = nextQuote(at);
      const cell = readQuoted(text, open, newline, separator);
      fault = cell.fault;
      at = fault === null ? cell.end : open;
    }
    const to = Math.min(nextNewline(at) + 1, text.length);
    if (fault === null && to - row > MAX_ROW_LENGTH) fault = "row_too_long";
    yield { from: row, to, fault };
    row = to;
  }
}

/** The cells of a row that can be read, without its line end. */
function cellsOf(row: string, separator: Separator): readonly string[] {
  const cells: string[] = [];
  for (let at = 0; ; at++) {
    if (row.charAt(at) === '"') {
      const close = closingQuote(row, at);
      cells.push(row.slice(at + 1, close).replaceAll('""', '"'));
      at = row.indexOf(separator, close + 1);
    } else {
      const end = row.indexOf(separator, at);
      cells.push(end < 0 ? row.slice(at) : row.slice(at, end));
      at = end;
    }
    if (at < 0) return cells;
  }
}

/** The quoted cell that opens at `open`: the offset behind it, or what is wrong with it. */
function readQuoted(
  text: string,
  open: number,
  newline: string,
  separator: Separator,
): { readonly end: number; readonly fault: CsvFault | null } {
  const before = text.charAt(open - 1);
  if (open > 0 && before !== separator && before !== newline) return { end: open, fault: "quote_in_bare_cell" };
  const close = closingQuote(text, open);
  if (close < 0) return { end: open, fault: "unclosed_quote" };
  let behind = close + 1;
  while (BLANK.test(text.charAt(behind)) && text.charAt(behind) !== separator) behind++;
  const isEnd = behind === text.length || text.charAt(behind) === separator || text.charAt(behind) === newline;
  return { end: behind, fault: isEnd ? null : "text_after_quote" };
}

/** The offset of the quote that closes the cell; below 0: none does. Two quotes are one within the cell. */
function closingQuote(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close >= 0 && text.charAt(close + 1) === '"') close = text.indexOf('"', close + 2);
  return close;
}

/** What may stand between a closing quote and the end of its cell; the carriage return is one half of CRLF. */
const BLANK = /^[ \t\r]$/;

/** The offset of the sign, or of the end. */
function find(text: string, sign: string, from: number): number {
  const at = text.indexOf(sign, from);
  return at < 0 ? text.length : at;
}

function count(text: string, newline: string, from: number, to: number): number {
  let found = 0;
  for (let at = text.indexOf(newline, from); at >= 0 && at < to; at = text.indexOf(newline, at + 1)) found++;
  return found;
}
