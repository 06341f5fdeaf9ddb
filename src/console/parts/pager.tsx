import type { Visit } from "../page.ts";

interface PagerProps {
  readonly visit: Pick<Visit, "texts" | "href" | "url">;
  /** A path of the console's. */
  readonly path: string;
  readonly nextCursor: string | null;
}

/** On to the next page of a list, with whatever else the query says; and back to the first. */
export function Pager({ visit: { texts, href, url }, path, nextCursor }: PagerProps) {
  const isFirst = !url.searchParams.has("cursor");
  if (isFirst && nextCursor === null) return null;
  const link = (cursor: string | null): string => {
    const query = new URLSearchParams(url.search);
    query.delete("cursor");
    if (cursor !== null) query.set("cursor", cursor);
    const text = query.toString();
    return href(path) + (text === "" ? "" : `?${text}`);
  };
  return (
    <nav class="pager" aria-label={texts.common.pages}>
      {isFirst ? null : <a href={link(null)}>{texts.common.firstPage}</a>}
      {nextCursor === null ? null : (
        <a href={link(nextCursor)} rel="next">
          {texts.common.nextPage}
        </a>
      )}
    </nav>
  );
}
