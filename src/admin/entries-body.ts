import * as z from "zod";
import { type ListedEntry, parseEntryList } from "../address/entry-list.ts";
import type { AddressRange } from "../address/range.ts";
import { err, ok, type Result } from "../result.ts";
import { rangeText } from "../storage/entries.ts";
import { type BodyFault, type BodyReader, parseJson, validateJson } from "./body.ts";
import { EntryInput, MAX_LABEL_LENGTH } from "./entry-input.ts";
import { type FieldError, type Problem, problem } from "./problem.ts";
import { isOneLine } from "./schemas.ts";

/** API.md: 250,000 entries, in one request as in an account. */
export const MAX_ENTRIES = 250_000;

/** Where in the body an entry stands. */
export type EntryPlace = { readonly line: number } | { readonly pointer: string };

/** An entry that a body asks for. What is undefined was not given: an entry that is listed already keeps its own. */
export interface ProposedEntry {
  readonly place: EntryPlace;
  readonly value: string;
  readonly range: AddressRange;
  readonly label: string | null | undefined;
  readonly enabled: boolean | undefined;
  /** Unix milliseconds, whole seconds. */
  readonly expiresAt: number | null | undefined;
}

export type PlacedWarning = EntryPlace & {
  readonly value: string;
  readonly code: string;
  readonly detail: string;
  readonly fix?: string;
};

/** A body's entries, each canonical range once, and what their writer should know. */
export interface EntriesBody {
  readonly entries: readonly ProposedEntry[];
  readonly warnings: readonly PlacedWarning[];
  /** The body is one entry and not a list: it is answered as one. */
  readonly isSingle: boolean;
}

const EntryItems = z
  .strictObject({ items: z.array(EntryInput).max(MAX_ENTRIES) })
  .meta({ id: "EntryItems", description: `Up to ${MAX_ENTRIES} entries; entries of one range merge.` });

const EntriesText = z
  .string()
  .meta({
    id: "EntriesText",
    description:
      "New lines and commas separate entries. `#` starts a label that runs to the end of the line and belongs to every entry of it; a line that starts with `#` is a comment.",
    examples: ["203.0.113.7 # Office\n49.37.165.0/24, 2001:db8::/48 # Data centre\n"],
  });

/** A list, in any of the accepted forms. */
export const listBody: BodyReader<EntriesBody> = {
  content: { "application/json": { schema: EntryItems }, "text/plain": { schema: EntriesText } },
  readers: { "application/json": readItems, "text/plain": readEntriesText },
};

/** One entry, or a list in any of the accepted forms. */
export const entryOrListBody: BodyReader<EntriesBody> = {
  content: {
    "application/json": { schema: z.union([EntryInput, EntryItems]) },
    "text/plain": { schema: EntriesText },
  },
  readers: { "application/json": readEntryOrItems, "text/plain": readEntriesText },
};

function readItems(text: string): Result<EntriesBody, BodyFault> {
  const json = parseJson(text);
  return json.ok ? toItems(json.value) : json;
}

/** Whether the body has `items` decides which form is meant, so that errors speak of that form alone. */
function readEntryOrItems(text: string): Result<EntriesBody, BodyFault> {
  const json = parseJson(text);
  if (!json.ok) return json;
  if (itemsOf(json.value) !== undefined) return toItems(json.value);
  const input = validateJson(json.value, EntryInput);
  return input.ok ? ok({ ...mergeInputs([input.value], () => ""), isSingle: true }) : input;
}

function toItems(json: unknown): Result<EntriesBody, BodyFault> {
  const items = itemsOf(json);
  // Before each is looked at: what is too long is not worth the work.
  if (Array.isArray(items) && items.length > MAX_ENTRIES) return err(tooManyEntries(items.length));
  const body = validateJson(json, EntryItems);
  return body.ok ? ok(mergeInputs(body.value.items, (i) => `/items/${i}`)) : body;
}

const itemsOf = (json: unknown): unknown =>
  typeof json === "object" && json !== null && Object.hasOwn(json, "items")
    ? (json as { items: unknown }).items
    : undefined;

export const tooManyEntries = (count: number): Problem<"too_many_entries"> =>
  problem(
    "too_many_entries",
    `That would be ${count} entries or more; an account has at most ${MAX_ENTRIES}. Write neighbours as one range.`,
  );

/** Entries of one range are one entry: the first speaks, and a later one says only what the first left out. */
function mergeInputs(inputs: readonly z.output<typeof EntryInput>[], pointerOf: (i: number) => string): EntriesBody {
  const byRange = new Map<string, ProposedEntry>();
  const warnings: PlacedWarning[] = [];
  for (const [i, { value: parsed, label, enabled, expires_at: expiresAt }] of inputs.entries()) {
    const place = { pointer: pointerOf(i) };
    const { value, range } = parsed;
    for (const { code, detail, fix } of parsed.warnings) {
      warnings.push({ ...place, value, code, detail, ...(fix === undefined ? {} : { fix }) });
    }
    const key = rangeText(range);
    const first = byRange.get(key);
    if (first === undefined) {
      byRange.set(key, { place, value, range, label, enabled, expiresAt });
      continue;
    }
    warnings.push({ ...place, value, ...duplicateOf(first.value) });
    byRange.set(key, {
      ...first,
      label: first.label === undefined ? label : first.label,
      enabled: first.enabled ?? enabled,
      expiresAt: first.expiresAt === undefined ? expiresAt : first.expiresAt,
    });
  }
  return { entries: [...byRange.values()], warnings, isSingle: false };
}

const duplicateOf = (value: string) => ({
  code: "duplicate",
  detail: `It covers the same addresses as ${JSON.stringify(value)} before it; the two are one entry.`,
  fix: "Remove one of them.",
});

function readEntriesText(text: string): Result<EntriesBody, BodyFault> {
  const { entries, errors, warnings } = parseEntryList(text);
  if (errors.some(({ code }) => code === "too_many_entries")) return err(tooManyEntries(MAX_ENTRIES + 1));
  const faults: FieldError[] = errors.map(({ line, code, detail, fix }) => ({ line, code, detail, fix }));
  faults.push(...findBadLabels(entries));
  if (faults.length > 0) {
    faults.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    return err({ kind: "errors", errors: faults });
  }
  if (entries.length === 0) return err({ kind: "errors", errors: [NO_ENTRY] });
  return ok({
    entries: entries.map(({ line, label, entry }) => ({
      place: { line },
      value: entry.value,
      range: entry.range,
      // A line without a comment says nothing of the label: one that is there already stays.
      label: label ?? undefined,
      enabled: undefined,
      expiresAt: undefined,
    })),
    warnings,
    isSingle: false,
  });
}

/** An empty text is more often a failed export than a wish to remove everything. */
const NO_ENTRY: FieldError = {
  line: 1,
  code: "no_entries",
  detail: "The text has no entry.",
  fix: 'Send at least one; to empty a list on purpose, PUT {"items": []} as application/json.',
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
