import { err, ok, type Result } from "../../result.ts";

/** What `If-Match` asks for: any revision, or one of these. */
export type IfMatch = "any" | ReadonlySet<string>;

/** The strong entity tag of an account's revision (RFC 9110, section 8.8.3). */
export const etagOf = (revision: number): string => `"${revision}"`;

/**
 * Reads `If-Match` (RFC 9110, section 13.1.1): `*`, or a list of entity tags. Weak tags count as their strong ones,
 * against the letter of the RFC: proxies weaken a tag when they compress, and the content is the same revision.
 */
export function readIfMatch(header: string): Result<IfMatch, string> {
  const text = header.trim();
  if (text === "*") return ok("any");
  const tags = text.split(",").map((part) => /^(?:W\/)?"([\x21\x23-\x7e]*)"$/.exec(part.trim())?.[1]);
  const known = tags.filter((tag) => tag !== undefined);
  return known.length === tags.length ? ok(new Set(known)) : err(`If-Match is * or tags in quotes, such as "12".`);
}

export const matchesRevision = (condition: IfMatch, revision: number): boolean =>
  condition === "any" || condition.has(String(revision));
