/** The page of a revision. */
export const pathOf = (revision: number): string => `/history/${revision}`;

/** The number of a revision in a path or a query; null: it is none. */
export const readRevision = (text: string | null | undefined): number | null =>
  text !== null && text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;

/** The query of the page after a change is saved: what its notice undoes. `from`: the revision before. */
export function doneQuery(
  done: string,
  { from, to, isPublished }: { readonly from: number; readonly to: number; readonly isPublished: boolean },
): Readonly<Record<string, string>> {
  // A form that saved switches and list made two revisions: the state before both is brought back.
  const undo = to - from > 1 ? { back: String(from) } : to === from ? {} : { undo: String(to) };
  return { done, ...undo, ...(isPublished ? {} : { unpublished: "1" }) };
}
