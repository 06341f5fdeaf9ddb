import { isLive } from "../../../allowlist/lockout.ts";
import { readEntriesText } from "../../../allowlist/reading/entries-text.ts";
import type { ListFault, ProposedEntry, ProposedList } from "../../../allowlist/reading/proposed-entries.ts";
import { err, ok, type Result } from "../../../result.ts";
import { type ListedRange, rangeOfText, rangeText } from "../../../storage/entries/entry-records.ts";

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
 * The whole list that the text of the box asks for. The box shows labels, so a label that was deleted is removed (in a
 * file it would stay). Entries that the box did not show, because they are switched off or expired, stay as they are; when
 * one was typed in again, it is switched on.
 */
export function proposeList(
  typed: ProposedList,
  baseKeys: ReadonlySet<string>,
  listed: readonly ListedRange[],
  nowMs: number,
): ProposedList {
  const entries: ProposedEntry[] = typed.entries.map((entry) =>
    baseKeys.has(rangeText(entry.range))
      ? { ...entry, label: entry.label ?? null }
      : { ...entry, enabled: true, expiresAt: null },
  );
  const typedKeys = new Set(typed.entries.map(({ range }) => rangeText(range)));
  for (const old of listed) {
    if (isLive(old, nowMs) || typedKeys.has(old.key) || baseKeys.has(old.key)) continue;
    entries.push({ place: { line: 0 }, value: old.key, range: rangeOfText(old.key) });
  }
  return { ...typed, entries };
}

/** The keys (`rangeText`) of the ranges in a text that can be read; of any other text, none. */
export function keysOf(text: string): ReadonlySet<string> {
  const read = readListText(text);
  return new Set(read.ok ? read.value.entries.map(({ range }) => rangeText(range)) : []);
}
