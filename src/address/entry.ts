import { err, type Result } from "../result.ts";
import type { AddressErrorCode } from "./explain-address.ts";
import type { AddressRange } from "./range.ts";

/** An allowlist entry, read once at the border. */
export interface ParsedEntry {
  /** As written, blanks around it removed. */
  readonly value: string;
  /** What it covers, canonically: host bits dropped, IPv4-mapped IPv6 folded to IPv4. */
  readonly range: AddressRange;
  /** What the writer should know; the entry is valid all the same. */
  readonly warnings: readonly EntryWarning[];
}

export type EntryWarningCode =
  | "host_bits"
  | "wide_prefix"
  | "cloudflare_workers"
  | "private_address"
  | "single_ipv6"
  | "ipv4_compatible"
  | "duplicate";

/** `detail` and `fix` are sentences for people; the code is stable. */
export interface EntryWarning {
  readonly code: EntryWarningCode;
  readonly detail: string;
  readonly fix?: string;
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
  | "too_many_entries";

/** `detail` quotes the input (cut, escaped); `fix` says what to write instead. */
export interface EntryError {
  readonly code: EntryErrorCode;
  readonly detail: string;
  readonly fix: string;
}

/** Reads one entry: a single address, CIDR, `first-last`, or an IPv4 wildcard such as `203.0.113.*`. */
export function parseEntry(_text: string): Result<ParsedEntry, EntryError> {
  return err({ code: "empty", detail: "Not yet.", fix: "Wait." });
}
