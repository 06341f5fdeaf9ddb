import { parse, serialize } from "hono/utils/cookie";
import { CONSOLE_COOKIE } from "../../config/config.ts";
import { DAY_SECONDS } from "../../time.ts";

const LANGUAGE_COOKIE = "gatehouse-language";
const YEAR_SECONDS = 365 * DAY_SECONDS;

/** The value of the first cookie of this name; null when there is none, or an empty one. */
const readCookie = (headers: Headers, name: string): string | null =>
  parse(headers.get("Cookie") ?? "", name)[name] || null;

/** 256 random bits in base64url, as `createSecret` writes them. */
const SECRET = /^[\w-]{43}$/;

/** Null: there is none, or a text that no login was ever given. */
export function readSessionCookie(headers: Headers): string | null {
  const value = readCookie(headers, CONSOLE_COOKIE);
  return value !== null && SECRET.test(value) ? value : null;
}

const SESSION = { path: "/", secure: true, httpOnly: true, sameSite: "Lax" } as const;

/** Without Max-Age: closing the browser logs out. D1 knows when the session is over in any case. */
export const sessionCookie = (secret: string): string => serialize(CONSOLE_COOKIE, secret, SESSION);

export const noSessionCookie = serialize(CONSOLE_COOKIE, "", { ...SESSION, maxAge: 0 });

export const readLanguageCookie = (headers: Headers): string | null => readCookie(headers, LANGUAGE_COOKIE);

/** Only for the console's own paths: browsers do not send it to the product. */
export const languageCookie = (language: string, basePath: string): string =>
  serialize(LANGUAGE_COOKIE, language, { ...SESSION, path: basePath, maxAge: YEAR_SECONDS });
