import { err, ok, type Result } from "../../result.ts";
import { type AddressRange, singleAddressRange } from "../range.ts";
import { readAddress } from "../read-address.ts";
import { readCidr } from "./cidr.ts";
import { explainEntry } from "./explain-entry.ts";
import { readFirstLast } from "./first-last.ts";
import type { EntryError, WrittenRange } from "./notation.ts";
import { parseAddress } from "./parse-address.ts";
import { coversEverything } from "./special-ranges.ts";
import { DASH, quote, trimBlanks } from "./text.ts";
import { type EntryWarning, warningsFor } from "./warnings.ts";
import { readWildcard } from "./wildcard.ts";

export type { EntryError, EntryErrorCode } from "./notation.ts";
export type { EntryWarning, EntryWarningCode } from "./warnings.ts";

/** An allowlist entry, after it was read. */
export interface ParsedEntry {
  /** As it was written, without the blanks around it. */
  readonly value: string;
  /** The addresses that it covers. Host bits are dropped; IPv4-mapped IPv6 is IPv4. */
  readonly range: AddressRange;
  /** What the person who wrote the entry should know. The entry is valid. */
  readonly warnings: readonly EntryWarning[];
}

/** The longest entry is two addresses of 45 characters and a dash, and some blanks. */
const MAX_ENTRY_LENGTH = 128;

/**
 * Reads one entry: a single address, CIDR (host bits are dropped with a warning), `first-last` (blanks around the dash,
 * and the dashes of word processors, are fine), or an IPv4 wildcard such as `203.0.113.*`. Blanks around it are ignored.
 *
 * An IPv6 range that contains ::ffff:0:0/96 is accepted, and covers no IPv4 address: an IPv4-mapped address counts as
 * IPv4. A mapped address with a prefix length below 96 is refused, since its writer certainly meant something else.
 */
export function parseEntry(text: string): Result<ParsedEntry, EntryError> {
  const value = trimBlanks(text);
  const written = readRange(value);
  if (!written.ok) return err((value.length <= MAX_ENTRY_LENGTH ? explainEntry(value) : null) ?? written.error);
  const { range, warnings = [] } = written.value;
  if (coversEverything(range)) return err(everything(value, `all public IPv${range.family} addresses`));
  return ok({ value, range, warnings: [...warnings, ...warningsFor(range, value)] });
}

function readRange(value: string): Result<WrittenRange, EntryError> {
  if (value.length > MAX_ENTRY_LENGTH) {
    return err({
      code: "too_long",
      detail: `${quote(value)} is too long to be an entry.`,
      fix: "Put each entry on a line of its own, or commas between them.",
    });
  }
  const several = findSeveral(value);
  if (several) return err(several);
  if (value === "*") return err(everything(value, "all addresses"));
  if (DASH.test(value) && !isName(value)) return readFirstLast(value);
  if (value.includes("*")) return readWildcard(value);
  if (value.includes("/") && !value.includes("://")) return readCidr(value);
  const address = parseAddress(value);
  return address.ok ? ok({ range: singleAddressRange(address.value) }) : address;
}

/** True when the text is a hostname: a hyphen in it does not mean a range. */
const isName = (value: string): boolean => /[g-z]/i.test(value);

function everything(value: string, what: string): EntryError {
  return {
    code: "covers_everything",
    detail: `${quote(value)} covers ${what}.`,
    fix: "To allow all addresses, turn the list off instead (mode off). Otherwise list the networks that you trust.",
  };
}

/** The error for several entries that are separated by blanks, semicolons or vertical bars only; null: it is not that. */
function findSeveral(value: string): EntryError | null {
  if (!/[\s;|]/.test(value)) return null;
  const parts = value.split(/[\s;|]+/).filter((part) => part !== "");
  const isEach = parts.length > 1 && parts.every((part) => readAddress(part.replace(/\/.*$/, "")) !== null);
  if (!isEach) return null;
  return {
    code: "several_entries",
    detail: `${quote(value)} is more than one entry.`,
    fix: "Put each entry on a line of its own, or commas between them.",
  };
}
