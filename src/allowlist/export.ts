import { formatTimeOrNull } from "../admin/http/schemas.ts";
import type { Entry } from "../storage/entries.ts";
import { guardFormula } from "./reading/csv-formula.ts";
import { CSV_COLUMNS } from "./reading/entries-csv.ts";

/** A list as a file that a PUT takes back. */
export interface ExportFormat {
  readonly contentType: string;
  /** The end of the file's name. */
  readonly extension: string;
  readonly head: string;
  /** null: the entry is not in this format. */
  readonly lineOf: (entry: Entry) => string | null;
}

/** The enabled entries, one a line, the label behind `#`. */
const TEXT: ExportFormat = {
  contentType: "text/plain; charset=utf-8",
  extension: "txt",
  head: "",
  lineOf: ({ value, label, enabled }) => (enabled ? `${oneLine(value)}${label === null ? "" : ` # ${label}`}\n` : null),
};

/** Around the dash of a range JSON lets blanks stand that end a line of text. */
const oneLine = (value: string): string => value.replaceAll(/\s+/g, " ");

/** Everything that a caller can give of every entry: put back, it changes nothing. */
const CSV: ExportFormat = {
  contentType: "text/csv; charset=utf-8; header=present",
  extension: "csv",
  head: `${CSV_COLUMNS.join(",")}\r\n`,
  lineOf: ({ value, label, enabled, expiresAt }) =>
    `${cell(value)},${cell(guardFormula(label ?? ""))},${enabled},${formatTimeOrNull(expiresAt) ?? ""}\r\n`,
};

export const EXPORT_FORMATS = { text: TEXT, csv: CSV } as const;

/** RFC 4180, section 2, rules 6 and 7; blanks at the ends are kept by quotes. */
const cell = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function exportEntries(
  format: ExportFormat,
  pages: AsyncGenerator<readonly Entry[], void, void>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      if (format.head !== "") controller.enqueue(encoder.encode(format.head));
    },
    async pull(controller) {
      // Until there is something to send: a stream that was given nothing is not asked again.
      for (;;) {
        const { value: entries, done } = await pages.next();
        if (done === true) return controller.close();
        const lines = entries.map(format.lineOf).filter((line) => line !== null);
        if (lines.length > 0) return controller.enqueue(encoder.encode(lines.join("")));
      }
    },
    async cancel() {
      await pages.return();
    },
  });
}
