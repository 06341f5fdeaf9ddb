import Papa from "papaparse";
import { type CsvFault, csvParts } from "./csv-parts.ts";

/** What is done with a CSV text as it is read, in the order of its lines (from 1). Either answers whether to go on. */
export interface CsvHandler {
  /** A row that begins on this line. */
  row(line: number, cells: readonly string[]): boolean;
  /** Lines from this one on that cannot be read. */
  fault(line: number, fault: CsvFault): boolean;
}

/**
 * Reads CSV (RFC 4180; lines may also end in LF, or all of them in CR). Quotes are held to the RFC first: Papa Parse
 * would guess what broken ones mean. Rows without anything but blanks are left out.
 */
export function readCsv(written: string, handler: CsvHandler): void {
  // Papa Parse takes a closing quote for text when blanks alone stand between it and the end.
  const text = written.trimEnd();
  // Where lines end in CRLF, the CR is a blank behind the row's last cell.
  const newline = text.includes("\n") ? "\n" : "\r";
  let line = 1;
  for (const { from, to, fault } of csvParts(text, newline)) {
    if (fault !== null) {
      if (!handler.fault(line, fault)) return;
      line += count(text, newline, from, to);
      continue;
    }
    let goesOn = true;
    let row = from;
    Papa.parse(text.slice(from, to), {
      delimiter: ",",
      newline,
      fastMode: false,
      step({ data, errors, meta }, parser) {
        if (errors.length > 0) throw new Error(`a row was let through that cannot be read: ${errors[0]?.code}`);
        if (data.some((cell) => cell.trim() !== "")) goesOn = handler.row(line, data);
        if (!goesOn) return parser.abort();
        line += count(text, newline, row, from + meta.cursor);
        row = from + meta.cursor;
      },
    });
    if (!goesOn) return;
  }
}

function count(text: string, newline: string, from: number, to: number): number {
  let found = 0;
  for (let at = text.indexOf(newline, from); at >= 0 && at < to; at = text.indexOf(newline, at + 1)) found++;
  return found;
}
