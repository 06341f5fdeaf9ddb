import { CONSOLE_COOKIE } from "../../config/config.ts";

/** Between cookies, and where workerd has joined two Cookie lines; the value is base64url and holds none of these. */
const OWN_COOKIE = new RegExp(`(^|[;,])\\s*${CONSOLE_COOKIE}(?:-[a-z0-9-]{1,63})?=[^;,\\s]*\\s*(?=[;,]|$)`, "g");

/**
 * The Cookie header without the cookies of the console. Each lets its holder change an allowlist, so neither the product
 * nor its logs may see it. Null: there was no other cookie.
 */
export function withoutConsoleCookie(header: string): string | null {
  if (!header.includes(CONSOLE_COOKIE)) return header;
  const rest = header.replaceAll(OWN_COOKIE, "").replace(/^[;,\s]+/, "");
  return rest === "" ? null : rest;
}
