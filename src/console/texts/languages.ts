import { parseAccept } from "hono/utils/accept";
import { en } from "./en.ts";
import { es } from "./es.ts";
import type { Texts } from "./texts.ts";

/** Every language of the console, in the order of its switch. */
export const LANGUAGES: readonly Texts[] = [en, es];

const BY_TAG: ReadonlyMap<string, Texts> = new Map(LANGUAGES.map((texts) => [texts.language, texts]));

/** Browsers send less than 300 characters. */
const MAX_HEADER_LENGTH = 1_000;

/** The language that was chosen by hand, else the one that the browser asks for first (`es-MX` reads `es`), else English. */
export function chooseTexts(chosen: string | null, acceptLanguage: string | null): Texts {
  const byHand = BY_TAG.get(chosen ?? "");
  if (byHand !== undefined) return byHand;
  for (const { type, q } of parseAccept((acceptLanguage ?? "").slice(0, MAX_HEADER_LENGTH))) {
    if (q === 0) break; // sorted by q: "not acceptable" comes last
    const texts = BY_TAG.get(type.split(/[-_]/, 1)[0]?.toLowerCase() ?? "");
    if (texts !== undefined) return texts;
  }
  return en;
}

export const isLanguage = (tag: string): boolean => BY_TAG.has(tag);
