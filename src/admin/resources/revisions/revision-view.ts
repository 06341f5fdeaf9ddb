import * as z from "zod";
import { changeSummary } from "../../../accounts/event-summary.ts";
import type { DifferencePage } from "../../../allowlist/revisions/revision-list.ts";
import type { SteppedBack } from "../../../allowlist/revisions/step-back.ts";
import type { Entry } from "../../../storage/entries/entry-records.ts";
import type { Revision } from "../../../storage/revisions/revision-records.ts";
import { formatTime } from "../../../time.ts";
import { ChangeOutcome, Timestamp } from "../../http/schemas.ts";
import { ReplacedList, viewWarnings } from "../allowlist/allowlist-view.ts";
import { EntryView, viewEntry } from "../allowlist/entry-view.ts";
import { RulesView, viewRules } from "../policy.ts";

const count = z.int();

export const RevisionView = z
  .object({
    revision: z.int(),
    at: Timestamp,
    actor: z
      .string()
      .nullable()
      .meta({
        description: "As in the audit trail; null: it was made before revisions were recorded.",
        examples: ["operator"],
      }),
    actor_name: z.string().nullable(),
    action: z.string().meta({ description: "As in the audit trail.", examples: ["allowlist.replaced"] }),
    summary: z.string().meta({
      description: "What was done, in English, for people.",
      examples: ["Ann added 203.0.113.7 (Office) and 3 more"],
    }),
    counts: z.object({ added: count, removed: count, changed: count }).nullable().meta({
      description: "Entries, by id. Null: it is the oldest revision; its state is kept, not what it changed.",
    }),
    policy_changed: z.boolean(),
  })
  .meta({ id: "Revision" });

/** An entry as it was: what it does now depends on the list now. */
export const PastEntry = EntryView.omit({ state: true, covered_by: true, warnings: true }).meta({ id: "PastEntry" });

export const DifferenceView = RevisionView.extend({
  policy: z
    .object({ before: RulesView, after: RulesView })
    .nullable()
    .meta({ description: "Null: the policy stayed as it was." }),
  added: z.array(PastEntry),
  removed: z.array(PastEntry),
  changed: z
    .array(z.object({ before: PastEntry, after: PastEntry }))
    .meta({ description: "An entry keeps its id, whatever changes of it." }),
  next_cursor: z.string().nullable().meta({
    description: "Give it as `cursor` for the next entries; null: these are the last. `counts` is of all.",
  }),
}).meta({ id: "RevisionDifference" });

/** What bringing back a state, or undoing a change, came to. */
export const SteppedBackView = ReplacedList.extend({
  ...ChangeOutcome.shape,
  policy_changed: z.boolean(),
}).meta({ id: "SteppedBack" });

export const viewRevision = (revision: Revision): z.output<typeof RevisionView> => ({
  revision: revision.revision,
  at: formatTime(revision.at),
  actor: revision.actor,
  actor_name: revision.actorName,
  action: revision.action,
  summary: changeSummary(revision),
  counts: revision.counts === null ? null : { ...revision.counts },
  policy_changed: revision.hasPolicyChange,
});

export function viewPastEntry(entry: Entry): z.output<typeof PastEntry> {
  const { state: _, covered_by: __, warnings: ___, ...view } = viewEntry(entry, { state: "off", coveredBy: [] });
  return view;
}

export function viewDifference(page: DifferencePage): z.output<typeof DifferenceView> {
  const { revision, policy, items, nextCursor } = page;
  const view: z.output<typeof DifferenceView> = {
    ...viewRevision(revision),
    policy: policy === null ? null : { before: viewRules(policy.before), after: viewRules(policy.after) },
    added: [],
    removed: [],
    changed: [],
    next_cursor: nextCursor,
  };
  for (const { before, after } of items) {
    if (before === null) view.added.push(viewPastEntry(after));
    else if (after === null) view.removed.push(viewPastEntry(before));
    else view.changed.push({ before: viewPastEntry(before), after: viewPastEntry(after) });
  }
  return view;
}

/** Without the revision that it makes, as it is kept for repetitions. */
export const viewSteppedBack = ({ isPolicyChanged, warnings, ...numbers }: SteppedBack) => ({
  ...numbers,
  policy_changed: isPolicyChanged,
  ...viewWarnings(warnings),
});
