/** A row as D1 returns it. Tables are STRICT, so a column of another type is a bug, not bad input: it throws. */
export type Row = Readonly<Record<string, unknown>>;

export function text(row: Row, column: string): string {
  const value = row[column];
  return typeof value === "string" ? value : unexpected(column, value);
}

export function integer(row: Row, column: string): number {
  const value = row[column];
  return typeof value === "number" && Number.isSafeInteger(value) ? value : unexpected(column, value);
}

export function flag(row: Row, column: string): boolean {
  return integer(row, column) === 1;
}

export function oneOf<const T extends string | number>(row: Row, column: string, choices: readonly T[]): T {
  const value = row[column];
  return choices.find((choice) => choice === value) ?? unexpected(column, value);
}

export const nullableText = (row: Row, column: string): string | null =>
  row[column] === null ? null : text(row, column);

export const nullableInteger = (row: Row, column: string): number | null =>
  row[column] === null ? null : integer(row, column);

function unexpected(column: string, value: unknown): never {
  throw new TypeError(`column ${column} holds ${value === null ? "null" : typeof value}`);
}
