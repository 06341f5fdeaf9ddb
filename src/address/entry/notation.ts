import type { AddressRange } from "../range.ts";
import type { AddressErrorCode } from "./parse-address.ts";
import type { EntryWarning } from "./warnings.ts";

/** What can be wrong with an entry. The codes never change their meaning. */
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

/** The range that an entry in one of the notations means, with the warnings that only this notation can have. */
export interface WrittenRange {
  readonly range: AddressRange;
  readonly warnings?: readonly EntryWarning[];
}
