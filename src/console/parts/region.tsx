import type { RegionRecord } from "../../storage/sessions/session-records.ts";
import type { Texts } from "../texts/texts.ts";

interface RegionProps {
  readonly texts: Texts;
  readonly region: RegionRecord;
}

/** "Berlin, Germany"; nothing when nothing is known. */
export function Region({ texts, region: { country, city } }: RegionProps) {
  const parts = [city, country === null ? null : countryName(texts, country)].filter((part) => part !== null);
  return parts.length === 0 ? null : <bdi class="soft">{parts.join(", ")}</bdi>;
}

const names = new Map<string, Intl.DisplayNames>();

/** Cloudflare says `T1` for Tor and `XX` for what it does not know, beside the codes of ISO 3166-1. */
function countryName({ language }: Texts, code: string): string | null {
  if (code === "XX") return null;
  if (code === "T1") return "Tor";
  if (!/^[A-Z]{2}$/.test(code)) return code;
  let display = names.get(language);
  if (display === undefined) {
    display = new Intl.DisplayNames(language, { type: "region", fallback: "code" });
    names.set(language, display);
  }
  return display.of(code) ?? code;
}
