/**
 * Whether a path is Gatehouse's own: the base path or below it, exactly as written. Another spelling (`/%2egatehouse`)
 * belongs to the product and is judged as a visit.
 */
export function isOwnPath(pathname: string, basePath: string): boolean {
  return pathname.startsWith(basePath) && (pathname.length === basePath.length || pathname[basePath.length] === "/");
}
