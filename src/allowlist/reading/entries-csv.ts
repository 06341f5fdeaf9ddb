import * as z from "zod";
import { parseEntry } from "../../address/entry/entry.ts";
import { type FieldError, toFieldErrors } from "../../input/validation.ts";
import { err, ok, type Result } from "../../result.ts";
import { type CsvFault, MAX_ROW_LENGTH, readCsv } from "./csv.ts";
import { unguardFormula } from "./csv-formula.ts";
import { EntryInput, givenBy } from "./entry-input.ts";
import {
  createEntryCollector,
  type ListFault,
  MAX_ENTRIES,
  MAX_INPUT_ERRORS,
  type ProposedList,
} from "./proposed-entries.ts";

/** The columns, in the order of the export. */
export const CSV_COLUMNS = ["value", "label", "enabled", "expires_at"] as const;

type Column = (typeof CSV_COLUMNS)[number];

const HEADER = CSV_COLUMNS.join(",");

export const EntriesCsv = z.string().meta({
  id: "EntriesCsv",
  description: [
    `RFC 4180, with the header \`${HEADER}\`: columns in any order; all but \`value\` may be left out, and what is left out stays as it is or has its default.`,
    "An empty `label` is none, an empty `expires_at` is never, an empty `enabled` says nothing. A header alone is an empty list.",
    "In the export an apostrophe stands before whatever in a label a spreadsheet would take for a formula (`=`, `+`, `-`, `@` at its start or after a semicolon); reading takes it away again.",
  ].join(" "),
  examples: [`${HEADER}\r\n203.0.113.7,"Office, 2nd floor",true,\r\n49.37.165.0/24,VPN,false,2026-12-31T23:59:59Z\r\n`],
});

/** Entries as CSV (docs/decisions/0011-csv.md). */
export function readEntriesCsv(text: string): Result<ProposedList, ListFault> {
  const collector = createEntryCollector();
  const errors: FieldError[] = [];
  let columns: readonly Column[] | null = null;
  let rows = 0;

  readCsv(text, {
    row(line, cells) {
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
      errors.push({ line, code: fault, ...FAULTS[fault] });
      return columns !== null && errors.length < MAX_INPUT_ERRORS;
    },
  });

  if (rows > MAX_ENTRIES) return err({ kind: "too_many_entries", count: rows });
  if (errors.length === 0 && columns === null) errors.push(NO_HEADER);
  return errors.length > 0 ? err({ kind: "errors", errors }) : ok(collector.body());
}

type CsvError = Pick<FieldError, "code" | "detail" | "fix">;

/** The columns in the order of the text, or everything that is wrong with the header. */
function readHeader(line: number, cells: readonly string[]): Result<readonly Column[], readonly FieldError[]> {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  const wrong = (code: string, detail: string, fix: string): FieldError => ({ line, code, detail, fix });
  if (cells.some((cell) => parseEntry(cell).ok)) return err([{ ...NO_HEADER, line }]);
  const [only = ""] = names;
  if (names.length === 1 && /[;\t|]/.test(only)) {
    return err([
      wrong("wrong_separator", "The columns are not separated by commas.", "Save it with commas as separators."),
    ]);
  }
  const errors: FieldError[] = [];
  for (const [i, name] of names.entries()) {
    const quoted = JSON.stringify(name.slice(0, 100));
    if (!isColumn(name)) errors.push(wrong("unknown_column", `There is no column ${quoted}.`, `Known are: ${HEADER}.`));
    else if (names.indexOf(name) < i)
      errors.push(wrong("repeated_column", `${quoted} stands there twice.`, "Remove one."));
  }
  if (!names.includes("value")) {
    errors.push(wrong("missing_column", "The column value is missing.", `Begin with the line ${HEADER}`));
  }
  return errors.length > 0 ? err(errors) : ok(names.filter(isColumn));
}

const isColumn = (name: string): name is Column => CSV_COLUMNS.some((column) => column === name);

function readRow(
  columns: readonly Column[],
  cells: readonly string[],
): Result<z.output<typeof EntryInput>, readonly CsvError[]> {
  if (cells.length !== columns.length) {
    const detail = `The row has ${cells.length} cells, the header ${columns.length}.`;
    const fix = "Give each row as many; put a cell that holds a comma in double quotes.";
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
  expires_at: (cell) => ["expires_at", cell.trim() === "" ? null : cell.trim()],
};

/** Spreadsheets write TRUE and FALSE. */
function readFlag(cell: string): boolean | string | undefined {
  if (cell === "") return undefined;
  return cell === "true" || (cell === "false" ? false : cell);
}

const NO_HEADER: FieldError = {
  line: 1,
  code: "missing_header",
  detail: "The first line must name the columns.",
  fix: `Begin with the line ${HEADER}`,
};

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
