import * as z from "zod";
import { EntriesCsv, readEntriesCsv } from "../../allowlist/reading/entries-csv.ts";
import { EntryItems, readEntryOrItems, readItems } from "../../allowlist/reading/entries-json.ts";
import { EntriesText, readEntriesText } from "../../allowlist/reading/entries-text.ts";
import { EntryInput } from "../../allowlist/reading/entry-input.ts";
import type { ProposedList } from "../../allowlist/reading/proposed-entries.ts";
import { type BodyReader, MAX_LIST_BODY_BYTES } from "./body.ts";

const asFile = { "text/plain": { schema: EntriesText }, "text/csv": { schema: EntriesCsv } };
const fromFile = { "text/plain": readEntriesText, "text/csv": readEntriesCsv };

/** A list, in any of the accepted forms. */
export const listBody: BodyReader<ProposedList> = {
  content: { "application/json": { schema: EntryItems }, ...asFile },
  readers: { "application/json": readItems, ...fromFile },
  maxBytes: MAX_LIST_BODY_BYTES,
};

/** One entry, or a list in any of the accepted forms. */
export const entryOrListBody: BodyReader<ProposedList> = {
  content: { "application/json": { schema: z.union([EntryInput, EntryItems]) }, ...asFile },
  readers: { "application/json": readEntryOrItems, ...fromFile },
  maxBytes: MAX_LIST_BODY_BYTES,
};
