import { decodeOnce, pathOf, resolveSegments } from "./page.ts";

/** How servers of several kinds read a request target: the path that they route on, or null for 400. */
export type Reader = (target: string) => string | null;

/** A hand-written server: decodes, then resolves. */
export const readNaively: Reader = (target) => {
  const decoded = decodeOnce(pathOf(target));
  return decoded === null ? null : resolveSegments(decoded);
};

/** A server that routes on the URL parser's path, decoded. */
export const readWithUrlParser: Reader = (target) => {
  if (!URL.canParse(target, "http://origin.invalid")) return null;
  return decodeOnce(new URL(target, "http://origin.invalid").pathname);
};

/** Go's net/http with a middleware that cleans the path (chi, gorilla): decodes, then `path.Clean`. */
export const readLikeGo: Reader = (target) => {
  const path = pathOf(target);
  if (!path.startsWith("/")) return null;
  const decoded = decodeOnce(path);
  return decoded === null || decoded.includes("\0") ? null : resolveSegments(decoded);
};

/** Tomcat with the options that let encoded and backward slashes in: parameters go from each segment, then decode, then resolve. */
export const readLikeTomcat: Reader = (target) => {
  const withoutParameters = pathOf(target).replace(/;[^/]*/g, "");
  const decoded = decodeOnce(withoutParameters);
  return decoded === null ? null : resolveSegments(decoded.replaceAll("\\", "/"));
};

/** What Windows' code pages fold to a slash or backslash ("best fit"), and NFKC does not. */
const BEST_FIT_SLASHES = /[\u2044\u2215\u2216\u00a5\u20a9\\]/g;

/** No server: every leniency ever seen in one at once, so that what it does not reach no other one does. */
export const readLeniently: Reader = (target) => {
  let path = pathOf(target);
  for (let round = 0; round < 4; round += 1) path = decodeLeniently(path);
  path = path.normalize("NFKC").replace(BEST_FIT_SLASHES, "/");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what such a server drops
  path = path.replace(/[?#].*$/s, "").replace(/[\u0000-\u001f\u007f-\u009f\p{Default_Ignorable_Code_Point}]/gu, "");
  path = path.replace(/;[^/]*/g, "").toLowerCase();
  // An alias without a slash at its end, as in nginx's classic misconfiguration: /files../ leaves the folder.
  path = path.replace(/^\/+files/, "/files/").replace(/^\/+rpc/, "/rpc/");
  const segments = path.split("/").map((segment) => segment.replace(/\+/g, " ").trim());
  return resolveSegments(segments.map((segment) => (/^[. ]*\.[. ]*\.[. ]*$/.test(segment) ? ".." : segment)).join("/"));
};

/** Escapes with and without `u`, bytes as UTF-8 with overlong forms; what is broken stays as it is. */
function decodeLeniently(path: string): string {
  const wide = path.replace(/%u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return wide.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const bytes = run
      .slice(1)
      .split("%")
      .map((hex) => Number.parseInt(hex, 16));
    let text = "";
    for (let at = 0; at < bytes.length; ) {
      const lead = bytes[at] ?? 0;
      const size = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
      const tail = bytes.slice(at + 1, at + size);
      const code = tail.reduce(
        (sum, byte) => (sum << 6) | (byte & 0x3f),
        size === 1 ? lead : lead & (0xff >> (size + 1)),
      );
      text += code <= 0x10ffff ? String.fromCodePoint(code) : "";
      at += size;
    }
    return text;
  });
}
