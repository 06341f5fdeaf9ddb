/**
 * One way in which an origin reads a Cookie header: every value that it could take for the session cookie of this name.
 * A character of the header is one byte, as Node and PHP hand it over. Readers are pure, and never throw: an origin
 * that fails on a header reads no session in it.
 */
export type CookieReader = (header: string, name: string) => readonly string[];

/** A reading of a whole list of headers at once: another language's parser is one process for all of them. */
export type CookieBatchReader = (headers: readonly string[], name: string) => Promise<readonly (readonly string[])[]>;

export const inBatches =
  (read: CookieReader): CookieBatchReader =>
  async (headers, name) =>
    headers.map((header) => read(header, name));

export const isText = (value: string | null | undefined): value is string => typeof value === "string" && value !== "";

/** Decodes each escape that is whole, and leaves what is broken. */
export const decodeEscapes = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
