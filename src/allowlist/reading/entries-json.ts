import * as z from "zod";
import { parseJson } from "../../input/parse-json.ts";
import { type FieldError, toFieldErrors, validate } from "../../input/validation.ts";
import { err, ok, type Result } from "../../result.ts";
import { EntryInput, givenBy } from "./entry-input.ts";
import {
  createEntryCollector,
  type ListFault,
  MAX_ENTRIES,
  MAX_INPUT_ERRORS,
  type ProposedList,
} from "./proposed-entries.ts";

/** `{"items": […]}` as the API's description has it. */
export const EntryItems = z
  .strictObject({ items: z.array(EntryInput).max(MAX_ENTRIES) })
  .meta({ id: "EntryItems", description: `Up to ${MAX_ENTRIES} entries; entries of one range merge.` });

/** What surrounds the items. These are read one by one, so that reading can stop: 250,000 errors would fill an isolate. */
const Envelope = z.strictObject({ items: z.array(z.unknown()) });

/** A list of entries. */
export function readItems(text: string): Result<ProposedList, ListFault> {
  const json = parseJson(text);
  return json.ok ? toItems(json.value) : json;
}

/** One entry, or a list when the body has `items`. Errors are about that form alone. */
export function readEntryOrItems(text: string): Result<ProposedList, ListFault> {
  const json = parseJson(text);
  if (!json.ok) return json;
  if (itemsOf(json.value) !== undefined) return toItems(json.value);
  const input = validate(json.value, EntryInput, "body");
  if (!input.ok) return input;
  const collector = createEntryCollector();
  collector.add({ pointer: "" }, input.value.value, givenBy(input.value));
  return ok({ ...collector.body(), isSingle: true });
}

/** The same, of JSON that is already parsed. */
export function toItems(json: unknown): Result<ProposedList, ListFault> {
  const items = itemsOf(json);
  // Before the items are read: a list that is too long is refused without the work.
  if (Array.isArray(items) && items.length > MAX_ENTRIES) return err({ kind: "too_many_entries", count: items.length });
  const envelope = Envelope.safeParse(json, { reportInput: true });
  const errors: FieldError[] = envelope.success ? [] : toFieldErrors(envelope.error.issues, "body", Envelope);
  const collector = createEntryCollector();

  for (const [i, item] of (Array.isArray(items) ? items : []).entries()) {
    const input = EntryInput.safeParse(item, { reportInput: true });
    if (input.success) {
      if (errors.length === 0) collector.add({ pointer: `/items/${i}` }, input.data.value, givenBy(input.data));
      continue;
    }
    for (const error of toFieldErrors(input.error.issues, "body", EntryInput)) {
      errors.push({ ...error, pointer: `/items/${i}${error.pointer ?? ""}` });
    }
    if (errors.length >= MAX_INPUT_ERRORS) break;
  }
  return errors.length > 0 ? err({ kind: "errors", errors }) : ok(collector.body());
}

const itemsOf = (json: unknown): unknown =>
  typeof json === "object" && json !== null && Object.hasOwn(json, "items")
    ? (json as { items: unknown }).items
    : undefined;
