import { readEntriesText } from "../../../allowlist/reading/entries-text.ts";
import type { ListFault, ProposedList } from "../../../allowlist/reading/proposed-entries.ts";
import { err, ok, type Result } from "../../../result.ts";
import { rangeText } from "../../../storage/entries/entry-records.ts";

/** What is wrong with a text, line by line; or that it is too long to be a list. */
export type TextFault = ListFault;

const EMPTY: ProposedList = { entries: [], duplicates: [], warnings: [], isSingle: false };

/** The text of the box, read as the API reads a body; here an empty one means what it says. */
export function readListText(text: string): Result<ProposedList, TextFault> {
  const read = readEntriesText(text);
  if (read.ok) return read;
  const { error } = read;
  return error.kind === "errors" && error.errors.every(({ code }) => code === "no_entries") ? ok(EMPTY) : err(error);
}

/**
 * The whole list that the text of the box asks for. The box shows everything of every entry, so what was taken out of a
 * line is taken out of its entry (in a file it would stay): no label, no end, not off.
 */
export const proposeList = (typed: ProposedList): ProposedList => ({
  ...typed,
  entries: typed.entries.map((entry) => ({
    ...entry,
    label: entry.label ?? null,
    enabled: entry.enabled ?? true,
    expiresAt: entry.expiresAt ?? null,
  })),
});

/** The keys (`rangeText`) of the ranges in a text that can be read; of any other text, none. */
export function keysOf(text: string): ReadonlySet<string> {
  const read = readListText(text);
  return new Set(read.ok ? read.value.entries.map(({ range }) => rangeText(range)) : []);
}
