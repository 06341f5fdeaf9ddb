import { revive } from "../../../allowlist/change/add-entries.ts";
import { isCsv } from "../../../allowlist/reading/csv-header.ts";
import { readEntriesCsv } from "../../../allowlist/reading/entries-csv.ts";
import { readEntriesText } from "../../../allowlist/reading/entries-text.ts";
import type { ProposedEntry, ProposedList } from "../../../allowlist/reading/proposed-entries.ts";
import type { FieldError } from "../../../input/validation.ts";
import { err, ok, type Result } from "../../../result.ts";
import { type ListedRange, rangeOfText, rangeText } from "../../../storage/entries/entry-records.ts";

export type FileFormat = "text/plain" | "text/csv";

/** A file that was chosen, as text. */
export interface ImportFile {
  readonly format: FileFormat;
  readonly content: string;
}

export type FileFault = "no_file" | "not_text" | "too_many_entries" | { readonly errors: readonly FieldError[] };

/** A file of a form; what it is its name says, or its first line. */
export async function readFile(file: File | string | null): Promise<Result<ImportFile, FileFault>> {
  if (file === null || typeof file === "string" || file.size === 0) return err("no_file");
  try {
    const content = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(await file.arrayBuffer());
    const format = /\.csv$/i.test(file.name) || isCsv(content) ? "text/csv" : "text/plain";
    return ok({ format, content });
  } catch {
    return err("not_text");
  }
}

/** Its entries, read as the API reads such a body. */
export function readEntries({ format, content }: ImportFile): Result<ProposedList, FileFault> {
  const read = format === "text/csv" ? readEntriesCsv(content) : readEntriesText(content);
  if (read.ok) return read;
  if (read.error.kind === "errors") return err({ errors: read.error.errors });
  return err(read.error.kind === "too_many_entries" ? "too_many_entries" : "not_text");
}

/**
 * The list with these entries added, as a replacement: what is listed stays as it is, but what is off or expired is live
 * again with what the file says of it.
 */
export function withAdded(listed: readonly ListedRange[], added: ProposedList, nowMs: number): ProposedList {
  const byRange = new Map(listed.map((entry) => [entry.key, entry]));
  const changed = added.entries.flatMap((entry) => {
    const old = byRange.get(rangeText(entry.range));
    if (old === undefined) return [entry];
    const after = revive(entry, old, nowMs);
    return after === null ? [] : [{ ...entry, ...after }];
  });
  const keys = new Set(changed.map(({ range }) => rangeText(range)));
  const kept = listed
    .filter(({ key }) => !keys.has(key))
    .map(({ key }): ProposedEntry => ({ place: { line: 0 }, value: key, range: rangeOfText(key) }));
  return { ...added, entries: [...kept, ...changed] };
}
