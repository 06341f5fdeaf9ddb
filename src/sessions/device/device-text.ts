/** Pieces of User-Agents, made short and harmless. */

/** Control and format characters (which turn text around), surrogates and private ones go. */
export const clean = (text: string): string =>
  text
    .normalize("NFC")
    .replace(/[\p{C}\ufffd]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();

export const NAME_MAX_LENGTH = 40;

/** By characters, not by halves of them. */
export const cut = (text: string, length: number): string => {
  const trimmed = text.trim();
  return trimmed.length <= length ? trimmed : [...trimmed.slice(0, length)].slice(0, -1).join("").trim();
};

/** "131.0.6778.81" → "131" for browsers: their minor versions are frozen or say nothing; "4.12.0" → "4.12" for the rest. */
export const major = (version: string): string => /^\d{1,6}/.exec(version)?.[0] ?? "";
export const majorMinor = (version: string): string => /^\d{1,6}(?:\.\d{1,6})?/.exec(version)?.[0] ?? "";
export const withVersion = (name: string, version: string): string => (version === "" ? name : `${name} ${version}`);

/** `name/version`, or a name alone; names of several words as products write them. */
export const FIRST_PRODUCT = /^([^/()[\]{};,<>"]{1,60})(?:\/v?([\w.]{1,30}))?/;

/** The name that a product gives itself, with its version. */
export function nameApp(product: string, version: string): string {
  const name = decodeSpaces(product).replace(/[_+]/g, " ").trim();
  const spaced = version === "" ? /^(.*?) v?(\d[\d.]*)$/.exec(name) : null;
  const [title, number] = spaced === null ? [name, version] : [spaced[1] ?? "", spaced[2] ?? ""];
  return withVersion(cut(title, NAME_MAX_LENGTH - 8), majorMinor(number));
}

/** CFNetwork escapes the app's name: "Acme%20CRM/412". */
function decodeSpaces(text: string): string {
  try {
    return clean(decodeURIComponent(text));
  } catch {
    return text;
  }
}
