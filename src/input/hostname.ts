import * as z from "zod";
import { err, ok, type Result } from "../result.ts";

export interface HostnameError {
  readonly code: string;
  readonly detail: string;
  readonly fix: string;
}

/** RFC 1035, section 2.3.4, without the final dot. */
const MAX_HOSTNAME_LENGTH = 253;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Reads a hostname into the form in which the URL parser gives the host of a visit: lower case, international names in
 * Punycode. The dot that ends a fully qualified name is dropped, as the gate drops it. No port, wildcard or path; an
 * IPv4 address only as dotted decimal.
 */
export function parseHostname(text: string): Result<string, HostnameError> {
  const bare = text.endsWith(".") ? text.slice(0, -1) : text;
  if (/[\s:/\\?#@[\]%*]/.test(bare)) return wrong("Write the hostname alone: no scheme, port, path or wildcard.");
  const url = URL.canParse(`http://${bare}/`) ? new URL(`http://${bare}/`) : null;
  if (url === null) return wrong("Write a name such as app.example.com.");
  const name = url.hostname;
  if (name.length > MAX_HOSTNAME_LENGTH) return wrong(`A hostname has at most ${MAX_HOSTNAME_LENGTH} characters.`);
  if (!name.split(".").every((label) => LABEL.test(label))) {
    return wrong("Between dots go 1 to 63 letters, digits and hyphens, no hyphen first or last.");
  }
  // The URL parser reads 0x7f.1 as 127.0.0.1: what a name means must be what it says.
  const isAscii = !/[^\0-\x7f]/.test(bare);
  if (isAscii && name !== bare.toLowerCase()) return wrong("Write an IPv4 address as dotted decimal.");
  return ok(name);
}

const wrong = (fix: string): Result<string, HostnameError> =>
  err({ code: "invalid_hostname", detail: "It is not a hostname.", fix });

/** A hostname in a path. */
export const Hostname = z
  .string()
  .transform((text, ctx): string => {
    const name = parseHostname(text);
    if (name.ok) return name.value;
    const { code, detail, fix } = name.error;
    ctx.issues.push({ code: "custom", input: text, message: detail, params: { code, fix } });
    return z.NEVER;
  })
  .meta({
    description: "Without port or wildcard; upper case, a final dot and international names are folded.",
    examples: ["app.example.com"],
  });
