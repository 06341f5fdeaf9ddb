import { type InvalidCursor, type Listing, type Page, type PageQuery, readPage } from "../../input/cursor.ts";
import { ok, type Result } from "../../result.ts";
import type { Entry } from "../../storage/entries/entry-records.ts";
import type { EntryPage } from "../../storage/entries/entry-search.ts";
import type { EntryDifference } from "../../storage/revisions/difference.ts";
import type { Revision, RevisionMissing } from "../../storage/revisions/revision-records.ts";
import type { Difference } from "../../storage/revisions/revisions.ts";
import type { AllowlistDeps } from "../deps.ts";

type Deps = Pick<AllowlistDeps, "revisions">;

type Unreadable = RevisionMissing | InvalidCursor;

/** The revisions of an account that are kept, the newest first. */
export async function listRevisions(
  deps: Deps,
  account: string,
  query: PageQuery,
): Promise<Result<Page<Revision>, InvalidCursor>> {
  const listing = { list: `revisions:${account}`, keyOf: ({ revision }: Revision) => String(revision) };
  return readPage(listing, query, async ({ after, limit }) =>
    after !== null && !/^\d{1,15}$/.test(after)
      ? null
      : deps.revisions.list(account, { before: after === null ? null : Number(after), limit }),
  );
}

/** What a change did: the whole of it but the entries, and a page of them. */
export interface DifferencePage extends Page<EntryDifference> {
  readonly revision: Revision;
  readonly policy: Difference["policy"];
}

/** What the change that made a revision did, in pages of its entries, in the order of their creation. */
export async function readDifference(
  deps: Deps,
  account: string,
  revision: number,
  query: PageQuery,
): Promise<Result<DifferencePage, Unreadable>> {
  const listing = {
    list: `revision:${account}:${revision}`,
    keyOf: ({ before, after }: EntryDifference) => (before ?? after)?.id ?? "",
  };
  return readWith(listing, query, (page) => deps.revisions.differenceOf(account, revision, page), {
    itemsOf: ({ entries }) => entries,
    resultOf: ({ revision: made, policy }, page) => ({ ...page, revision: made, policy }),
  });
}

/** The list as it was right after a revision was made, in pages. */
export async function readListAt(
  deps: Deps,
  account: string,
  revision: number,
  query: PageQuery,
): Promise<Result<Page<Entry>, Unreadable>> {
  const listing = { list: `allowlist-at:${account}:${revision}`, keyOf: ({ id }: Entry) => id };
  return readWith(listing, query, (page) => deps.revisions.entriesAt(account, revision, page), {
    itemsOf: (entries) => entries,
    resultOf: (_, page) => page,
  });
}

/** `readPage` for a reading that can be refused, and that answers more than the items. */
async function readWith<T, V, R, E>(
  listing: Listing<T>,
  query: PageQuery,
  read: (page: EntryPage) => Promise<Result<V, E>>,
  { itemsOf, resultOf }: { itemsOf: (value: V) => readonly T[]; resultOf: (value: V, page: Page<T>) => R },
): Promise<Result<R, E | InvalidCursor>> {
  const answers: Result<V, E>[] = [];
  const page = await readPage(listing, query, async (asked) => {
    const answer = await read(asked);
    answers.push(answer);
    return answer.ok ? itemsOf(answer.value) : [];
  });
  if (!page.ok) return page;
  const [answer] = answers;
  if (answer === undefined) throw new Error("a page was made of nothing");
  return answer.ok ? ok(resultOf(answer.value, page.value)) : answer;
}
