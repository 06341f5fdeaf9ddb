import { entryLine } from "../../../allowlist/entry-line.ts";
import { readAnyText } from "../../../allowlist/reading/any-text/read-any-text.ts";
import type { LeftOut } from "../../../allowlist/reading/any-text/reading.ts";
import { err, ok, type Result } from "../../../result.ts";
import { rangeText } from "../../../storage/entries/entry-records.ts";
import { boxText } from "../list-text.ts";
import { MAX_BOX_ENTRIES } from "./draft.ts";
import { keysOf } from "./propose.ts";

/** What was found in a text, and what became of it. */
export interface ReadIntoBox {
  /** The box with a line for each entry that was found and that it did not have. */
  readonly text: string;
  readonly added: number;
  /** Entries of the text that the box had already. */
  readonly present: number;
  /** The first of those that look like an entry and are not proposed, and how many there are. */
  readonly leftOut: readonly LeftOut[];
  readonly leftOutCount: number;
}

/** Why nothing of a text comes into the box. `found`: so many entries are too many for it. */
export type ReadFault =
  | { readonly kind: "empty" }
  | ({ readonly kind: "nothing_found" } & Pick<ReadIntoBox, "leftOut" | "leftOutCount">)
  | { readonly kind: "too_many"; readonly found: number };

/** Finds the entries in any text and puts them into the box, behind what is there. */
export function readIntoBox(box: string, pasted: string): Result<ReadIntoBox, ReadFault> {
  if (pasted.trim() === "") return err({ kind: "empty" });
  const { list, leftOut, leftOutCount } = readAnyText(pasted);
  const found = list.entries.length;
  if (found === 0) return err({ kind: "nothing_found", leftOut, leftOutCount });
  if (found > MAX_BOX_ENTRIES) return err({ kind: "too_many", found });

  const present = keysOf(box);
  const added = list.entries.filter(({ range }) => !present.has(rangeText(range)));
  const lines = added.map(({ value, label = null, enabled = true, expiresAt = null }) =>
    entryLine({ value, label, enabled, expiresAt }),
  );
  const before = box.trimEnd();
  return ok({
    text: boxText(before === "" ? lines : [before, ...lines]),
    added: added.length,
    present: found - added.length,
    leftOut,
    leftOutCount,
  });
}
