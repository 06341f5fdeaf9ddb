import { entryLine, type LineParts } from "../../../allowlist/entry-line.ts";
import { rangeText } from "../../../storage/entries/entry-records.ts";
import { boxText } from "../list-text.ts";
import type { Base, Draft } from "./draft.ts";
import { readListText } from "./propose.ts";

/** The difference between two lists, in the lines of the box. */
export interface LineChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Stayed with another label, state or expiry. */
  readonly changed: readonly string[];
}

/** The changes that two people made to one list. */
export interface Merge {
  /** Based on the account as it is now: the changes of others, and then the visitor's own. */
  readonly draft: Draft;
  readonly theirs: LineChanges;
  readonly mine: LineChanges;
  /** Both changed the switch, or the API checkbox, in different ways: the draft has the visitor's own choice. */
  readonly isModeContested: boolean;
  readonly isBlockApiContested: boolean;
}

type Lines = ReadonlyMap<string, LineParts>;

/**
 * Applies what was typed on `base` to the account as it is `now`. Where both changed the same part of an entry (its label,
 * state or expiry), what was typed wins.
 */
export function mergeDraft(draft: Draft, now: Base): Merge {
  const { base } = draft;
  const [before, mine, theirs] = [linesByRange(base.text), linesByRange(draft.text), linesByRange(now.text)];
  const merged = new Map(theirs);
  for (const [key, line] of mine) merged.set(key, mergeLine(before.get(key), line, theirs.get(key)));
  for (const key of before.keys()) if (!theirs.has(key) && isSame(before.get(key), mine.get(key))) merged.delete(key);
  for (const key of before.keys()) if (!mine.has(key)) merged.delete(key);
  const hasBox = draft.text !== null && now.text !== null;
  return {
    draft: {
      mode: draft.mode === base.mode ? now.mode : draft.mode,
      blockApi: draft.blockApi === base.blockApi ? now.blockApi : draft.blockApi,
      text: hasBox ? boxText([...merged.values()].map(entryLine)) : now.text,
      base: now,
    },
    theirs: compareLines(before, theirs),
    mine: compareLines(before, mine),
    isModeContested: now.mode !== base.mode && draft.mode !== base.mode && draft.mode !== now.mode,
    isBlockApiContested:
      now.blockApi !== base.blockApi && draft.blockApi !== now.blockApi && draft.blockApi !== base.blockApi,
  };
}

export const isNothingChanged = ({ added, removed, changed }: LineChanges): boolean =>
  added.length + removed.length + changed.length === 0;

/** By canonical range; a text that cannot be read has none: it is judged before it is merged. */
function linesByRange(text: string | null): Lines {
  const read = readListText(text ?? "");
  if (!read.ok) return new Map();
  return new Map(
    read.value.entries.map(({ range, value, label, enabled, expiresAt }) => [
      rangeText(range),
      { value, label: label ?? null, enabled: enabled ?? true, expiresAt: expiresAt ?? null },
    ]),
  );
}

/** A line that both may have changed, part by part. */
function mergeLine(before: LineParts | undefined, mine: LineParts, theirs: LineParts | undefined): LineParts {
  if (before === undefined || theirs === undefined) return mine;
  const part = <Name extends keyof LineParts>(name: Name): LineParts[Name] =>
    mine[name] === before[name] ? theirs[name] : mine[name];
  return { value: part("value"), label: part("label"), enabled: part("enabled"), expiresAt: part("expiresAt") };
}

const isSame = (a: LineParts | undefined, b: LineParts | undefined): boolean =>
  a !== undefined && b !== undefined && entryLine(a) === entryLine(b);

function compareLines(before: Lines, after: Lines): LineChanges {
  const kept = [...after].filter(([key]) => before.has(key));
  return {
    added: [...after].filter(([key]) => !before.has(key)).map(([, line]) => entryLine(line)),
    removed: [...before].filter(([key]) => !after.has(key)).map(([, line]) => entryLine(line)),
    changed: kept.filter(([key, line]) => !isSame(before.get(key), line)).map(([, line]) => entryLine(line)),
  };
}
