import * as z from "zod";
import { type FieldError, toFieldErrors } from "../../input/validation.ts";
import { err, ok, type Result } from "../../result.ts";
import { formatTime, readMoment } from "../../time.ts";
import { type CsvFault, type CsvHandler, MAX_ROW_LENGTH, readCsv } from "./csv.ts";
import { unguardFormula } from "./csv-formula.ts";
import { type Column, CSV_HEADER, csvFormOf, NO_HEADER, readHeader } from "./csv-header.ts";
import { EntryInput, givenBy } from "./entry-input.ts";
import {
  createEntryCollector,
  type ListFault,
  MAX_ENTRIES,
  MAX_INPUT_ERRORS,
  type ProposedList,
} from "./proposed-entries.ts";

export const EntriesCsv = z.string().meta({
  id: "EntriesCsv",
  description: [
    `RFC 4180, with the header \`${CSV_HEADER}\`: columns in any order; all but \`value\` may be left out, and what is left out stays as it is or has its default.`,
    "Also read: a byte order mark, `;`, tab or `|` as separator, a first line `sep=;`, empty columns at the end, the usual other names of the columns (`ip`, `address`, `cidr`; `description`, `comment`, `name`; `expires`), `yes`, `no`, `1` and `0`, and dates without a time (the end of that day, UTC).",
    "An empty `label` is none, an empty `expires_at` is never, an empty `enabled` says nothing. A header alone is an empty list.",
    "In the export an apostrophe stands before whatever in a label a spreadsheet would take for a formula (`=`, `+`, `-`, `@` at its start or after a semicolon); reading takes it away again.",
  ].join(" "),
  examples: [
    `${CSV_HEADER}\r\n203.0.113.7,"Office, 2nd floor",true,\r\n49.37.165.0/24,VPN,false,2027-12-31T23:59:59Z\r\n`,
  ],
});

/** Entries as CSV (docs/decisions/0011-csv.md). */
export function readEntriesCsv(text: string): Result<ProposedList, ListFault> {
  const collector = createEntryCollector();
  const errors: FieldError[] = [];
  let columns: readonly Column[] | null = null;
  let rows = 0;
  const form = csvFormOf(text);
  const handler: CsvHandler = {
    row(lineOfRows, cells) {
      const line = lineOfRows + form.headerLine - 1;
      if (columns === null) {
        const header = readHeader(line, cells);
        if (header.ok) columns = header.value;
        else errors.push(...header.error);
        return header.ok;
      }
      if (++rows > MAX_ENTRIES) return false;
      const input = readRow(columns, cells);
      if (!input.ok) errors.push(...input.error.map((error) => ({ line, ...error })));
      else if (errors.length === 0) {
        collector.add({ line }, input.value.value, givenBy(input.value));
      }
      return errors.length < MAX_INPUT_ERRORS;
    },
    fault(line, fault) {
      errors.push({ line: line + form.headerLine - 1, code: fault, ...FAULTS[fault] });
      return columns !== null && errors.length < MAX_INPUT_ERRORS;
    },
  };
  readCsv(form.rows, handler, form.separator);

  if (rows > MAX_ENTRIES) return err({ kind: "too_many_entries", count: rows });
  if (errors.length === 0 && columns === null) errors.push(NO_HEADER);
  return errors.length > 0 ? err({ kind: "errors", errors }) : ok(collector.body());
}

type CsvError = Pick<FieldError, "code" | "detail" | "fix">;

function readRow(
  columns: readonly Column[],
  cells: readonly string[],
): Result<z.output<typeof EntryInput>, readonly CsvError[]> {
  const isTooLong = cells.slice(columns.length).some((cell) => cell.trim() !== "");
  if (cells.length < columns.length || isTooLong) {
    const detail = `The row has ${cells.length} cells, the header ${columns.length}.`;
    const fix = "Give each row as many; put a cell that holds the separator in double quotes.";
    return err([{ code: "wrong_cell_count", detail, fix }]);
  }
  const input = EntryInput.safeParse(Object.fromEntries(columns.map((column, i) => READ[column](cells[i] ?? ""))), {
    reportInput: true,
  });
  if (input.success) return ok(input.data);
  return err(
    toFieldErrors(input.error.issues, "body", EntryInput).map(({ pointer, code, detail, fix }) => ({
      code,
      detail: `${pointer?.slice(1)}: ${detail}`,
      fix,
    })),
  );
}

/** A cell as a member of the same entry in JSON. */
const READ: Readonly<Record<Column, (cell: string) => readonly [Column, unknown]>> = {
  value: (cell) => ["value", cell],
  label: (cell) => ["label", unguardFormula(cell.trim())],
  enabled: (cell) => ["enabled", readFlag(cell.trim().toLowerCase())],
  expires_at: (cell) => ["expires_at", readExpiry(cell.trim())],
};

/** As spreadsheets and people write it. What cannot be read stays as it is: it is an error of its field. */
function readFlag(cell: string): boolean | string | undefined {
  if (cell === "") return undefined;
  if (["true", "yes", "1", "on"].includes(cell)) return true;
  return ["false", "no", "0", "off"].includes(cell) ? false : cell;
}

/** Empty is never. */
function readExpiry(cell: string): string | null {
  if (cell === "" || cell.toLowerCase() === "never") return null;
  const moment = readMoment(cell);
  return moment === null ? cell : formatTime(moment);
}

const DOUBLE = 'Put the cell in double quotes, and write a double quote in it as "".';

const FAULTS: Readonly<Record<CsvFault, Omit<CsvError, "code">>> = {
  unclosed_quote: { detail: "A cell that begins with a double quote is never closed.", fix: DOUBLE },
  text_after_quote: { detail: "In a cell that begins with a double quote, text follows the closing one.", fix: DOUBLE },
  quote_in_bare_cell: { detail: "A cell has a double quote and does not begin with one.", fix: DOUBLE },
  row_too_long: {
    detail: `The row is longer than ${MAX_ROW_LENGTH} characters.`,
    fix: "Give one entry a row; close every double quote.",
  },
};
