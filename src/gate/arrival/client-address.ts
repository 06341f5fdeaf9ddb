import type { Address } from "../../address/address.ts";
import { readAddress } from "../../address/read-address.ts";

/** Where a visit comes from. */
export interface Client {
  readonly address: Address;
  /** As Cloudflare wrote it; it parsed, so it is nothing but an address. */
  readonly text: string;
}

/**
 * The client's address: CF-Connecting-IP, which Cloudflare sets on every request and no client can forge, and nothing
 * else. X-Forwarded-For and similar headers are never read. Null when it is missing, comes twice, or is not exactly one
 * address. When the zone setting Pseudo IPv4 is "Overwrite headers", this is a class E address, which is on no list:
 * switch it off.
 */
export function readClient(headers: Headers): Client | null {
  const text = headers.get("CF-Connecting-IP");
  if (text === null) return null;
  const address = readAddress(text);
  return address === null ? null : { address, text };
}
