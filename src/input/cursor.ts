import { fromBase64Url, toBase64Url } from "../bytes.ts";
import { err, ok, type Result } from "../result.ts";

/** Some items of a list, and the cursor of the page that follows; null: this is the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** The cursor was made for another list, or is no cursor. */
export interface InvalidCursor {
  readonly code: "invalid_cursor";
}

/** The part of a list that is asked for. */
export interface PageQuery {
  /** `nextCursor` of the page before; undefined: the first page. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/**
 * An opaque cursor: the list it belongs to, and the key of the page's last item. It is no secret and gives no right: the
 * list's own conditions (the account above all) hold for every page.
 */
function encodeCursor(list: string, key: string): string {
  return toBase64Url(new TextEncoder().encode(JSON.stringify([list, key])));
}

/** The key after which a page begins, null for the first page. A cursor of another list, or a made-up one, is refused. */
function readCursor(list: string, cursor: string | undefined): Result<string | null, InvalidCursor> {
  if (cursor === undefined) return ok(null);
  const parts = decode(cursor);
  if (Array.isArray(parts) && parts.length === 2 && parts[0] === list && typeof parts[1] === "string") {
    return ok(parts[1]);
  }
  return err({ code: "invalid_cursor" });
}

function decode(cursor: string): unknown {
  const bytes = fromBase64Url(cursor);
  if (bytes === null) return null;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch {
    return null;
  }
}

/** How a list is named in its cursors, and which key an item has there. */
export interface Listing<T> {
  readonly list: string;
  readonly keyOf: (item: T) => string;
}

/**
 * Reads one page of a list. `find` is asked for one more than `limit`: that one tells whether there is a next page. It
 * answers null when `after` is no key of the list.
 */
export async function readPage<T>(
  { list, keyOf }: Listing<T>,
  { cursor, limit }: PageQuery,
  find: (page: { readonly after: string | null; readonly limit: number }) => Promise<readonly T[] | null>,
): Promise<Result<Page<T>, InvalidCursor>> {
  const after = readCursor(list, cursor);
  if (!after.ok) return after;
  const found = await find({ after: after.value, limit: limit + 1 });
  if (found === null) return err({ code: "invalid_cursor" });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const hasMore = found.length > limit && last !== undefined;
  return ok({ items, nextCursor: hasMore ? encodeCursor(list, keyOf(last)) : null });
}
