import { err, ok, type Result } from "../../result.ts";

/** The strong entity tag of an account's revision (RFC 9110, section 8.8.3). */
export const etagOf = (revision: number): string => `"${revision}"`;

/**
 * The revisions that `If-Match` names (RFC 9110, section 13.1.1): `*`, which is any and answered as null, or a list of
 * entity tags. A tag that is no revision matches nothing. Weak tags count as strong ones, against the letter of the RFC:
 * proxies weaken a tag when they compress, and the content is the same revision.
 */
export function readIfMatch(header: string): Result<ReadonlySet<number> | null, string> {
  const text = header.trim();
  if (text === "*") return ok(null);
  const tags = text.split(",").map((part) => /^(?:W\/)?"([\x21\x23-\x7e]*)"$/.exec(part.trim())?.[1]);
  const known = tags.filter((tag) => tag !== undefined);
  if (known.length !== tags.length) return err(`If-Match is * or tags in quotes, such as "12".`);
  return ok(new Set(known.filter((tag) => /^(?:0|[1-9]\d{0,15})$/.test(tag)).map(Number)));
}
