import * as z from "zod";
import type { Addition } from "../../../allowlist/add-entries.ts";
import type {
  DuplicateEntry,
  PlacedWarning,
  ProposedEntry,
  ProposedList,
} from "../../../allowlist/reading/proposed-entries.ts";
import { ChangeOutcome } from "../../http/schemas.ts";
import { WarningView } from "./entry-view.ts";

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
  total: z
    .int()
    .meta({ description: "Entries of the account now. What others add at the same moment may not be counted." }),
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
  plan: Addition,
  { entries, duplicates, warnings }: ProposedList,
): Omit<z.output<typeof AddedEntries>, keyof z.output<typeof ChangeOutcome>> {
  if (plan.total === null) throw new Error("the addition of a single entry is shown as that entry");
  const listed = entries.filter((_, i) => plan.listedAs[i] !== undefined);
  const first = listed.slice(0, MAX_WARNINGS).map(({ place, value }) => ({ ...place, value, ...ALREADY_LISTED }));
  return {
    total: plan.total,
    added: plan.fresh.length,
    items: viewResults(plan, entries, duplicates),
    ...viewWarnings([...warnings.slice(0, MAX_WARNINGS), ...first], warnings.length + listed.length),
  };
}

type ResultView = z.output<typeof AddedEntries>["items"][number];

/** One for each entry of the body, in its order: between the duplicates stand, in order, the others. */
function viewResults(
  { listedAs, ids }: Addition,
  entries: readonly ProposedEntry[],
  duplicates: readonly DuplicateEntry[],
): ResultView[] {
  let added = 0;
  const others = entries.map(({ place, value }, i): ResultView => {
    const id = listedAs[i];
    return id === undefined
      ? { ...place, value, status: "added", id: ids.at(added++) }
      : { ...place, value, status: "already_listed", id };
  });
  if (duplicates.length === 0) return others;

  const results: ResultView[] = [];
  let next = 0;
  for (const { item, of, place, value } of duplicates) {
    while (results.length < item) results.push(resultAt(others, next++));
    results.push({ ...place, value, status: "duplicate", id: resultAt(others, of).id });
  }
  return results.concat(others.slice(next));
}

function resultAt(results: readonly ResultView[], index: number): ResultView {
  const result = results[index];
  if (result === undefined) throw new RangeError("a duplicate of nothing");
  return result;
}

const ALREADY_LISTED = {
  code: "already_listed",
  detail: "The list has this range already; that entry stays as it is.",
};

/** `count`: of all, when these are the first of them. */
export const viewWarnings = (
  warnings: readonly PlacedWarning[],
  count = warnings.length,
): z.output<typeof Warnings> => ({
  warnings: warnings.slice(0, MAX_WARNINGS),
  warning_count: count,
});
