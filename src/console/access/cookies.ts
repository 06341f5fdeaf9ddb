import { parse, serialize } from "hono/utils/cookie";
import { CONSOLE_COOKIE, isConsoleCookie } from "../../config/config.ts";
import type { PresentedLogin } from "../../storage/console/console-sessions.ts";
import { DAY_SECONDS } from "../../time.ts";

const LANGUAGE_COOKIE = "gatehouse-language";
const YEAR_SECONDS = 365 * DAY_SECONDS;

/** The value of the first cookie of this name; null when there is none, or an empty one. */
const readCookie = (headers: Headers, name: string): string | null =>
  parse(headers.get("Cookie") ?? "", name)[name] || null;

/** 256 random bits in base64url, as `createSecret` writes them. */
const SECRET = /^[\w-]{43}$/;

/** Those of all accounts, in the order of the header: browsers send first what was set first (RFC 6265, section 5.4). */
export function readLoginCookies(headers: Headers): readonly PresentedLogin[] {
  const prefix = `${CONSOLE_COOKIE}-`;
  return Object.entries(parse(headers.get("Cookie") ?? ""))
    .filter(([name, secret]) => name.startsWith(prefix) && isConsoleCookie(name) && SECRET.test(secret))
    .map(([name, secret]) => ({ account: name.slice(prefix.length), secret }));
}

/** The secret of the login of this account; null: there is none, or a text that no login was ever given. */
export const readLoginCookie = (headers: Headers, account: string): string | null =>
  readLoginCookies(headers).find((cookie) => cookie.account === account)?.secret ?? null;

const SESSION = { path: "/", secure: true, httpOnly: true, sameSite: "Lax" } as const;

/** Logins of one browser on one host, at most: their cookies go with every request. */
const MAX_LOGINS = 16;

/**
 * The Set-Cookie lines of a login that was just opened. The oldest of the browser's others goes when there are too many.
 * Without Max-Age: closing the browser logs out. D1 knows when the login is over in any case.
 */
export function loginCookies(headers: Headers, { account, secret }: PresentedLogin): readonly string[] {
  const others = readLoginCookies(headers).filter((cookie) => cookie.account !== account);
  const surplus = others.slice(0, Math.max(0, others.length + 1 - MAX_LOGINS));
  return [serialize(nameFor(account), secret, SESSION), ...surplus.map((cookie) => noLoginCookie(cookie.account))];
}

export const noLoginCookie = (account: string): string => serialize(nameFor(account), "", { ...SESSION, maxAge: 0 });

const nameFor = (account: string): string => `${CONSOLE_COOKIE}-${account}`;

export const readLanguageCookie = (headers: Headers): string | null => readCookie(headers, LANGUAGE_COOKIE);

/** Only for the console's own paths: browsers do not send it to the product. */
export const languageCookie = (language: string, basePath: string): string =>
  serialize(LANGUAGE_COOKIE, language, { ...SESSION, path: basePath, maxAge: YEAR_SECONDS });
