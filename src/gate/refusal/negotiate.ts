import { parseAccept } from "hono/utils/accept";
import { FALLBACK_TEXTS, TEXTS_BY_LANGUAGE } from "./texts/languages.ts";
import type { RefusalTexts } from "./texts/texts.ts";

/** Browsers send less than 300 characters. What comes after is not read: a refused visit must stay cheap. */
const MAX_NEGOTIATION_HEADER_LENGTH = 1_000;

/** Destinations for which the answer is shown as a document (Fetch Standard, "request destination"). */
const DOCUMENT_DESTINATIONS: ReadonlySet<string> = new Set(["document", "iframe", "frame", "embed", "object"]);

/**
 * Whether a refusal is read by a program, which gets problem+json, or by a person, who gets a page.
 *
 * 1. The api surface is for programs.
 * 2. The answer to a navigation is read by a person. A script cannot forge Sec-Fetch-*, so this comes before the rest.
 * 3. Accept, where it puts JSON and HTML in an order. So a fetch() that asks for HTML gets HTML (Turbo and PJAX put the
 *    answer into the document).
 * 4. When Accept is absent or has no preference: the headers by which a script can be recognised.
 *
 * A tool that sends none of these headers, such as curl, is used by a person.
 */
export function wantsProblem(request: { readonly headers: Headers; readonly surface: string }): boolean {
  if (request.surface === "api") return true;
  if (isNavigation(request.headers)) return false;
  switch (preferredFormat(request.headers.get("accept"))) {
    case "json":
      return true;
    case "html":
      return false;
    case "either":
      return isMadeByScript(request.headers);
  }
}

/**
 * The texts in the language that the visitor reads best: `pt-BR` reads `pt`; English when there is no text in the
 * visitor's languages.
 */
export function chooseTexts(acceptLanguage: string | null): RefusalTexts {
  for (const { type, q } of parseBounded(acceptLanguage)) {
    if (q === 0) break; // sorted by q: "not acceptable" comes last
    const texts = TEXTS_BY_LANGUAGE.get(type.split(/[-_]/, 1)[0]?.toLowerCase() ?? "");
    if (texts !== undefined) return texts;
  }
  return FALLBACK_TEXTS;
}

function isNavigation(headers: Headers): boolean {
  const mode = headers.get("sec-fetch-mode");
  return mode === "navigate" || mode === "nested-navigate";
}

function isMadeByScript(headers: Headers): boolean {
  const destination = headers.get("sec-fetch-dest");
  if (destination !== null) return !DOCUMENT_DESTINATIONS.has(destination);
  return (
    headers.has("sec-fetch-mode") ||
    headers.get("x-requested-with")?.toLowerCase() === "xmlhttprequest" ||
    isJson(essence(headers.get("content-type") ?? ""))
  );
}

/**
 * The quality that an Accept header gives to a format: RFC 9110 §12.5.1, the most specific range that matches decides.
 */
interface Liking {
  readonly q: number;
  /** 3 by its own name, 2 by its type and a wildcard, 1 by a wildcard alone, 0 not at all. */
  readonly specificity: 0 | 1 | 2 | 3;
  /** Place in the list, best first. */
  readonly place: number;
}

const NOT_LIKED: Liking = { q: 0, specificity: 0, place: 0 };

// The higher q wins. At equal q, a format that is named comes before one that only a wildcard accepts (axios sends
// "application/json, text/plain, */*"); then the one that is named first. An Accept that does not accept HTML
// ("text/csv", "image/png") comes from a program.
function preferredFormat(accept: string | null): "json" | "html" | "either" {
  const ranges = parseBounded(accept);
  if (ranges.length === 0) return "either";
  let html = NOT_LIKED;
  let json = NOT_LIKED;
  ranges.forEach(({ type, q }, place) => {
    const name = type.toLowerCase();
    html = moreSpecific(html, { q, specificity: specificityOf(name, name === "text/html", "text/*"), place });
    json = moreSpecific(json, { q, specificity: specificityOf(name, isJson(name), "application/*"), place });
  });
  if (html.q === 0) return "json";
  if (html.q !== json.q) return html.q > json.q ? "html" : "json";
  if (html.specificity !== json.specificity) return html.specificity > json.specificity ? "html" : "json";
  if (html.place === json.place) return "either";
  return html.place < json.place ? "html" : "json";
}

function specificityOf(name: string, isItsOwnName: boolean, typeWildcard: string): Liking["specificity"] {
  if (isItsOwnName) return 3;
  if (name === typeWildcard) return 2;
  return name === "*/*" || name === "*" ? 1 : 0;
}

/** The ranges are sorted, best first, so of two equally specific ones the first is kept. */
const moreSpecific = (best: Liking, other: Liking): Liking => (other.specificity > best.specificity ? other : best);

/** JSON itself and everything built on it (`application/problem+json`, `application/vnd.api+json`). */
const isJson = (mediaType: string): boolean => mediaType === "application/json" || mediaType.endsWith("+json");

const essence = (contentType: string): string => contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "";

/** Sorted by q, best first; equal ones in the order in which they came. */
const parseBounded = (header: string | null) => parseAccept((header ?? "").slice(0, MAX_NEGOTIATION_HEADER_LENGTH));
