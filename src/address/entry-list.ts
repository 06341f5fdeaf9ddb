import type { EntryError, EntryWarning, ParsedEntry } from "./entry.ts";

export interface ListedEntry {
  /** From 1. */
  readonly line: number;
  /** What follows `#` on the line; null when nothing does. */
  readonly label: string | null;
  readonly entry: ParsedEntry;
}

export interface EntryLineError extends EntryError {
  readonly line: number;
  /** The entry as written, cut when it is very long. */
  readonly value: string;
}

export interface ListWarning extends EntryWarning {
  readonly line: number;
  readonly value: string;
}

export interface EntryList {
  /** In order of first appearance, each canonical range once. */
  readonly entries: readonly ListedEntry[];
  readonly errors: readonly EntryLineError[];
  /** Every warning of the text in order of lines: those of its entries (`entry.warnings`) and `duplicate`. */
  readonly warnings: readonly ListWarning[];
}

/** Reads "Entries as text" (docs/api.md): all entries, all errors, all warnings. Never throws. */
export function parseEntryList(_text: string): EntryList {
  return { entries: [], errors: [], warnings: [] };
}
