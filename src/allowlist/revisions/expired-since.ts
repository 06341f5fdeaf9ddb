import type { EntryDiff } from "../../storage/entries/entry-records.ts";
import { type ListedRange, rangeOfText } from "../../storage/entries/entry-records.ts";
import { bareRange } from "../entry-line.ts";
import type { PlacedWarning } from "../reading/proposed-entries.ts";

interface ComingBack {
  readonly diff: Pick<EntryDiff, "add" | "update">;
  /** For each of `diff.update`, in order, the entry as it is now. */
  readonly updated: readonly ListedRange[];
}

/** One warning for all entries that come back as they were and have expired since, with the first of them. */
export function warnExpiredSince({ diff, updated }: ComingBack, nowMs: number): readonly PlacedWarning[] {
  const back = [
    ...diff.add,
    ...diff.update.map((entry, i) => ({ ...entry, range: rangeOfText(updated[i]?.key ?? "") })),
  ];
  const expired = back.filter(({ enabled, expiresAt }) => enabled && expiresAt !== null && expiresAt <= nowMs);
  const [first] = expired;
  if (first === undefined) return [];
  const detail =
    expired.length === 1
      ? "The entry comes back and has expired since: it admits no one."
      : `${expired.length} entries come back and have expired since: they admit no one.`;
  const fix = "Give it a later end, or remove it.";
  return [{ value: bareRange(first.range), code: "expired_since", detail, fix, count: expired.length }];
}
