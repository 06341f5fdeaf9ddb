import { type EntryError, type EntryWarning, type ParsedEntry, parseEntry } from "./entry.ts";
import { labelWarning } from "./label-warning.ts";
import { hasOptionWord, type LineOptions, MISPLACED, splitOptions } from "./line-options.ts";
import type { AddressRange } from "./range.ts";
import { quote, trimBlanks, truncate } from "./text.ts";

export interface ListedEntry extends LineOptions {
  /** From 1. */
  readonly line: number;
  /** What follows `#` on the line; null when nothing does. */
  readonly label: string | null;
  readonly entry: ParsedEntry;
}

export interface EntryLineError extends EntryError {
  readonly line: number;
  /** The entry as written; cut when it is longer than any entry can be. */
  readonly value: string;
}

export interface ListWarning extends EntryWarning {
  readonly line: number;
  readonly value: string;
}

/** An entry of the text whose canonical range was listed before. */
export interface ListDuplicate {
  /** Its place among all entries of the text, from 0. */
  readonly item: number;
  /** The index in `entries` of the one that it is a duplicate of. */
  readonly of: number;
  readonly line: number;
  readonly value: string;
}

export interface EntryList {
  /** In order of first appearance, each canonical range once. */
  readonly entries: readonly ListedEntry[];
  /** In order: with `entries` they make up all that the text has, as long as there is no error. */
  readonly duplicates: readonly ListDuplicate[];
  /** All of them, in order; reading ends at the 10,000th. When there is one, the list must not be used: it is not what was written. */
  readonly errors: readonly EntryLineError[];
  /** Every warning of the text in order: those of its entries (`entry.warnings` again) and `duplicate`. */
  readonly warnings: readonly ListWarning[];
}

/** An account's list may have this many (docs/openapi.json). One more is an error, and ends the reading. */
export const MAX_LISTED_ENTRIES = 250_000;

/** Ten times what an answer shows: a text with more is no list, and its errors would fill an isolate's memory. */
export const MAX_LISTED_ERRORS = 10_000;

/**
 * Reads entries as text (docs/openapi.json): new lines and commas separate entries; options (`until TIME`, `off`) and what
 * follows `#`, the label, belong to every entry of their line; a line that starts with `#` is a comment. Lines end in LF,
 * CRLF or CR. Duplicates (the same canonical range) become one entry with a `duplicate` warning; what the first leaves
 * out, a later one may say. Never throws.
 */
export function parseEntryList(text: string): EntryList {
  const entries: Growing[] = [];
  const duplicates: ListDuplicate[] = [];
  const errors: EntryLineError[] = [];
  const warnings: ListWarning[] = [];
  const listedAt = new Map<string, number>(); // canonical range → index in entries
  let seen = 0;

  for (const { line, content } of linesOf(text)) {
    const labelAt = content.indexOf("#");
    // As JSON's labels are trimmed: every label comes back as it was.
    const label = labelAt < 0 ? null : content.slice(labelAt + 1).trim() || null;
    const { list, options, error } = splitOptions(labelAt < 0 ? content : content.slice(0, labelAt));
    if (error !== null) errors.push({ line, value: truncate(list), ...error });
    let ofLabel = labelWarning(label);
    for (const value of valuesOf(list)) {
      if (++seen > MAX_LISTED_ENTRIES) {
        errors.push({ line, value: truncate(value), ...TOO_MANY });
        return { entries, duplicates, errors, warnings };
      }
      const parsed = parseEntry(value);
      if (!parsed.ok) {
        errors.push({ line, value: truncate(value), ...(hasOptionWord(value) ? misplaced(value) : parsed.error) });
        if (errors.length === MAX_LISTED_ERRORS) return { entries, duplicates, errors, warnings };
        continue;
      }
      const entry = parsed.value;
      for (const warning of entry.warnings) warnings.push({ line, value, ...warning });
      if (ofLabel !== null) warnings.push({ line, value, ...ofLabel });
      ofLabel = null;
      const identity = rangeIdentity(entry.range);
      const of = listedAt.get(identity) ?? entries.length;
      const known = entries[of];
      if (known === undefined) {
        listedAt.set(identity, of);
        const { expiresAt, enabled } = options;
        entries.push({ line, label, entry, expiresAt, enabled });
      } else {
        addSaid(known, label, options);
        duplicates.push({ item: seen - 1, of, line, value });
        warnings.push({ line, value, ...duplicateOf(known) });
      }
    }
  }
  return { entries, duplicates, errors, warnings };
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
  fix: "Write neighbouring addresses as one network or range.",
};

function duplicateOf(known: ListedEntry): EntryWarning {
  return { code: "duplicate", detail: `The same as ${quote(known.entry.value)} in line ${known.line}; listed once.` };
}

/** The lines of the text, one at a time: an array of 32 MiB of empty lines would not fit into an isolate. */
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

/** What stands between the commas, without the blanks and the empty ones. */
function* valuesOf(list: string): Generator<string> {
  for (let from = 0; from <= list.length; ) {
    const commaAt = list.indexOf(",", from);
    const to = commaAt < 0 ? list.length : commaAt;
    const value = trimBlanks(list.slice(from, to));
    if (value !== "") yield value;
    from = to + 1;
  }
}

/** A compact key: two characters a word. */
function rangeIdentity(range: AddressRange): string {
  const words = range.family === 4 ? [range.first, range.last] : [...range.first, ...range.last];
  return String.fromCharCode(...words.flatMap((word) => [word >>> 16, word & 0xffff]));
}
