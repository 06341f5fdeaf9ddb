/** The contact that an account's policy names, made safe to show to any visitor. */
export type Contact =
  | { readonly kind: "link"; readonly href: string; readonly text: string }
  | { readonly kind: "text"; readonly text: string };

/** Keeps the page below its size limit whatever the policy holds; a line that is longer is cut, and is never a link. */
const MAX_CONTACT_LENGTH = 200;

/** Control characters, line and paragraph separators, and the characters that turn the direction of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be found
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g;

/** Text that can be shown in one line: each run of such characters becomes a blank. */
export const withoutInvisible = (text: string): string => text.replace(INVISIBLE, " ");

/** The first half of a character beyond U+FFFF, after its second half was cut off. */
const CUT_CHARACTER = /[\ud800-\udbff]$/;

/** Ordinary mail addresses: no quoting, no address literal, nothing with a meaning in a mailto URL (RFC 6068). */
const MAIL_ADDRESS = /^[\w.+-]{1,64}@[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63})+$/i;

/**
 * An https URL and a mail address become links, everything else (also `http:` and `javascript:`) stays text: the page
 * appears under the product's own name, so a link on it is trusted.
 */
export function readContact(contact: string | null): Contact | null {
  // Cut first, with some room for characters that are removed later: the work must not grow with the input.
  const line = withoutInvisible((contact ?? "").slice(0, 2 * MAX_CONTACT_LENGTH)).trim();
  if (line === "") return null;
  const isCut = line.length > MAX_CONTACT_LENGTH || (contact ?? "").length > 2 * MAX_CONTACT_LENGTH;
  if (isCut) return { kind: "text", text: `${line.slice(0, MAX_CONTACT_LENGTH).replace(CUT_CHARACTER, "")}…` };

  const address = line.replace(/^mailto:/i, "");
  if (MAIL_ADDRESS.test(address)) return { kind: "link", href: `mailto:${address}`, text: address };
  const url = readHttpsUrl(line);
  if (url !== null) return { kind: "link", href: url.href, text: line };
  return { kind: "text", text: line };
}

/** The URL parser accepts white space, backslashes and missing slashes; a contact that needs this is not a URL. */
function readHttpsUrl(line: string): URL | null {
  if (!/^https:\/\/[^\s\\]+$/i.test(line)) return null;
  const url = URL.parse(line);
  // "https://product.example@other.example/" leads to another host than a reader expects.
  return url === null || url.username !== "" || url.password !== "" ? null : url;
}
