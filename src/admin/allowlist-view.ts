import * as z from "zod";
import type { Addition, AdditionPlan } from "./allowlist-addition.ts";
import { WarningView } from "./entry-view.ts";
import type { DuplicateEntry, EntriesBody, PlacedWarning } from "./proposed-entries.ts";
import { ChangeOutcome } from "./schemas.ts";

/** So many warnings, and how many there are. */
const MAX_WARNINGS = 100;

const Place = z.object({
  line: z.int().optional().meta({ description: "Line of a text body, from 1." }),
  pointer: z.string().optional().meta({ description: "JSON pointer into the body." }),
  value: z.string(),
});

const ListWarning = Place.extend(WarningView.shape).meta({ id: "ListWarning" });

const Warnings = z.object({
  warnings: z.array(ListWarning).meta({ description: `The first ${MAX_WARNINGS}.` }),
  warning_count: z.int(),
});

/** What adding many entries came to. */
export const AddedEntries = ChangeOutcome.extend({
  total: z.int().meta({ description: "Entries of the account now." }),
  added: z.int(),
  items: z.array(Place.extend({ status: z.enum(["added", "already_listed", "duplicate"]), id: z.string() })).meta({
    description:
      "What became of each entry of the body, one result each, in its order. `duplicate`: it covers the same as one before it. `id`: of the entry that is listed now.",
  }),
})
  .extend(Warnings.shape)
  .meta({ id: "AddedEntries" });

/** What replacing a list came to. */
export const ReplacedList = ChangeOutcome.extend({
  total: z.int().meta({ description: "Entries of the account now." }),
  added: z.int(),
  removed: z.int(),
  updated: z.int().meta({ description: "Entries that stayed with another label, state or expiry." }),
})
  .extend(Warnings.shape)
  .meta({ id: "ReplacedAllowlist" });

export function viewAdditions(
  { items, fresh, total }: AdditionPlan,
  { warnings, duplicates }: EntriesBody,
): Omit<z.output<typeof AddedEntries>, keyof z.output<typeof ChangeOutcome>> {
  const listed = items
    .filter(({ status }) => status === "already_listed")
    .map(({ proposed }) => ({ ...proposed.place, value: proposed.value, ...ALREADY_LISTED }));
  return {
    total,
    added: fresh.length,
    items: viewResults(items, duplicates),
    ...viewWarnings([...warnings, ...listed]),
  };
}

type ResultView = z.output<typeof AddedEntries>["items"][number];

/** One for each entry of the body, in its order. */
function viewResults(items: readonly Addition[], duplicates: readonly DuplicateEntry[]): ResultView[] {
  const results: ResultView[] = [];
  const rest = items.values();
  const addUpTo = (count: number): void => {
    while (results.length < count) {
      const { value: item, done } = rest.next();
      if (done === true) throw new Error("a duplicate stands behind the end of the body");
      const { proposed, status, id } = item;
      results.push({ ...proposed.place, value: proposed.value, status, id });
    }
  };
  for (const { item, of, place, value } of duplicates) {
    addUpTo(item);
    results.push({ ...place, value, status: "duplicate", id: items[of]?.id ?? "" });
  }
  addUpTo(items.length + duplicates.length);
  return results;
}

const ALREADY_LISTED = {
  code: "already_listed",
  detail: "The list has this range already; that entry stays as it is.",
};

export const viewWarnings = (warnings: readonly PlacedWarning[]): z.output<typeof Warnings> => ({
  warnings: warnings.slice(0, MAX_WARNINGS),
  warning_count: warnings.length,
});
