import * as z from "zod";
import type { Address } from "../address/address.ts";
import { parseAddress } from "../address/entry/parse-address.ts";
import { LAST_MOMENT_MS, toSeconds } from "../time.ts";

/** Names and labels are one line of text: no control characters, no line separators. */
export const isOneLine = (text: string): boolean => !/[\p{Cc}\u2028\u2029]/u.test(text);

const one = { code: "control_characters", fix: "Write it on one line, without control characters." };

/** One line of text of 1 to `max` characters, blanks around it removed. */
export function line(max: number) {
  return z
    .string()
    .trim()
    .min(1, "It is empty.")
    .max(max, `It is longer than ${max} characters.`)
    .refine(isOneLine, { error: "It has control characters.", params: one });
}

/** A text that is read as an address, by the same rules as the address of a visit. */
export const AddressText = z.string().transform((text, ctx): Address => {
  const address = parseAddress(text.trim());
  if (address.ok) return address.value;
  const { code, detail, fix } = address.error;
  ctx.issues.push({ code: "custom", input: text, message: detail, params: { code, fix } });
  return z.NEVER;
});

/** RFC 3339 with any offset → Unix milliseconds, cut to the second: the edge counts in seconds. */
export const TimeInput = z.iso
  .datetime({ offset: true, error: "It is not a time as RFC 3339 writes it." })
  .transform((text, ctx) => {
    const ms = toSeconds(Date.parse(text)) * 1000;
    if (ms >= 1000 && ms <= LAST_MOMENT_MS) return ms;
    const fix = "Give a time from 1970 to 2105; null means never.";
    ctx.issues.push({
      code: "custom",
      input: text,
      message: "It is out of bounds.",
      params: { code: "out_of_bounds", fix },
    });
    return z.NEVER;
  })
  .meta({ examples: ["2027-12-31T23:59:59Z"] });
