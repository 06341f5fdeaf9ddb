/** A compiled list of paths. It returns the length of the longest path of the list that matches, or -1. */
export interface PathList {
  (path: string): number;
  /** As they were written. */
  readonly paths: readonly string[];
}

/**
 * Compiles a list of paths of the product's profile. Each path is a prefix of whole segments (`/api` matches `/api` and
 * `/api/v4`, not `/apix`; `/api/` matches the paths below it). A path that ends in `*` is a prefix of characters (`/api*`
 * also matches `/apix`).
 */
export function compilePathList(paths: readonly string[]): PathList {
  const patterns = paths.map((path) => {
    const isOpen = path.endsWith("*") || path.endsWith("/");
    return { prefix: path.endsWith("*") ? path.slice(0, -1) : path, isOpen };
  });
  function longestMatch(candidate: string): number {
    let longest = -1;
    for (const { prefix, isOpen } of patterns) {
      if (prefix.length <= longest || !candidate.startsWith(prefix)) continue;
      if (isOpen || candidate.length === prefix.length || candidate[prefix.length] === "/") longest = prefix.length;
    }
    return longest;
  }
  return Object.assign(longestMatch, { paths });
}
