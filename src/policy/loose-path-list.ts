import type { PathList } from "./path-list.ts";
import { normalisePath } from "./surface.ts";

/**
 * Compiles a list of paths to a question that errs towards yes: whether some server may read a path (as the URL parser
 * writes it) as one of the list. Servers ignore case, decode escapes, and take what follows for a format (`/switch.json`).
 * A path that they read differently may be any with whose last segment it has something in common.
 */
export function compileLoosely({ paths }: Pick<PathList, "paths">): (pathname: string) => boolean {
  const prefixes = paths.map((path) => {
    const prefix = path.toLowerCase().replace(/[*/]$/, "");
    return { prefix, last: prefix.slice(prefix.lastIndexOf("/") + 1), isOpen: path.endsWith("*") };
  });
  return (pathname) => {
    if (prefixes.length === 0) return false;
    const path = normalisePath(pathname);
    if (path === null) {
      const text = decodeAll(pathname);
      return text === null || prefixes.some(({ last }) => text.includes(last));
    }
    const folded = fold(path);
    return prefixes.some(
      ({ prefix, isOpen }) => folded.startsWith(prefix) && (isOpen || !/^[\w-]/.test(folded.slice(prefix.length))),
    );
  };
}

/** As servers that ignore case and replace compatibility characters read it. */
const fold = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}+/gu, "")
    .toLowerCase();

/** No server decodes more often. */
const MAX_DECODINGS = 3;

/** In lower case, with every escape decoded; null: an escape cannot be decoded. */
function decodeAll(pathname: string): string | null {
  let text = pathname;
  try {
    for (let round = 0; round < MAX_DECODINGS && text.includes("%"); round++) text = decodeURIComponent(text);
  } catch {
    return null;
  }
  return fold(text);
}
