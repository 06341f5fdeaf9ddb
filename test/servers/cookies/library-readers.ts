import { parse as parseCookie0 } from "cookie";
import { parseCookie as parseCookie1 } from "cookie-1";
import { parseCookie as parseCookie2 } from "cookie-2";
import Cookies from "cookies";
import { parse as parseHono } from "hono/utils/cookie";
// The package exports no part of its own by name, and this class is what reads its sessions.
import { SessionStore } from "../../../node_modules/@auth/core/lib/utils/cookie.js";
import { type CookieReader, isText } from "./reader.ts";

type Parsed = Readonly<Record<string, string | undefined>>;

const valuesOf = (cookies: Parsed, name: string): readonly string[] =>
  Object.hasOwn(cookies, name) ? [cookies[name]].filter(isText) : [];

const SILENT = { debug: () => undefined, warn: () => undefined, error: () => undefined };

/** Auth.js joins every cookie that begins with the session cookie's name, in the order of what stands behind the last dot. */
const readLikeAuthJs: CookieReader = (header, name) =>
  [new SessionStore({ name, options: {} }, { ...parseCookie1(header) }, SILENT).value].filter(isText);

/** The cookies of Koa are found by a regular expression of their own. */
const readLikeKoa: CookieReader = (header, name) =>
  [new Cookies({ headers: { cookie: header } }, {}).get(name, { signed: false })].filter(isText);

/** The libraries themselves, as npm has them. */
export const LIBRARY_READERS: Readonly<Record<string, CookieReader>> = {
  "Express, cookie 0.7": (header, name) => valuesOf(parseCookie0(header), name),
  "cookie 1": (header, name) => valuesOf(parseCookie1(header), name),
  "iron-session, cookie 2": (header, name) => valuesOf(parseCookie2(header), name),
  Hono: (header, name) => valuesOf(parseHono(header), name),
  "Koa's cookies": readLikeKoa,
  "Auth.js' SessionStore": readLikeAuthJs,
};
