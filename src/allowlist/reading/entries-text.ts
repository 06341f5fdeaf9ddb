import * as z from "zod";
import { type ListedEntry, parseEntryList } from "../../address/entry/entry-list.ts";
import { isOneLine } from "../../input/scalars.ts";
import type { FieldError } from "../../input/validation.ts";
import { err, ok, type Result } from "../../result.ts";
import { MAX_LABEL_LENGTH } from "./entry-input.ts";
import { type ListFault, MAX_ENTRIES, NO_ENTRY, type ProposedList } from "./proposed-entries.ts";

export const EntriesText = z.string().meta({
  id: "EntriesText",
  description: [
    "A line is `ADDRESS[, ADDRESS …] [until TIME] [off] [# label]`: new lines and commas separate entries, and what follows the addresses belongs to every entry of the line. A line that starts with `#` is a comment.",
    "TIME is RFC 3339; seconds and offset may be left out (then UTC), and a date alone is the end of that day, UTC. `until never` and `on` say that an entry does not expire and is not off.",
    "What a line does not say is kept when the list is replaced (PUT), and has its default when an entry is new.",
  ].join(" "),
  examples: [
    "203.0.113.7 until 2026-12-01T18:00Z # Ann at home\n49.37.165.0/24, 2001:db8::/48 # Data centre\n198.51.100.0/24 off # Old office\n",
  ],
});

/** Entries as text (README, "Manage lists"). */
export function readEntriesText(text: string): Result<ProposedList, ListFault> {
  if (isJson(text)) return err({ kind: "errors", errors: [JSON_PASTED] });
  const { entries, duplicates, errors, warnings } = parseEntryList(text);
  if (errors.some(({ code }) => code === "too_many_entries"))
    return err({ kind: "too_many_entries", count: MAX_ENTRIES + 1 });
  const faults: FieldError[] = errors.map(({ line, code, detail, fix }) => ({ line, code, detail, fix }));
  faults.push(...findBadLabels(entries));
  if (faults.length > 0) {
    faults.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    return err({ kind: "errors", errors: faults });
  }
  if (entries.length === 0) return err({ kind: "errors", errors: [NO_ENTRY] });
  return ok({
    entries: entries.map(({ line, label, entry, enabled, expiresAt }) => ({
      place: { line },
      value: entry.value,
      range: entry.range,
      // A line without a comment gives no label: an entry that is already listed keeps its own.
      label: label ?? undefined,
      enabled,
      expiresAt,
    })),
    duplicates: duplicates.map(({ item, of, line, value }) => ({ item, of, place: { line }, value })),
    warnings,
    isSingle: false,
  });
}

/** A list of an interface, as AWS and others publish theirs: each of its lines would be an error. */
const isJson = (text: string): boolean => /^[\s\ufeff]*(?:\{|\[\s*["[{])/.test(text.slice(0, 1_000));

const JSON_PASTED: FieldError = {
  line: 1,
  code: "json",
  detail: "This is JSON, not lines of addresses.",
  fix: 'POST it to …/allowlist/read, which finds the addresses in any text; entries of Gatehouse, {"items": […]}, are sent as application/json.',
};

function findBadLabels(entries: readonly ListedEntry[]): FieldError[] {
  const errors: FieldError[] = [];
  let lastLine = 0;
  for (const { line, label } of entries) {
    if (label === null || line === lastLine) continue;
    lastLine = line;
    if (label.length > MAX_LABEL_LENGTH) {
      const detail = `The label is longer than ${MAX_LABEL_LENGTH} characters.`;
      errors.push({ line, code: "too_long", detail, fix: "Shorten it." });
    }
    if (!isOneLine(label)) {
      const detail = "The label has control characters.";
      errors.push({ line, code: "control_characters", detail, fix: "Remove them." });
    }
  }
  return errors;
}
