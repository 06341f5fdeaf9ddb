/** The Cookie header that a browser would send after this answer to a request with that header; null: none. */
export function nextCookieHeader(cookie: string | null, answer: Headers): string | null {
  const set = answer.getSetCookie().map((line) => (line.split(";", 1)[0] ?? "").trim());
  const nameOf = (pair: string): string => (pair.split("=", 1)[0] ?? "").trim();
  const replaced = new Set(set.map(nameOf));
  const kept = (cookie ?? "").split(";").filter((pair) => pair.trim() !== "" && !replaced.has(nameOf(pair)));
  const pairs = [...kept.map((pair) => pair.trim()), ...set];
  return pairs.length === 0 ? null : pairs.join("; ");
}
