import { err, ok, type Result } from "../result.ts";
import { parseAddress } from "./address.ts";
import { readCidr } from "./entry-cidr.ts";
import { readFirstLast } from "./entry-first-last.ts";
import { type EntryWarning, warningsFor } from "./entry-warnings.ts";
import { readWildcard } from "./entry-wildcard.ts";
import type { AddressErrorCode } from "./explain-address.ts";
import { explainEntry } from "./explain-entry.ts";
import { type AddressRange, singleAddressRange } from "./range.ts";
import { coversEverything } from "./special-ranges.ts";
import { DASH, quote, trimBlanks } from "./text.ts";
import { readVisitorAddress } from "./visitor-address.ts";

export type { EntryWarning, EntryWarningCode } from "./entry-warnings.ts";

/** An allowlist entry, read once at the border. */
export interface ParsedEntry {
  /** As written, without the blanks around it. */
  readonly value: string;
  /** What it covers, canonically: host bits dropped, IPv4-mapped IPv6 folded to IPv4. */
  readonly range: AddressRange;
  /** What the writer should know; the entry is valid all the same. */
  readonly warnings: readonly EntryWarning[];
}

export type EntryErrorCode =
  | AddressErrorCode
  | "invalid_prefix"
  | "netmask"
  | "mapped_prefix"
  | "invalid_wildcard"
  | "invalid_range"
  | "mixed_families"
  | "reversed_range"
  | "covers_everything"
  | "several_entries"
  | "unsupported_kind"
  | "label_without_sign"
  | "invalid_time"
  | "repeated_option"
  | "misplaced_option"
  | "too_many_entries";

/** `detail` quotes the input (cut, escaped); `fix` says what to write instead. */
export interface EntryError {
  readonly code: EntryErrorCode;
  readonly detail: string;
  readonly fix: string;
}

/** A range as one of the notations gave it, with the warnings that only this notation can have. */
export interface WrittenRange {
  readonly range: AddressRange;
  readonly warnings?: readonly EntryWarning[];
}

/** The longest entry is two addresses of 45 characters and a dash, and some blanks. */
const MAX_ENTRY_LENGTH = 128;

/**
 * Reads one entry: a single address, CIDR (host bits are dropped with a warning), `first-last` (blanks around the dash,
 * and the dashes of word processors, are fine), or an IPv4 wildcard such as `203.0.113.*`. Blanks around it are ignored.
 *
 * An IPv6 range that happens to enclose ::ffff:0:0/96 is accepted and covers no IPv4 visitor: those are IPv4 here
 * however they are written. A prefix below 96 written on a mapped address is refused, since it is not what was meant.
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

/** A hyphen in a name is none of a range. */
const isName = (value: string): boolean => /[g-z]/i.test(value);

function everything(value: string, what: string): EntryError {
  return {
    code: "covers_everything",
    detail: `${quote(value)} covers ${what}.`,
    fix: "To let everyone in, turn the list off instead (mode off). Otherwise list the networks that you trust.",
  };
}

/** Several entries with only blanks, semicolons or bars between them. */
function findSeveral(value: string): EntryError | null {
  if (!/[\s;|]/.test(value)) return null;
  const parts = value.split(/[\s;|]+/).filter((part) => part !== "");
  const isEach = parts.length > 1 && parts.every((part) => readVisitorAddress(part.replace(/\/.*$/, "")) !== null);
  if (!isEach) return null;
  return {
    code: "several_entries",
    detail: `${quote(value)} is more than one entry.`,
    fix: "Put each entry on a line of its own, or commas between them.",
  };
}
