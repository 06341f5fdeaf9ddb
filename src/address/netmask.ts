import { readVisitorAddress } from "./visitor-address.ts";
import { netmask } from "./words6.ts";

/** The prefix length of `255.255.255.0`, and of `0.0.0.255` as some routers write it; null when it is no such mask. */
export function prefixOfMask(text: string): number | null {
  const mask = readVisitorAddress(text);
  if (mask?.family !== 4) return null;
  const ones = Math.clz32(~mask.v4);
  const zeros = Math.clz32(mask.v4);
  return netmask(ones) === mask.v4 ? ones : ~netmask(zeros) >>> 0 === mask.v4 ? zeros : null;
}
