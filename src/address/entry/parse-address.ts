import { err, ok, type Result } from "../../result.ts";
import type { Address } from "../address.ts";
import { readAddress } from "../read-address.ts";
import { explainAddress } from "./explain-address.ts";
import type { AddressError } from "./parse-address.ts";

export type { AddressError, AddressErrorCode } from "./explain-address.ts";

/** Reads one address as `readAddress` does; the error says what is wrong with the text, and what to write instead. */
export function parseAddress(text: string): Result<Address, AddressError> {
  const address = readAddress(text);
  return address === null ? err(explainAddress(text)) : ok(address);
}
