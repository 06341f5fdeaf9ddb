import type { Account } from "../storage/accounts/accounts.ts";
import type { Entry } from "../storage/entries/entry-records.ts";
import { streamLines, type TextFile } from "../text-file.ts";
import { formatTimeOrNull } from "../time.ts";
import type { AllowlistDeps } from "./deps.ts";
import { bareRange, entryLine } from "./entry-line.ts";
import { isLive } from "./lockout.ts";
import { guardFormula } from "./reading/csv-formula.ts";
import { CSV_HEADER } from "./reading/csv-header.ts";

/** A form of a list that can be read back. */
interface ExportFormat {
  readonly contentType: string;
  /** The end of the file's name. */
  readonly extension: string;
  readonly head: string;
  /** null: the entry is not in this format. */
  readonly lineOf: (entry: Entry) => string | null;
}

/** Every entry with its options and label, one a line: read back, it changes nothing. */
const TEXT: ExportFormat = {
  contentType: "text/plain; charset=utf-8",
  extension: "txt",
  head: "",
  lineOf: (entry) => `${entryLine(entry)}\n`,
};

/** The ranges that visitors are admitted from now, one a line and nothing else: for firewalls. */
const addressesAt = (nowMs: number): ExportFormat => ({
  ...TEXT,
  lineOf: (entry) => (isLive(entry, nowMs) ? `${bareRange(entry.range)}\n` : null),
});

/** Everything that a caller can give of every entry: read back, it changes nothing. */
const CSV: ExportFormat = {
  contentType: "text/csv; charset=utf-8; header=present",
  extension: "csv",
  head: `${CSV_HEADER}\r\n`,
  lineOf: ({ value, label, enabled, expiresAt }) =>
    `${cell(value)},${cell(guardFormula(label ?? ""))},${enabled},${formatTimeOrNull(expiresAt) ?? ""}\r\n`,
};

/** RFC 4180, section 2, rules 6 and 7; blanks at the ends are kept by quotes. */
const cell = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** `text` and `csv` hold every entry without loss; `addresses` only what is live. */
export type ListFormat = "text" | "csv" | "addresses";

function formatOf(format: ListFormat, nowMs: number): ExportFormat {
  switch (format) {
    case "text":
      return TEXT;
    case "csv":
      return CSV;
    case "addresses":
      return addressesAt(nowMs);
    default:
      return format satisfies never;
  }
}

/** The whole list as a file. */
export const exportList = (
  { entries, now }: Pick<AllowlistDeps, "entries" | "now">,
  { id }: Pick<Account, "id">,
  format: ListFormat,
): TextFile => exportEntries(entries.exportAll(id), `${id}-allowlist`, format, now());

/** Entries as a file. Its name begins with `stem`. */
export function exportEntries(
  pages: AsyncGenerator<readonly Entry[], void, void>,
  stem: string,
  format: ListFormat,
  nowMs: number,
): TextFile {
  const { contentType, extension, head, lineOf } = formatOf(format, nowMs);
  return { contentType, filename: `${stem}.${extension}`, stream: streamLines(pages, lineOf, head) };
}
