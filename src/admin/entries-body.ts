import * as z from "zod";
import { type BodyReader, MAX_LIST_BODY_BYTES } from "./body.ts";
import { EntriesCsv, readEntriesCsv } from "./entries-csv.ts";
import { EntryItems, readEntryOrItems, readItems } from "./entries-json.ts";
import { EntriesText, readEntriesText } from "./entries-text.ts";
import { EntryInput } from "./entry-input.ts";
import type { EntriesBody } from "./proposed-entries.ts";

export { MAX_ENTRIES } from "./proposed-entries.ts";
export { tooManyEntries } from "./too-many-entries.ts";

const asFile = { "text/plain": { schema: EntriesText }, "text/csv": { schema: EntriesCsv } };
const fromFile = { "text/plain": readEntriesText, "text/csv": readEntriesCsv };

/** A list, in any of the accepted forms. */
export const listBody: BodyReader<EntriesBody> = {
  content: { "application/json": { schema: EntryItems }, ...asFile },
  readers: { "application/json": readItems, ...fromFile },
  maxBytes: MAX_LIST_BODY_BYTES,
};

/** One entry, or a list in any of the accepted forms. */
export const entryOrListBody: BodyReader<EntriesBody> = {
  content: { "application/json": { schema: z.union([EntryInput, EntryItems]) }, ...asFile },
  readers: { "application/json": readEntryOrItems, ...fromFile },
  maxBytes: MAX_LIST_BODY_BYTES,
};
