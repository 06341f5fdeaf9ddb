/**
 * Finds session cookies in a Cookie header as origins find them, not as RFC 6265 alone says: a name that any common
 * server would read as a session cookie's makes its part of the header a candidate.
 */

/** Recognises the session cookies of the product's profile. */
export interface SessionCookies {
  /** Whether any part of the header may be read as a session cookie. */
  isIn(header: string | null): boolean;
  /** The header without those parts, as it came otherwise; null when nothing is left. */
  without(header: string): string | null;
}

export function createSessionCookies(names: readonly string[]): SessionCookies {
  const folded = new Set(names.map(foldName));

  function isCandidate(part: string): boolean {
    // Some servers end a value at white space or a comma (RFC 2109), and read on for another name.
    return hasName(part, part.indexOf("=")) || part.split(/[\s,]+/).some((piece) => hasName(piece, piece.indexOf("=")));
  }

  function hasName(text: string, equals: number): boolean {
    const name = (equals === -1 ? text : text.slice(0, equals)).trim();
    if (folded.has(foldName(name))) return true;
    const bracket = name.search(/\[|%5b/i);
    return bracket > 0 && folded.has(foldName(name.slice(0, bracket)));
  }

  return {
    isIn: (header) => header !== null && folded.size > 0 && header.split(";").some(isCandidate),
    without(header) {
      if (folded.size === 0) return header;
      const parts = header.split(";");
      const kept = parts.filter((part) => !isCandidate(part));
      if (kept.length === parts.length) return header;
      const rest = kept.join(";").trim();
      return rest === "" ? null : rest;
    },
  };
}

/** PHP decodes percent escapes in cookie names and turns `.`, space and `[` into `_`; letter case is kept. */
function foldName(name: string): string {
  const decoded = name.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return decoded.trim().replace(/[. [+]/g, "_");
}
