import { err, ok, type Result } from "../../result.ts";
import { prefixRange } from "../range.ts";
import type { EntryError, WrittenRange } from "./notation.ts";
import { parseAddress } from "./parse-address.ts";
import { quote } from "./text.ts";

const TRAILING_STARS = /^((?:[^*.:/]+\.){0,3})\*(?:\.\*)*$/;

/** Reads `203.0.113.*`: four parts; only whole parts at the end may be stars. */
export function readWildcard(value: string): Result<WrittenRange, EntryError> {
  const parts = value.split(".");
  const stars = parts.filter((part) => part === "*").length;
  const address = TRAILING_STARS.test(value) && parts.length === 4 ? parseAddress(value.replaceAll("*", "0")) : null;
  if (address === null) return err(explainWildcard(value));
  if (!address.ok) {
    return err({
      code: address.error.code,
      detail: `${quote(value)} has a number that is not 0 to 255, or that has a leading zero.`,
      fix: "Write each number in decimal without leading zeros, such as 203.0.113.*.",
    });
  }
  return ok({ range: prefixRange(address.value, 32 - 8 * stars) });
}

function explainWildcard(value: string): EntryError {
  return {
    code: "invalid_wildcard",
    detail: `${quote(value)} has a star in a place where it is not allowed.`,
    fix: suggestion(value),
  };
}

function suggestion(value: string): string {
  if (value.includes(":"))
    return "Stars are for IPv4. Write the IPv6 network with its prefix length, such as 2001:db8:1:2::/64.";
  if (value.includes("/"))
    return "Write either stars, such as 203.0.113.*, or a prefix length, such as 203.0.113.0/24.";
  return "Write four parts with stars only at the end, such as 203.0.113.* or 203.0.*.*.";
}
