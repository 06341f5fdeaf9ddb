import { decodePercent, isInvisible, trimInvisible } from "./normal-form.ts";

/** Recognises the names of session cookies as origins spell and misspell them. */
export interface CookieNames {
  readonly size: number;
  /** Whether the text up to `end` may end in a name that `find` knows: a glance that spares most names the search. */
  mayEndAt(text: string, end: number): boolean;
  /** The name as the profile spells it; undefined when no origin takes this text for a session cookie's name. */
  find(text: string): string | undefined;
}

export function createCookieNames(names: readonly string[]): CookieNames {
  const spellings = new Map(names.map((name) => [fold(name), name]));
  const endings = new Set([...spellings.keys()].flatMap((name) => codesOf(name.slice(-1))));

  return {
    size: spellings.size,
    mayEndAt(text, end) {
      const code = text.charCodeAt(end - 1);
      return endings.has(code) || isInvisible(code) || text.charCodeAt(end - 3) === PERCENT;
    },
    find(text) {
      const lower = text.toLowerCase();
      if (/^[a-z0-9_-]*$/.test(lower)) return spellings.get(lower);
      const untrimmed = fold(text);
      const found = spellings.get(untrimmed) ?? spellings.get(fold(trimInvisible(text)));
      if (found !== undefined) return found;
      // PHP reads `name[x]` as an array of that name.
      const bracket = text.search(/\[|%5b/i);
      return bracket > 0 ? spellings.get(fold(trimInvisible(text.slice(0, bracket)))) : undefined;
    },
  };
}

const PERCENT = 0x25;

/** Every character that `fold` makes this one of, but for escapes and white space. */
const codesOf = (folded: string): readonly number[] =>
  [...(folded === "_" ? "_.[+" : folded + folded.toUpperCase()), "]"].map((character) => character.charCodeAt(0));

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
