import { err, ok, type Result } from "../result.ts";
import { type Problem, problem } from "./problem.ts";

/** A page of a list as the API answers it. */
export interface Page<T> {
  readonly items: T[];
  readonly next_cursor: string | null;
}

/**
 * An opaque cursor: the list it belongs to, and the key of the page's last item. It is no secret and gives no right: the
 * list's own conditions (the account above all) hold for every page.
 */
export function encodeCursor(list: string, key: string): string {
  const bytes = new TextEncoder().encode(JSON.stringify([list, key]));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** The key after which a page begins, null for the first page. A cursor of another list, or a made-up one, is refused. */
export function readCursor(list: string, cursor: string | undefined): Result<string | null, Problem<"invalid_cursor">> {
  if (cursor === undefined) return ok(null);
  const parts = decode(cursor);
  if (Array.isArray(parts) && parts.length === 2 && parts[0] === list && typeof parts[1] === "string") {
    return ok(parts[1]);
  }
  return err(invalidCursor());
}

export const invalidCursor = (): Problem<"invalid_cursor"> =>
  problem("invalid_cursor", "Give `next_cursor` as this very list answered it, or none to begin again.");

function decode(cursor: string): unknown {
  try {
    const binary = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch {
    return null;
  }
}

/** A page of what was found, when one more than `limit` was asked for: that one tells whether there is a next page. */
export function pageOf<T, V>(
  found: readonly T[],
  page: { readonly list: string; readonly limit: number; readonly keyOf: (item: T) => string },
  view: (item: T) => V,
): Page<V> {
  const items = found.slice(0, page.limit);
  const last = items.at(-1);
  const hasMore = found.length > page.limit && last !== undefined;
  return { items: items.map(view), next_cursor: hasMore ? encodeCursor(page.list, page.keyOf(last)) : null };
}
