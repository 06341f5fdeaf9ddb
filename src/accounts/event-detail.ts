/** Reads an event's detail back from storage. Older versions may have written it, so every part is checked. */
export type Detail = Readonly<Record<string, unknown>>;

export function textOf(detail: Detail, name: string): string | null {
  const value = detail[name];
  return typeof value === "string" && value !== "" ? value : null;
}

export function numberOf(detail: Detail, name: string): number {
  const value = detail[name];
  return typeof value === "number" ? value : 0;
}

export function partOf(detail: Detail, name: string): Detail {
  const value = detail[name];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Detail) : {};
}

function partsOf(detail: Detail, name: string): readonly Detail[] {
  const value = detail[name];
  return Array.isArray(value) ? value.map((part) => partOf({ part }, "part")) : [];
}

function textsOf(detail: Detail, name: string): readonly string[] {
  const value = detail[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

/** How many entries of a list a sentence names. */
export const SHOWN_ENTRIES = 3;

export interface EntryName {
  readonly value: string | null;
  readonly label: string | null;
}

/** The entries that a list in a detail names. Older events have ranges without labels. */
export function entryNames(list: Detail): readonly EntryName[] {
  const named = partsOf(list, "entries").map(entryName);
  return named.length > 0 ? named : textsOf(list, "first").map((value) => ({ value, label: null }));
}

export const entryName = (entry: Detail): EntryName => ({
  value: textOf(entry, "value"),
  label: textOf(entry, "label"),
});

/** The lists of entries that a change added, brought back to life, removed and changed; only those that have any. */
export function changedLists(detail: Detail) {
  const [added, removed] = [partOf(detail, "added"), partOf(detail, "removed")];
  // Older events have only the number of changed entries.
  const changed: Detail = { count: numberOf(detail, "updated"), ...partOf(detail, "changed") };
  const lists = [
    { kind: "added", list: added },
    { kind: "reactivated", list: partOf(detail, "reactivated") },
    { kind: "removed", list: removed },
    { kind: "changed", list: changed },
  ] as const;
  return lists.filter(({ list }) => numberOf(list, "count") > 0);
}
