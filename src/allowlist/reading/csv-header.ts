import { parseEntry } from "../../address/entry/entry.ts";
import type { FieldError } from "../../input/validation.ts";
import { err, ok, type Result } from "../../result.ts";
import { readCsv, type Separator } from "./csv.ts";

/** The columns, in the order of the export. */
export const CSV_COLUMNS = ["value", "label", "enabled", "expires_at"] as const;

export type Column = (typeof CSV_COLUMNS)[number];

/** The header of the export. */
export const CSV_HEADER = CSV_COLUMNS.join(",");

/** Other names of the columns, as spreadsheets and other products have them; in lower case, words joined by `_`. */
const OTHER_NAMES: Readonly<Record<Column, readonly string[]>> = {
  value: [
    ...["ip", "ips", "ip_address", "ip_addresses", "ipaddress", "address", "addresses", "cidr", "cidrs", "cidr_block"],
    ...["ip_range", "ip_ranges", "ip/cidr", "ip_cidr", "network", "subnet", "range", "entry", "prefix"],
  ],
  label: ["labels", "description", "comment", "comments", "name", "note", "notes", "title", "remark"],
  enabled: ["active", "is_enabled", "is_active", "on"],
  expires_at: [
    "expires",
    "expiry",
    "expires_on",
    "expiration",
    "expiry_date",
    "expiration_date",
    "valid_until",
    "until",
  ],
};

const COLUMN_OF: ReadonlyMap<string, Column> = new Map(
  CSV_COLUMNS.flatMap((column) => [column, ...OTHER_NAMES[column]].map((name) => [name, column] as const)),
);

const columnOf = (cell: string): Column | undefined => COLUMN_OF.get(nameOf(cell));

const nameOf = (cell: string): string =>
  cell
    .replace(/^\ufeff/, "")
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, "_");

const SEPARATORS: readonly Separator[] = [",", ";", "\t", "|"];

/** How the rows of a CSV text are read. */
export interface CsvForm {
  readonly separator: Separator;
  /** Line of the header, from 1: 2 after a line `sep=;`. */
  readonly headerLine: number;
  /** The text from the header on. */
  readonly rows: string;
}

/** The separator is the one that Excel's first line `sep=;` names, else the one that makes known columns of the header. */
export function csvFormOf(text: string): CsvForm {
  const bare = text.startsWith("\ufeff") ? text.slice(1) : text;
  const said = /^"?sep=([,;|\t])"?[ ,;]*(\r\n|\n|\r)/i.exec(bare.slice(0, 20));
  if (said !== null) {
    const [line, sign = ","] = said;
    return { separator: SEPARATORS.find((one) => one === sign) ?? ",", headerLine: 2, rows: bare.slice(line.length) };
  }
  const knownIn = (separator: Separator): number =>
    headerCells(bare, separator).filter((cell) => columnOf(cell)).length;
  const [best = ","] = SEPARATORS.toSorted((a, b) => knownIn(b) - knownIn(a));
  return { separator: best, headerLine: 1, rows: bare };
}

/** Whether a text begins with a header of known columns, one of them `value`. */
export function isCsv(text: string): boolean {
  const { separator, rows } = csvFormOf(text);
  return headerCells(rows, separator).some((cell) => columnOf(cell) === "value");
}

/** A header is short; no more is read of a text that has none. */
const MAX_HEADER_LENGTH = 2_000;

function headerCells(text: string, separator: Separator): readonly string[] {
  let header: readonly string[] = [];
  const found = (cells: readonly string[]): false => {
    header = cells;
    return false;
  };
  readCsv(text.slice(0, MAX_HEADER_LENGTH), { row: (_line, cells) => found(cells), fault: () => false }, separator);
  return header;
}

/** The columns in the order of the text, without the empty ones at its end; or everything that is wrong with the header. */
export function readHeader(line: number, cells: readonly string[]): Result<readonly Column[], readonly FieldError[]> {
  const wrong = (code: string, detail: string, fix: string): FieldError => ({ line, code, detail, fix });
  if (cells.some((cell) => parseEntry(cell).ok)) return err([{ ...NO_HEADER, line }]);
  const named = cells.slice(0, cells.findLastIndex((cell) => cell.trim() !== "") + 1);
  const [only = ""] = named;
  if (named.length === 1 && /[;\t|]/.test(only)) {
    return err([
      wrong("wrong_separator", "The columns have different separators.", "Save it with commas between them."),
    ]);
  }
  const errors: FieldError[] = [];
  const columns: Column[] = [];
  for (const cell of named) {
    const column = columnOf(cell);
    const quoted = JSON.stringify(cell.trim().slice(0, 100));
    if (column === undefined) {
      errors.push(wrong("unknown_column", `There is no column ${quoted}.`, `Remove it. Known are: ${CSV_HEADER}.`));
    } else if (columns.includes(column)) {
      errors.push(wrong("repeated_column", `${quoted} is a second column ${column}.`, "Remove one of the two."));
    } else columns.push(column);
  }
  if (!columns.includes("value")) {
    errors.push(wrong("missing_column", "The column value is missing.", `Begin with the line ${CSV_HEADER}`));
  }
  return errors.length > 0 ? err(errors) : ok(columns);
}

export const NO_HEADER: FieldError = {
  line: 1,
  code: "missing_header",
  detail: "The first line must name the columns.",
  fix: `Begin with the line ${CSV_HEADER}`,
};
