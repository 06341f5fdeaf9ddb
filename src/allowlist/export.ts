import type { Account } from "../storage/accounts/accounts.ts";
import type { Entry } from "../storage/entries/entry-records.ts";
import { streamLines, type TextFile } from "../text-file.ts";
import { formatTimeOrNull } from "../time.ts";
import type { AllowlistDeps } from "./deps.ts";
import { guardFormula } from "./reading/csv-formula.ts";
import { CSV_COLUMNS } from "./reading/entries-csv.ts";

/** A form of a list that can be read back. */
interface ExportFormat {
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

/** JSON may have line breaks around the dash of a range, which would end a line of text. */
const oneLine = (value: string): string => value.replaceAll(/\s+/g, " ");

/** Everything that a caller can give of every entry: read back, it changes nothing. */
const CSV: ExportFormat = {
  contentType: "text/csv; charset=utf-8; header=present",
  extension: "csv",
  head: `${CSV_COLUMNS.join(",")}\r\n`,
  lineOf: ({ value, label, enabled, expiresAt }) =>
    `${cell(value)},${cell(guardFormula(label ?? ""))},${enabled},${formatTimeOrNull(expiresAt) ?? ""}\r\n`,
};

const FORMATS = { text: TEXT, csv: CSV } as const;

/** RFC 4180, section 2, rules 6 and 7; blanks at the ends are kept by quotes. */
const cell = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The whole list as a file. */
export function exportList(
  { entries }: Pick<AllowlistDeps, "entries">,
  { id }: Pick<Account, "id">,
  format: keyof typeof FORMATS,
): TextFile {
  const { contentType, extension, head, lineOf } = FORMATS[format];
  const stream = streamLines(entries.exportAll(id), lineOf, head);
  return { contentType, filename: `${id}-allowlist.${extension}`, stream };
}
