import { CONSOLE_COOKIE } from "../../config.ts";

/** Between cookies, and where workerd has joined two Cookie lines; the value is base64url and holds none of these. */
const OWN_COOKIE = new RegExp(`(^|[;,])\\s*${CONSOLE_COOKIE}=[^;,\\s]*\\s*(?=[;,]|$)`, "g");

/**
 * The Cookie header without the console's own: it lets its holder change the allowlist and is none of the product's
 * business, nor its logs'. Null: nothing else was in it.
 */
export function withoutConsoleCookie(header: string): string | null {
  if (!header.includes(CONSOLE_COOKIE)) return header;
  const rest = header.replaceAll(OWN_COOKIE, "").replace(/^[;,\s]+/, "");
  return rest === "" ? null : rest;
}
