import { readAddress } from "../read-address.ts";
import { netmask } from "../words6.ts";

/** The prefix length of a netmask such as `255.255.255.0`, or `0.0.0.255` as some routers write it; null: not a netmask. */
export function prefixOfMask(text: string): number | null {
  const mask = readAddress(text);
  if (mask?.family !== 4) return null;
  const ones = Math.clz32(~mask.v4);
  const zeros = Math.clz32(mask.v4);
  return netmask(ones) === mask.v4 ? ones : ~netmask(zeros) >>> 0 === mask.v4 ? zeros : null;
}
