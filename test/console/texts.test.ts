import { expect, test } from "vitest";
import { LANGUAGES } from "../../src/console/texts/languages.ts";

/** Every plain text of a language, by where it stands. */
function textsOf(value: unknown, at = ""): readonly (readonly [string, string])[] {
  if (typeof value === "string") return [[at, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => textsOf(part, `${at}/${name}`));
}

const slots = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map(([slot]) => slot).sort();

test.each(LANGUAGES.map((texts) => [texts.language, texts] as const))(
  "%s fills the places that English has, and says all of it",
  (_, texts) => {
    const [english] = LANGUAGES;
    const ours = new Map(textsOf(texts));
    for (const [at, text] of textsOf(english)) {
      expect(ours.get(at)?.trim(), at).toBeTruthy();
      expect(slots(ours.get(at) ?? ""), at).toEqual(slots(text));
    }
  },
);
