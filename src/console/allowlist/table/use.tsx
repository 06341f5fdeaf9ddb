import type { Entry } from "../../../storage/entries/entry-records.ts";
import { type EntryUse, NEVER_USED } from "../../../storage/entries/entry-use.ts";
import { Time } from "../../parts/time.tsx";
import type { Texts } from "../../texts/texts.ts";

interface UseProps {
  readonly texts: Texts;
  readonly entry: Entry;
  readonly use: EntryUse | undefined;
  /** Since when use is recorded, in Unix milliseconds. */
  readonly recordedSince: number;
}

/** When an entry was last used, and on how many of the last days. */
export function Use({ texts, entry, use = NEVER_USED, recordedSince }: UseProps) {
  const { use: words } = texts.suggestions;
  if (use.lastUsedAt !== null) {
    return (
      <>
        <Time texts={texts} at={use.lastUsedAt} dateOnly />
        {use.days === 0 ? null : <span class="hint">{words.days(use.days)}</span>}
      </>
    );
  }
  // What is older may have been used before anybody noted it.
  if (entry.createdAt >= recordedSince) return <span class="soft">{words.never}</span>;
  return (
    <span class="soft">
      {words.notSince} <Time texts={texts} at={recordedSince} dateOnly />
    </span>
  );
}
