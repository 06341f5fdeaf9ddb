import { readAddress } from "../read-address.ts";
import { prefixOfMask } from "./netmask.ts";
import { DASH, quote, trimBlanks } from "./text.ts";

/** What is wrong, and what to write instead. */
export interface EntryAdvice {
  readonly code: "unsupported_kind" | "netmask" | "invalid_prefix" | "invalid_range" | "label_without_sign";
  readonly detail: string;
  readonly fix: string;
}

/**
 * What is wrong with a text that is an address and something else, as people copy it out of mails, tables and router
 * pages; null: it is none of these. For texts that are no entry.
 */
export function explainEntry(value: string): EntryAdvice | null {
  const explained = explainKind(value) ?? explainTilde(value);
  return explained ?? (/\s/.test(value) ? (explainMask(value) ?? explainWords(value)) : null);
}

/** What other firewalls have and Gatehouse does not: countries, networks by number, names. */
function explainKind(value: string): EntryAdvice | null {
  const kind = /^(?:(country|geo(?:ip)?|region|continent)\s*[:=]\s*\S.*|(AS|ASN)\s*[:=]?\s*\d{1,10})$/i.exec(value);
  if (kind === null) return null;
  const what = kind[1] === undefined ? "networks by their number (AS)" : "countries and regions";
  return {
    code: "unsupported_kind",
    detail: `${quote(value)}: Gatehouse does not know ${what}. A list has addresses, networks and ranges.`,
    fix: "Write the addresses of the offices, homes or VPN that you trust.",
  };
}

/** `203.0.113.0 255.255.255.0` and `203.0.113.0 / 24`. */
function explainMask(value: string): EntryAdvice | null {
  const parts = /^(\S+?)(?:\s*\/\s*|\s+)(?:netmask\s+|mask\s+)?(\S+)$/i.exec(value);
  const [, address = "", after = ""] = parts ?? [];
  const parsed = readAddress(address);
  if (parsed === null) return null;
  const fromMask = parsed.family === 4 ? prefixOfMask(after) : null;
  if (fromMask !== null) {
    return {
      code: "netmask",
      detail: `${quote(value)} has a netmask in the place of the prefix length.`,
      fix: `Write ${address}/${fromMask}.`,
    };
  }
  const isPrefix =
    value.includes("/") && /^(?:0|[1-9]\d{0,2})$/.test(after) && Number(after) <= (parsed.family === 4 ? 32 : 128);
  if (!isPrefix) return null;
  return {
    code: "invalid_prefix",
    detail: `${quote(value)} has blanks around the slash.`,
    fix: `Write ${address}/${after}.`,
  };
}

/** `203.0.113.1~203.0.113.9`, and ranges with words or dots between their ends. */
function explainTilde(value: string): EntryAdvice | null {
  const [, first = "", last = ""] =
    /^(\S+?)\s*(?:[~～]|\.{2,3}|…|\s(?:to|bis|through|till|a|al|hasta)\s)\s*(\S+)$/i.exec(value) ?? [];
  const [from, to] = [readAddress(first), readAddress(last)];
  if (from === null || to === null || from.family !== to.family) return null;
  return {
    code: "invalid_range",
    detail: `${quote(value)} is a range without a dash.`,
    fix: `Write ${first}-${last}.`,
  };
}

/** What would hide itself or break a line in a message. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** An entry, a tab or a blank, and words: a label without its `#`. */
function explainWords(value: string): EntryAdvice | null {
  const [, entry = "", words = ""] = /^(\S+)\s+(.*)$/s.exec(value) ?? [];
  const isEntry = entry.split(/[/-]/).every((part) => readAddress(part) !== null || /^\d{1,3}$/.test(part));
  if (!isEntry || readAddress(entry.split(/[/-]/)[0] ?? "") === null) return null;
  const label = trimBlanks(words.replaceAll(UNPRINTABLE, " "))
    .replace(/^(?:[-–—:=>|(]+|\/\/|--)\s*/, "")
    .replace(/\)$/, "");
  if (label.split(/[\s,;/]/).some((word) => readAddress(word) !== null)) return null;
  if (!/\p{L}/u.test(label) || DASH.test(label.charAt(0))) return null;
  return {
    code: "label_without_sign",
    detail: `${quote(value)} has text behind the address.`,
    fix: `Put # before the label: ${entry} # ${label.slice(0, 60)}`,
  };
}
