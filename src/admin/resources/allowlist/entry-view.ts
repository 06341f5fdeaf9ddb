import * as z from "zod";
import { parseEntry } from "../../../address/entry/entry.ts";
import { labelWarning } from "../../../address/entry/label-warning.ts";
import { formatRange } from "../../../address/range.ts";
import { type EntryEffect, MAX_COVERING } from "../../../allowlist/coverage.ts";
import type { Entry } from "../../../storage/entries/entry-records.ts";
import { USE_DAYS } from "../../../storage/entries/entry-use.ts";
import { formatTime, formatTimeOrNull } from "../../../time.ts";
import { ChangeOutcome, Timestamp } from "../../http/schemas.ts";

/** An entry by what people know it by. */
export const NamedEntryView = z.object({ id: z.string().optional(), value: z.string(), label: z.string().nullable() });

export const WarningView = z
  .object({
    code: z.string(),
    detail: z.string(),
    fix: z.string().optional(),
    entry: NamedEntryView.optional().meta({
      description:
        "Of `still_allowed`: the entry that admits the same addresses. Of `access_ends_at`: the one that ends last. Without `id` it is new.",
    }),
    your_address: z
      .string()
      .optional()
      .meta({ description: "Of `access_ends_at`: the address that loses access to the dashboard." }),
    access_ends_at: Timestamp.optional().meta({
      description: "Of `access_ends_at`: from then on the address is turned away, unless an entry gets a later end.",
    }),
  })
  .meta({ id: "EntryWarning" });

/** An entry in an answer. */
export const EntryView = z
  .object({
    id: z.string(),
    value: z.string().meta({ description: "As it was written." }),
    cidr: z
      .string()
      .optional()
      .meta({ description: "What it covers; `first` and `last` instead where that is no CIDR." }),
    first: z.string().optional(),
    last: z.string().optional(),
    family: z.union([z.literal(4), z.literal(6)]),
    label: z.string().nullable(),
    enabled: z.boolean(),
    expires_at: Timestamp.nullable(),
    state: z.enum(["live", "off", "expired"]).meta({ description: "Whether it admits visitors now." }),
    covered_by: z
      .array(z.string())
      .optional()
      .meta({
        description: `Ids of live entries that cover all of this one, the narrowest first, at most ${MAX_COVERING}: it makes no difference. Left out when there is none.`,
      }),
    last_used_at: Timestamp.nullable().meta({
      description:
        "The last day (UTC) on which the account's list admitted an address that this entry covers, as the time of the first such visit of that day. Every live entry that covers the address counts. Null: not since use is recorded. It is written within minutes after the visit, and is no change of the list.",
    }),
    visits_30d: z.int().meta({
      description: `On how many of the last ${USE_DAYS} days (UTC), today included, there were such visits: however many visits a day has, it counts as one. Visits to public paths, and to the API while it is not restricted, need no entry and do not count; calls of this API and of the console do.`,
    }),
    created_at: Timestamp,
    created_by: z.string(),
    updated_at: Timestamp,
    warnings: z.array(WarningView),
  })
  .meta({ id: "Entry" });

export const ChangedEntry = EntryView.extend(ChangeOutcome.shape).meta({ id: "ChangedEntry" });

/** An entry that was listed, off or expired, and is live again. */
export const ReactivatedEntry = ChangedEntry.extend({ reactivated: z.literal(true) }).meta({ id: "ReactivatedEntry" });

/** The parts of an entry that say nothing of what it does now. */
export const viewEntryItself = (entry: Entry) => ({
  id: entry.id,
  value: entry.value,
  ...formatRange(entry.range),
  family: entry.range.family,
  label: entry.label,
  enabled: entry.enabled,
  expires_at: formatTimeOrNull(entry.expiresAt),
  created_at: formatTime(entry.createdAt),
  created_by: entry.createdBy,
  updated_at: formatTime(entry.updatedAt),
});

export function viewEntry(
  entry: Entry,
  { state, coveredBy, use }: EntryEffect,
  more: readonly z.output<typeof WarningView>[] = [],
): z.output<typeof EntryView> {
  const parsed = parseEntry(entry.value);
  const ofLabel = labelWarning(entry.label);
  return {
    ...viewEntryItself(entry),
    state,
    ...(coveredBy.length === 0 ? {} : { covered_by: [...coveredBy] }),
    last_used_at: formatTimeOrNull(use.lastUsedAt),
    visits_30d: use.days,
    warnings: [...(parsed.ok ? parsed.value.warnings : []), ...(ofLabel === null ? [] : [ofLabel]), ...more],
  };
}
