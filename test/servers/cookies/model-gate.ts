import type { Loot } from "./attacks.ts";
import { decodeEscapes } from "./reader.ts";
import { isGatehouseCookie, pairOf, type SealedCookie } from "./secret.ts";

/**
 * The naive reference: what passes a gate in strict, by DESIGN.md ("Bound cookies", Request 2-3), with the live seals known
 * as text instead of by a MAC. It shows that the corpus and the readers say what the design says, without the real gate.
 */
export function passModelGate(lines: readonly string[], { live, second }: Loot): string {
  // As workerd joins two lines.
  const segments = lines.join(", ").split(";");
  const own = segments.filter(isGatehouseCookie);
  const theirs = segments.filter((segment) => !isGatehouseCookie(segment));
  const candidates = theirs.filter((segment) => isCandidate(segment, live.name));
  const areTooMany = candidates.length > MAX_CANDIDATES || own.length > MAX_CANDIDATES;
  const bound = areTooMany
    ? []
    : [live, second].filter(({ seal }) => own.some((text) => seal !== null && exact(text) === seal));
  return theirs
    .filter((segment) => !isCandidate(segment, live.name) || isOne(bound, segment))
    .join(";")
    .trim();
}

const MAX_CANDIDATES = 32;
/** What merely begins with the name passes when it is shorter: it is a setting of the page. */
const SHORT = 16;

const isOne = (cookies: readonly SealedCookie[], segment: string): boolean =>
  cookies.some((cookie) => pairOf(cookie) === exact(segment));

/** Spaces and tabs trimmed at both ends and around the first `=`. */
const exact = (segment: string): string =>
  segment.replace(/^[ \t]+|[ \t]+$/g, "").replace(/^([^=]*?)[ \t]*=[ \t]*/, "$1=");

/** Whether some origin could take this segment, or a part of it, for the session cookie. */
export function isCandidate(segment: string, name: string): boolean {
  const text = segment.trim().replace(/^[=\s]+/, "");
  return [text, decodeEscapes(text)].some((spelled) => {
    const [key = "", value] = spelled.split(/=(.*)/s);
    if (value === undefined) return false;
    if (beginsWith(key, name) && !isSetting(fold(key).slice(fold(name).length), value, name)) return true;
    const inner = spelled
      .replace(/\s+=/g, "=")
      .split(/[\s,";]+/)
      .slice(1);
    return inner.some((part) => part.includes("=") && beginsWith(part.slice(0, part.indexOf("=")), name));
  });
}

const beginsWith = (key: string, name: string): boolean => fold(key).startsWith(fold(name));

const isSetting = (rest: string, value: string, name: string): boolean =>
  rest !== "" && !/^(?:[._-]?\d|c\d|_|\[)/.test(rest) && value.length < SHORT && !joinsAll(name);

/** Auth.js and NextAuth join every cookie that begins with the name, supabase those with a number. */
export const joinsAll = (name: string): boolean => /authjs|next-auth|^sb-/.test(name);

const fold = (text: string): string =>
  decodeEscapes(text)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: some parsers trim them
    .replace(/^[\s\u0000-\u0020\u007f-\u00a0]+|[\s\u0000-\u0020\u007f-\u00a0]+$/g, "")
    .replace(/^\$/, "")
    .toLowerCase()
    .replace(/^__(?:host-http|host|secure|http)-/, "")
    .replace(/[. [+]/g, "_");
