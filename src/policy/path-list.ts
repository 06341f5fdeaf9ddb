/** A compiled list of paths of the product's profile: the length of the longest path that matches, or -1. */
export type PathList = (path: string) => number;

/**
 * Compiles a list of paths: each is a prefix in whole segments (`/api` matches `/api` and `/api/v4`, not `/apix`;
 * `/api/` matches what is below it), or, ending in `*`, a prefix of characters (`/api*` matches `/apix`).
 */
export function compilePathList(paths: readonly string[]): PathList {
  const patterns = paths.map((path) => {
    const isOpen = path.endsWith("*") || path.endsWith("/");
    return { prefix: path.endsWith("*") ? path.slice(0, -1) : path, isOpen };
  });
  return (candidate) => {
    let longest = -1;
    for (const { prefix, isOpen } of patterns) {
      if (prefix.length <= longest || !candidate.startsWith(prefix)) continue;
      if (isOpen || candidate.length === prefix.length || candidate[prefix.length] === "/") longest = prefix.length;
    }
    return longest;
  };
}
