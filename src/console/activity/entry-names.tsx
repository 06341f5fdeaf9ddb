import type { Child } from "hono/jsx";
import { changedLists, type Detail, type EntryName, entryNames, numberOf } from "../../accounts/event-detail.ts";
import { Code } from "../parts/code.tsx";
import { fill } from "../parts/fill.tsx";
import type { Texts } from "../texts/texts.ts";

/** An entry by its value, with its label in brackets. */
export function Labelled({ value, label, texts }: EntryName & { readonly texts: Texts }) {
  return (
    <>
      <Code text={value ?? texts.common.unknown} />
      {label === null ? null : (
        <>
          {" ("}
          <bdi>{label}</bdi>)
        </>
      )}
    </>
  );
}

interface NamesProps {
  /** Of an event's detail: `count`, and the first entries. */
  readonly list: Detail;
  readonly texts: Texts;
  /** How many are named at most. */
  readonly limit: number;
}

/** The first entries of a list, and how many there are besides; only how many when none has a name. */
export function EntryNames({ list, texts, limit }: NamesProps) {
  const count = numberOf(list, "count");
  const names = entryNames(list).slice(0, limit);
  if (names.length === 0) return <>{texts.activity.entries(count)}</>;
  const more = count - names.length;
  return (
    <>
      {names.map(({ value, label }, index) => (
        <>
          {index === 0 ? "" : ", "}
          <Labelled value={value} label={label} texts={texts} />
        </>
      ))}
      {more > 0 ? ` ${texts.common.andMore(more)}` : ""}
    </>
  );
}

/** What a change of the list added, removed and changed, in words; at most `limit` entries of each are named. */
export function listChanges(texts: Texts, detail: Detail, limit: number): Child {
  const lists = changedLists(detail);
  if (lists.length === 0) return texts.common.unknown;
  return (
    <>
      {lists.map(({ kind, list }, index) => (
        <>
          {index === 0 ? "" : "; "}
          {fill(texts.activity.lists[kind], { entries: <EntryNames list={list} texts={texts} limit={limit} /> })}
        </>
      ))}
    </>
  );
}
