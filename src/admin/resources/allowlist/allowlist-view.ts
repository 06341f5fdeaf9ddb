import * as z from "zod";
import type { Addition } from "../../../allowlist/change/add-entries.ts";
import type { AccessEnd } from "../../../allowlist/lockout.ts";
import type {
  DuplicateEntry,
  PlacedWarning,
  ProposedEntry,
  ProposedList,
} from "../../../allowlist/reading/proposed-entries.ts";
import { ChangeOutcome } from "../../http/schemas.ts";
import { WarningView } from "./entry-view.ts";
import { warnAccessEnds } from "./guard.ts";

/** So many warnings, and how many there are. */
const MAX_WARNINGS = 100;

const Place = z.object({
  line: z.int().optional().meta({ description: "Line of a text body, from 1." }),
  pointer: z.string().optional().meta({ description: "JSON pointer into the body." }),
  value: z.string(),
});

const ListWarning = Place.extend(WarningView.shape)
  .extend({
    count: z.int().optional().meta({ description: "How many entries it is about, where that is more than one." }),
  })
  .meta({ id: "ListWarning" });

export const Warnings = z.object({
  warnings: z.array(ListWarning).meta({ description: `The first ${MAX_WARNINGS}.` }),
  warning_count: z.int(),
});

/** What adding many entries came to. */
export const AddedEntries = ChangeOutcome.extend({
  total: z
    .int()
    .meta({ description: "Entries of the account now. What others add at the same moment may not be counted." }),
  added: z.int(),
  reactivated: z.int().meta({ description: "Entries that were off or expired and are live again." }),
  items: z
    .array(Place.extend({ status: z.enum(["added", "already_listed", "reactivated", "duplicate"]), id: z.string() }))
    .meta({
      description:
        "What became of each entry of the body, one result each, in its order. `reactivated`: it was off or expired, and is live again. `duplicate`: it covers the same as one before it. `id`: of the entry that is listed now.",
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
  const listed = entries.filter((_, i) => plan.results[i]?.status === "already_listed");
  const all = [
    ...placeAccessEnds(plan.accessEnds),
    ...warnings,
    ...reactivatedWarning(plan, entries),
    ...plan.warnings,
  ];
  const first = listed.slice(0, MAX_WARNINGS).map(({ place, value }) => ({ ...place, value, ...ALREADY_LISTED }));
  return {
    total: plan.total,
    added: plan.added,
    reactivated: plan.reactivated,
    items: viewResults(plan, entries, duplicates),
    ...viewWarnings([...all.slice(0, MAX_WARNINGS), ...first], all.length + listed.length),
  };
}

/** Among the warnings of a list they come first: however many there are, these are not left out. */
export const placeAccessEnds = (ends: readonly AccessEnd[]): readonly z.output<typeof ListWarning>[] =>
  warnAccessEnds(ends).map((warning) => ({ ...warning, value: warning.entry?.value ?? "" }));

/** One for all of them, at the first. */
function reactivatedWarning({ results, reactivated }: Addition, entries: readonly ProposedEntry[]): PlacedWarning[] {
  const first = entries[results.findIndex(({ status }) => status === "reactivated")];
  if (first === undefined) return [];
  const detail =
    reactivated === 1
      ? "The entry was listed, off or expired; it is live again."
      : `${reactivated} entries were listed, off or expired; they are live again.`;
  return [{ ...first.place, value: first.value, code: "reactivated", detail, count: reactivated }];
}

type ResultView = z.output<typeof AddedEntries>["items"][number];

/** One for each entry of the body, in its order: between the duplicates stand, in order, the others. */
function viewResults(
  { results: outcomes }: Addition,
  entries: readonly ProposedEntry[],
  duplicates: readonly DuplicateEntry[],
): ResultView[] {
  const others = entries.map(({ place, value }, i): ResultView => {
    const { status, id } = resultAt(outcomes, i);
    return { ...place, value, status, id };
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

function resultAt<T>(results: readonly T[], index: number): T {
  const result = results[index];
  if (result === undefined) throw new RangeError("there is no such result");
  return result;
}

const ALREADY_LISTED = {
  code: "already_listed",
  detail: "The list has this range already; that entry stays as it is.",
};

/** `count`: of all, when these are the first of them. */
export const viewWarnings = (
  warnings: readonly z.output<typeof ListWarning>[],
  count = warnings.length,
): z.output<typeof Warnings> => ({
  warnings: warnings.slice(0, MAX_WARNINGS).map((warning) => ({ ...warning })),
  warning_count: count,
});
