import { decodePercent, trimInvisible } from "./normal-form.ts";

/** Recognises the names of session cookies as origins spell and misspell them. */
export interface CookieNames {
  readonly size: number;
  /** The name as the profile spells it; undefined when no origin takes this text for a session cookie's name. */
  find(text: string): string | undefined;
}

export function createCookieNames(names: readonly string[]): CookieNames {
  const spellings = new Map(names.map((name) => [fold(name), name]));

  return {
    size: spellings.size,
    find(text) {
      const lower = text.toLowerCase();
      if (/^[a-z0-9_-]*$/.test(lower)) return spellings.get(lower);
      const untrimmed = fold(text);
      const found = spellings.get(untrimmed) ?? spellings.get(fold(trimInvisible(text)));
      if (found !== undefined) return found;
      // PHP reads `name[x]` as an array of that name; an unclosed bracket as `_`.
      const bracket = text.search(/\[|%5b/i);
      return bracket > 0 ? spellings.get(fold(trimInvisible(text.slice(0, bracket)))) : undefined;
    },
  };
}

/**
 * PHP turns `.`, space and `[` into `_`, and before 7.2.34 decoded percent escapes and `+` first. ASP.NET takes no
 * account of case. White space before the name is nobody's.
 */
function fold(name: string): string {
  return decodePercent(name)
    .trimStart()
    .replace(/[. [+]/g, "_")
    .toLowerCase();
}
