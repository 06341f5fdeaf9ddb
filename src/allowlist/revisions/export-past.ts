import { ok, type Result } from "../../result.ts";
import type { Entry } from "../../storage/entries/entry-records.ts";
import type { RevisionMissing } from "../../storage/revisions/revision-records.ts";
import type { TextFile } from "../../text-file.ts";
import type { AllowlistDeps } from "../deps.ts";
import { exportEntries, type ListFormat } from "../export.ts";

/** The whole list as it was right after a revision was made, as a file. */
export async function exportListAt(
  deps: Pick<AllowlistDeps, "revisions" | "now">,
  account: string,
  revision: number,
  format: Exclude<ListFormat, "addresses">,
): Promise<Result<TextFile, RevisionMissing>> {
  // The first page tells whether the revision is kept: once the file is being sent, nothing else can be answered.
  const first = await deps.revisions.entriesAt(account, revision, { after: null, limit: FIRST_PAGE_ROWS });
  if (!first.ok) return first;
  const pages = withFirst(first.value, (start) => deps.revisions.exportAt(account, revision, start));
  return ok(exportEntries(pages, `${account}-allowlist-${revision}`, format, deps.now()));
}

/** Most lists have no more. */
const FIRST_PAGE_ROWS = 1_000;

async function* withFirst(
  first: readonly Entry[],
  readOn: (start: string) => AsyncGenerator<readonly Entry[], void, void>,
): AsyncGenerator<readonly Entry[], void, void> {
  yield first;
  const last = first.at(-1);
  if (last !== undefined && first.length >= FIRST_PAGE_ROWS) yield* readOn(last.id);
}
