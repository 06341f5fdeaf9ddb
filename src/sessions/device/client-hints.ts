import { type Item, parseItem, parseList } from "structured-headers";

/** What a Chromium browser says of itself in Sec-CH-UA headers; null: not said, or not readable. */
export interface ClientHints {
  /** The browser's own brand with its major version: `{ name: "Google Chrome", version: "131" }`. */
  readonly brand: { readonly name: string; readonly version: string } | null;
  readonly mobile: boolean | null;
  readonly platform: string | null;
  readonly platformVersion: string | null;
}

/** Real ones have about 130 characters. */
const HINT_MAX_LENGTH = 512;

export function readClientHints(headers: Headers): ClientHints {
  const mobile = readHint(headers.get("Sec-CH-UA-Mobile"));
  return {
    brand: readBrand(headers.get("Sec-CH-UA")),
    mobile: typeof mobile === "boolean" ? mobile : null,
    platform: textOf(readHint(headers.get("Sec-CH-UA-Platform"))),
    platformVersion: textOf(readHint(headers.get("Sec-CH-UA-Platform-Version"))),
  };
}

function readHint(header: string | null): unknown {
  if (header === null || header.length > HINT_MAX_LENGTH) return null;
  try {
    return parseItem(header)[0];
  } catch {
    return null;
  }
}

const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/** Chromium names itself, a made-up brand that keeps servers honest, and the browser: in any order. */
const NO_BRAND = /^chromium$|not.{0,3}a.{0,3}brand/i;

function readBrand(header: string | null): ClientHints["brand"] {
  if (header === null || header.length > HINT_MAX_LENGTH) return null;
  try {
    for (const [name, parameters] of parseList(header) as Item[]) {
      const version = parameters.get("v");
      if (typeof name !== "string" || typeof version !== "string" || NO_BRAND.test(name)) continue;
      if (name !== "" && /^\d+/.test(version)) return { name, version };
    }
  } catch {
    // Not a Structured Field: as if it were not there.
  }
  return null;
}
