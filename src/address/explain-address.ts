/** Stable codes of what can be wrong with a single address. */
export type AddressErrorCode =
  | "empty"
  | "too_long"
  | "unexpected_character"
  | "leading_zero"
  | "octet_out_of_range"
  | "short_ipv4"
  | "not_decimal"
  | "zone_id"
  | "port"
  | "hostname"
  | "url"
  | "invalid_ipv4"
  | "invalid_ipv6";

/** `detail` says what is wrong and quotes the input (cut, escaped); `fix` says what to write. Both are for people. */
export interface AddressError {
  readonly code: AddressErrorCode;
  readonly detail: string;
  readonly fix: string;
}

export function explainAddress(text: string): AddressError {
  return { code: "invalid_ipv4", detail: `"${text}" is not an address.`, fix: "Write an IPv4 or IPv6 address." };
}
