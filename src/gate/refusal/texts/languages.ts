import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { pt } from "./pt.ts";
import { ru } from "./ru.ts";
import type { RefusalTexts } from "./texts.ts";

/** The texts for a visitor who asks for none of the languages below. */
export const FALLBACK_TEXTS: RefusalTexts = en;

/** By primary language subtag. To add a language: its file in this folder, and its name here. */
export const TEXTS_BY_LANGUAGE: ReadonlyMap<string, RefusalTexts> = new Map(
  [en, es, pt, fr, de, ru].map((texts) => [texts.language, texts]),
);
