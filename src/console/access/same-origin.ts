/**
 * Whether a form was sent from a page of this very host. Browsers say so, and no page can change what they say: by Sec-Fetch-Site
 * (Fetch Metadata), or where they are too old for that by Origin. `none` is the visitor's own doing, such as a reload.
 * A request that says neither is not a browser's.
 */
export function isSameOrigin(headers: Headers, origin: string): boolean {
  const site = headers.get("Sec-Fetch-Site");
  if (site !== null) return site === "same-origin" || site === "none";
  return headers.get("Origin") === origin;
}
