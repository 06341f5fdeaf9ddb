import { readAddress } from "../read-address.ts";
import { isBlank, quote } from "./text.ts";

/** What can be wrong with a single address. The codes never change their meaning. */
export type AddressErrorCode =
  | "empty"
  | "too_long"
  | "url"
  | "port"
  | "zone_id"
  | "hostname"
  | "leading_zero"
  | "not_decimal"
  | "octet_out_of_range"
  | "short_ipv4"
  | "invalid_ipv4"
  | "invalid_ipv6"
  | "unexpected_character";

/**
 * `detail` says what is wrong and quotes the input (cut, escaped); `fix` says what to write. Both are texts for people.
 */
export interface AddressError {
  readonly code: AddressErrorCode;
  readonly detail: string;
  readonly fix: string;
}

const EXAMPLE = "Write an IPv4 address such as 203.0.113.7, or an IPv6 address such as 2001:db8::7.";

/** An empty text, or a prefix length that a suggestion may repeat. */
const PLAIN_REST = /^(?:\/(?:0|[1-9][0-9]{0,2}))?$/;

/**
 * What a check found. The reason is the rest of a sentence that begins with the quoted text; the suggestion replaces
 * the text.
 */
interface Finding {
  readonly code: AddressErrorCode;
  readonly reason: string;
  readonly suggestion?: string;
  readonly fix?: string;
}

/**
 * Why the text is not an address, and what to write instead. The text must be one that `readAddress` refused. `rest` is
 * the text after the address in an entry (`/24`); it is quoted and suggested together with the address.
 */
export function explainAddress(text: string, rest = ""): AddressError {
  const found = find(text);
  const isUsable = found.suggestion !== undefined && readAddress(found.suggestion) !== null && PLAIN_REST.test(rest);
  return {
    code: found.code,
    detail:
      found.code === "empty" && rest === "" ? "Nothing is written here." : `${quote(text + rest)} ${found.reason}.`,
    fix: found.fix ?? (isUsable ? `Write ${found.suggestion}${rest}.` : EXAMPLE),
  };
}

function find(text: string): Finding {
  if (text === "") return { code: "empty", reason: "has no address" };
  if (text.length > 200) return { code: "too_long", reason: "is too long to be an address" };
  return (
    findDecoration(text) ??
    findOddCharacters(text) ??
    (text.includes(":") ? find6(text) : /^[\d.]+$/.test(text) ? find4(text) : findName(text))
  );
}

/** Parts of other notations: a URL, a port, brackets, a zone id. */
function findDecoration(text: string): Finding | null {
  const url = /^[a-z][a-z0-9+.-]*:\/\/(?:\[([^\]]*)\]|([^/:]*))/i.exec(text);
  if (url) return { code: "url", reason: "is a URL, not an address", suggestion: url[1] ?? url[2] ?? "" };
  const port = /^(?:\[([^\]]*)\]|([^:]*)):\d+$/.exec(text);
  const host = port?.[1] ?? port?.[2] ?? "";
  if (port && readAddress(host)) return { code: "port", reason: "has a port", suggestion: host };
  const brackets = /^\[(.*)\]$/s.exec(text);
  if (brackets) {
    return { code: "unexpected_character", reason: "is in brackets", suggestion: brackets[1] ?? "" };
  }
  const zoneAt = text.indexOf("%");
  if (zoneAt < 0 || !text.includes(":")) return null;
  const reason = "has a zone id, which has a meaning on one machine only";
  return { code: "zone_id", reason, suggestion: text.slice(0, zoneAt) };
}

/** Blanks inside, and characters that only look like digits, dots or colons. */
function findOddCharacters(text: string): Finding | null {
  if (/^[!-*,-~]+$/.test(text)) return null; // printable ASCII without the plus sign
  const odd = [...text].find((sign) => !/^[!-*,-~]$/.test(sign));
  if (odd === undefined) return null;
  const plain = [...text.normalize("NFKC")].filter((sign) => !isBlank(sign.charCodeAt(0)) && sign !== "+").join("");
  const what = isBlank(odd.charCodeAt(0)) ? "a blank" : quote(odd);
  return { code: "unexpected_character", reason: `contains ${what}`, suggestion: plain };
}

function find4(text: string): Finding {
  const octets = text.split(".");
  if (octets.includes("") || octets.length > 4)
    return { code: "invalid_ipv4", reason: "is not four numbers with dots between them" };
  const plain = octets.map((octet) => octet.replace(/^0+(?=\d)/, ""));
  if (octets.length < 4) {
    return {
      code: "short_ipv4",
      reason: "is not a whole IPv4 address: programs read such short forms in different ways",
      fix: "Write all four numbers, such as 203.0.113.7.",
    };
  }
  if (plain.some((octet, i) => octet !== octets[i])) {
    return {
      code: "leading_zero",
      reason: "has a leading zero: some programs read such a number as octal",
      suggestion: plain.join("."),
    };
  }
  return { code: "octet_out_of_range", reason: "has a number above 255", fix: "Write four numbers from 0 to 255." };
}

function find6(text: string): Finding {
  return { code: "invalid_ipv6", reason: `is not an IPv6 address: ${reason6(text)}` };
}

function reason6(text: string): string {
  if (text.includes(":::")) return "it has more than two colons in a row";
  if (text.indexOf("::") !== text.lastIndexOf("::")) return "`::` may occur in it only once";
  const groups = text.split(":");
  const tail = groups.at(-1) ?? "";
  const isDotted = tail.includes(".");
  if (isDotted && !readAddress(tail)) return `its end ${quote(tail)} is not an IPv4 address`;
  const odd = (isDotted ? groups.slice(0, -1) : groups).find((group) => !/^[0-9a-f]{0,4}$/i.test(group));
  if (odd !== undefined) return `${quote(odd)} is not one to four hexadecimal digits`;
  if (/^:(?!:)|[^:]:$/.test(text)) return "it begins or ends with a single colon";
  const count = groups.filter((group) => group !== "").length + (isDotted ? 1 : 0);
  if (text.includes("::")) return "`::` must replace at least one group";
  return count < 8 ? `it has only ${count} of eight groups` : "it has more than eight groups";
}

function findName(text: string): Finding {
  const junk = /^(\d+(?:\.\d+){3})[^\d.].*$/s.exec(text);
  if (junk)
    return { code: "unexpected_character", reason: "has more text after the address", suggestion: junk[1] ?? "" };
  if (/^[\da-fx.]+$/i.test(text) && /(?:^|\.)0x/i.test(text)) {
    return {
      code: "not_decimal",
      reason: "is not written in decimal",
      fix: "Write the four numbers in decimal, such as 203.0.113.7.",
    };
  }
  if (/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?$/i.test(text) && /[a-z]/i.test(text)) {
    return {
      code: "hostname",
      reason: "is a name, not an address",
      fix: "Write the addresses that the name resolves to.",
    };
  }
  const odd = /[^\d.]/.exec(text)?.[0] ?? "";
  return { code: "unexpected_character", reason: `contains ${quote(odd)}` };
}
