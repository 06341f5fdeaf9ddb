import type { Result } from "../result.ts";
import type { KvFault, ListedPage } from "../storage/kv/kv.ts";
import type { NameRange } from "../storage/publish/drift.ts";

/** One kind of published record: how its copies in KV are listed, and how the truth is read from D1. */
export interface Published<T extends { readonly name: string }> {
  list(cursor: string | null): Promise<Result<ListedPage, KvFault>>;
  read(range: NameRange): Promise<readonly T[]>;
}

/** Where to go on comparing: KV's cursor, and the last name before it. */
export interface Place {
  readonly cursor: string | null;
  readonly after: string;
}

export const START: Place = { cursor: null, after: "" };

/** A name that KV or D1 knows, or both. Metadata undefined: KV lists no such key. */
export interface Pair<T> {
  readonly name: string;
  readonly metadata: unknown;
  readonly truth: T | null;
}

/** One page of KV's list, paired with D1. `next` is null after the last page. */
export interface ComparedPage<T> {
  readonly pairs: AsyncGenerator<Pair<T>, void, void>;
  readonly next: Place | null;
}

const TRUTH_PAGE_ROWS = 1_000;

/**
 * Lists a page of copies and pairs it with the truth by name. KV is read first: D1, read later, cannot be older than a
 * copy unless it was restored. Both sides are sorted by the bytes of their names, so neither must be in memory as a
 * whole.
 */
export async function comparePage<T extends { readonly name: string }>(
  kind: Published<T>,
  place: Place,
): Promise<Result<ComparedPage<T>, KvFault>> {
  const listed = await kind.list(place.cursor);
  if (!listed.ok) return listed;
  const { keys, cursor } = listed.value;
  const upTo = cursor === null ? null : (keys.at(-1)?.name ?? place.after);
  const next = cursor === null ? null : { cursor, after: upTo ?? place.after };
  return { ok: true, value: { pairs: pairUp(kind, keys, place.after, upTo), next } };
}

async function* pairUp<T extends { readonly name: string }>(
  kind: Published<T>,
  keys: ListedPage["keys"],
  after: string,
  upTo: string | null,
): AsyncGenerator<Pair<T>, void, void> {
  let at = 0;
  for await (const truth of readAll(kind, after, upTo)) {
    for (let key = keys[at]; key !== undefined && key.name < truth.name; key = keys[++at]) {
      yield { name: key.name, metadata: key.metadata, truth: null };
    }
    const same = keys[at]?.name === truth.name ? keys[at++] : undefined;
    yield { name: truth.name, metadata: same?.metadata, truth };
  }
  for (const key of keys.slice(at)) yield { name: key.name, metadata: key.metadata, truth: null };
}

async function* readAll<T extends { readonly name: string }>(
  kind: Published<T>,
  start: string,
  upTo: string | null,
): AsyncGenerator<T, void, void> {
  let after = start;
  for (;;) {
    const rows = await kind.read({ after, upTo, limit: TRUTH_PAGE_ROWS });
    yield* rows;
    const last = rows.at(-1);
    if (rows.length < TRUTH_PAGE_ROWS || last === undefined) return;
    after = last.name;
  }
}
