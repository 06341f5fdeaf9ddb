import { readAddress } from "../read-address.ts";
import { quote } from "./text.ts";
import type { EntryWarning } from "./warnings.ts";

/** Four numbers, with a prefix length or without; no more digits or dots around them. Letters may touch them. */
const IPV4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)(?:\/\d{1,2})?/g;
/** Three to eight groups between colons, as a word of its own. A time of day has decimal groups of two digits only. */
const IPV6 = /(?<![\p{L}\d.:])[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}(?:\/\d{1,3})?(?![\p{L}\d:])/giu;

/** More than any label may have. */
const MAX_READ = 1_000;

/**
 * What to know of a label that has an address in it: only the entries before `#` count. (`203.0.113.7 # Ann49.37.165.0/16`
 * was once meant as two lines.) Null: it has none.
 */
export function labelWarning(label: string | null | undefined): EntryWarning | null {
  const found = label ? findAddress(label.slice(0, MAX_READ)) : null;
  if (found === null) return null;
  return {
    code: "label_has_address",
    detail: `The label contains ${quote(found)}, which lets no one in: it is only text.`,
    fix: "If it should be an entry, put it on a line of its own.",
  };
}

/** The first address or network that stands in a text. */
function findAddress(text: string): string | null {
  for (const pattern of [IPV4, IPV6]) {
    for (const [written] of text.matchAll(pattern)) {
      const [address = ""] = written.split("/");
      if (/[1-9a-f]/i.test(address) && readAddress(address) !== null) return written;
    }
  }
  return null;
}
