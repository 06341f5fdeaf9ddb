import { err, type Result } from "../../result.ts";
import type { AddressRange } from "../range.ts";
import { type EntryError, type EntryWarning, type ParsedEntry, parseEntry } from "./entry.ts";
import { labelWarning } from "./label-warning.ts";
import { hasOptionWord, type LineOptions, MISPLACED, splitOptions } from "./line-options.ts";
import { quote, trimBlanks, truncate } from "./text.ts";

export interface ListedEntry extends LineOptions {
  /** The number of the line, from 1. */
  readonly line: number;
  /** The text after `#` on the line; null: there is none. */
  readonly label: string | null;
  readonly entry: ParsedEntry;
}

export interface EntryLineError extends EntryError {
  readonly line: number;
  /** The entry as it was written; cut when it is longer than an entry can be. */
  readonly value: string;
}

export interface ListWarning extends EntryWarning {
  readonly line: number;
  readonly value: string;
}

/** An entry with the same canonical range as an earlier entry of the text. */
export interface ListDuplicate {
  /** Its number among all entries of the text, from 0. */
  readonly item: number;
  /** The index in `entries` of the earlier entry. */
  readonly of: number;
  readonly line: number;
  readonly value: string;
}

export interface EntryList {
  /** In order of first appearance, each canonical range once. */
  readonly entries: readonly ListedEntry[];
  /** In order. When there is no error, every entry of the text is either in `entries` or here. */
  readonly duplicates: readonly ListDuplicate[];
  /**
   * All errors, in order; reading stops at the 10,000th. When there is an error, the list must not be used: it is not
   * complete.
   */
  readonly errors: readonly EntryLineError[];
  /** All warnings of the text, in order: those of the entries (also in `entry.warnings`) and `duplicate`. */
  readonly warnings: readonly ListWarning[];
}

/** The most entries of an account's list (docs/openapi.json). One more is an error, and reading stops. */
export const MAX_LISTED_ENTRIES = 250_000;

/**
 * Ten times as many as an answer shows. A text with more errors is not a list, and its errors would fill the memory of
 * an isolate.
 */
export const MAX_LISTED_ERRORS = 10_000;

/**
 * Reads entries as text (docs/openapi.json): new lines and commas separate entries; options (`until TIME`, `off`) and the
 * text after `#`, the label, belong to every entry of their line; a line that starts with `#` is a comment. Lines end in
 * LF, CRLF or CR. Duplicates (the same canonical range) become one entry with a `duplicate` warning; what the first leaves
 * out, a later one may say. Never throws.
 */
export function parseEntryList(text: string): EntryList {
  const entries: Growing[] = [];
  const duplicates: ListDuplicate[] = [];
  const errors: EntryLineError[] = [];
  const warnings: ListWarning[] = [];
  const listedAt = new Map<string, number>(); // canonical range → index in entries

  for (const item of itemsOf(text)) {
    const { line, value, label, options, ofLabel } = item;
    const read = readItem(item);
    if (!read.ok) {
      const count = errors.push({ line, value: truncate(value), ...read.error });
      if (item.number === MAX_LISTED_ENTRIES || count === MAX_LISTED_ERRORS) break;
      continue;
    }
    const entry = read.value;
    for (const warning of entry.warnings) warnings.push({ line, value, ...warning });
    if (ofLabel !== null) warnings.push({ line, value, ...ofLabel });
    const identity = rangeIdentity(entry.range);
    const of = listedAt.get(identity) ?? entries.length;
    const known = entries[of];
    if (known === undefined) {
      listedAt.set(identity, of);
      entries.push({ line, label, entry, ...options });
    } else {
      addSaid(known, label, options);
      duplicates.push({ item: item.number, of, line, value });
      warnings.push({ line, value, ...duplicateOf(known) });
    }
  }
  return { entries, duplicates, errors, warnings };
}

function readItem({ number, value, fault }: Item): Result<ParsedEntry, EntryError> {
  if (fault !== null) return err(fault);
  if (number === MAX_LISTED_ENTRIES) return err(TOO_MANY);
  const parsed = parseEntry(value);
  return parsed.ok || !hasOptionWord(value) ? parsed : err(misplaced(value));
}

type Growing = { -readonly [Member in keyof ListedEntry]: ListedEntry[Member] };

/** A later line of the same range says what the first left out. */
function addSaid(known: Growing, label: string | null, { expiresAt, enabled }: LineOptions): void {
  known.label ??= label;
  known.enabled ??= enabled;
  if (known.expiresAt === undefined) known.expiresAt = expiresAt;
}

const misplaced = (value: string): EntryError => ({ ...MISPLACED, detail: `${quote(value)} has an option inside.` });

const TOO_MANY: EntryError = {
  code: "too_many_entries",
  detail: "The list has more than 250,000 entries; the rest was not read.",
  fix: "Write addresses that follow each other as one network or range.",
};

function duplicateOf(known: ListedEntry): EntryWarning {
  return {
    code: "duplicate",
    detail: `This is the same as ${quote(known.entry.value)} in line ${known.line}. It is listed once.`,
  };
}

/** The text of one entry, where it is, and what its line says of it. */
interface Item {
  /** Its number among all entries of the text, from 0; -1: it is not an entry but a line that has a fault. */
  readonly number: number;
  /** The number of its line, from 1. */
  readonly line: number;
  readonly value: string;
  readonly label: string | null;
  readonly options: LineOptions;
  /** The warning of the label: only the first entry of a line has it. */
  readonly ofLabel: EntryWarning | null;
  /** What is wrong with the options of the line. */
  readonly fault: EntryError | null;
}

function* itemsOf(text: string): Generator<Item> {
  let number = 0;
  for (const { line, content } of linesOf(text)) {
    const labelAt = content.indexOf("#");
    // As JSON's labels are trimmed: every label comes back as it was.
    const label = labelAt < 0 ? null : content.slice(labelAt + 1).trim() || null;
    const { list, options, error } = splitOptions(labelAt < 0 ? content : content.slice(0, labelAt));
    const common = { line, label, options };
    if (error !== null) yield { ...common, number: -1, value: list, ofLabel: null, fault: error };
    let ofLabel = labelWarning(label);
    for (const value of valuesOf(list)) {
      yield { ...common, number: number++, value, ofLabel, fault: null };
      ofLabel = null;
    }
  }
}

/** The lines of the text, one at a time: an array of the lines of 32 MiB would not fit into the memory of an isolate. */
function* linesOf(text: string): Generator<{ line: number; content: string }> {
  const find = (sign: string, from: number) => {
    const at = text.indexOf(sign, from);
    return at < 0 ? text.length : at;
  };
  let lf = find("\n", 0);
  let cr = find("\r", 0);
  for (let from = 0, line = 1; from <= text.length; line++) {
    const to = Math.min(lf, cr);
    yield { line, content: text.slice(from, to) };
    from = to === cr && lf === cr + 1 ? to + 2 : to + 1;
    if (lf < from) lf = find("\n", from);
    if (cr < from) cr = find("\r", from);
  }
}

/** The texts between the commas, without blanks around them and without empty ones. */
function* valuesOf(list: string): Generator<string> {
  for (let from = 0; from <= list.length; ) {
    const commaAt = list.indexOf(",", from);
    const to = commaAt < 0 ? list.length : commaAt;
    const value = trimBlanks(list.slice(from, to));
    if (value !== "") yield value;
    from = to + 1;
  }
}

/** A compact key: two characters per 32-bit word. */
function rangeIdentity(range: AddressRange): string {
  const words = range.family === 4 ? [range.first, range.last] : [...range.first, ...range.last];
  return String.fromCharCode(...words.flatMap((word) => [word >>> 16, word & 0xffff]));
}
