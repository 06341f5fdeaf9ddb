import { CONSOLE_COOKIE } from "../../config.ts";

const LANGUAGE_COOKIE = "gatehouse-language";
const YEAR_SECONDS = 31_536_000;

/** The value of the first cookie of this name; null when there is none, or an empty one. */
function readCookie(header: string | null, name: string): string | null {
  for (const pair of (header ?? "").split(";")) {
    const equals = pair.indexOf("=");
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim() || null;
  }
  return null;
}

/** 256 random bits in base64url, as `createSecret` writes them. */
const SECRET = /^[\w-]{43}$/;

/** Null: there is none, or a text that no login was ever given. */
export function readSessionCookie(headers: Headers): string | null {
  const value = readCookie(headers.get("Cookie"), CONSOLE_COOKIE);
  return value !== null && SECRET.test(value) ? value : null;
}

/** Without Max-Age: closing the browser logs out. D1 knows when the session is over in any case. */
export const sessionCookie = (secret: string): string =>
  `${CONSOLE_COOKIE}=${secret}; Path=/; Secure; HttpOnly; SameSite=Lax`;

export const noSessionCookie = `${CONSOLE_COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0`;

export const readLanguageCookie = (headers: Headers): string | null =>
  readCookie(headers.get("Cookie"), LANGUAGE_COOKIE);

/** Kept to the console's own paths: the product never sees it. */
export const languageCookie = (language: string, basePath: string): string =>
  `${LANGUAGE_COOKIE}=${language}; Path=${basePath}; Secure; HttpOnly; SameSite=Lax; Max-Age=${YEAR_SECONDS}`;
