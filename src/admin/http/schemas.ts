import * as z from "zod";
import { type Address, parseAddress } from "../../address/address.ts";

/** Unix milliseconds as RFC 3339 in UTC, to the second. */
export const formatTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export const formatTimeOrNull = (ms: number | null): string | null => (ms === null ? null : formatTime(ms));

/** A time in an answer. */
export const Timestamp = z.string().meta({ format: "date-time", examples: ["2026-11-22T12:00:00Z"] });

/** `[a-z0-9-]{1,63}`, chosen by the operator. */
export const ACCOUNT_ID = /^[a-z0-9-]{1,63}$/;

export const AccountParams = z.object({
  account: z.string().meta({ description: "The account's id.", examples: ["acme"] }),
});

/** What every change adds to its answer. */
export const ChangeOutcome = z.object({
  revision: z.int().meta({ description: "The account's revision after the change." }),
  published: z.boolean().meta({
    description:
      "Whether the edge's copy was written. The change is saved either way; when false, it is tried again within minutes.",
  }),
});

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

/** A text that is read as an address; what it means is what the visit's address would mean. */
export const AddressText = z.string().transform((text, ctx): Address => {
  const address = parseAddress(text.trim());
  if (address.ok) return address.value;
  const { code, detail, fix } = address.error;
  ctx.issues.push({ code: "custom", input: text, message: detail, params: { code, fix } });
  return z.NEVER;
});

/** The edge keeps times as unsigned 32-bit seconds, of which 0 means never. */
const LAST_SECOND = 2 ** 32 - 1;

/** RFC 3339 with any offset → Unix milliseconds, cut to the second: the edge counts in seconds. */
export const TimeInput = z.iso
  .datetime({ offset: true, error: "It is not a time as RFC 3339 writes it." })
  .transform((text, ctx) => {
    const seconds = Math.floor(Date.parse(text) / 1000);
    if (seconds >= 1 && seconds <= LAST_SECOND) return seconds * 1000;
    const fix = "Give a time from 1970 to 2105; null means never.";
    ctx.issues.push({
      code: "custom",
      input: text,
      message: "It is out of bounds.",
      params: { code: "out_of_bounds", fix },
    });
    return z.NEVER;
  })
  .meta({ examples: ["2026-12-31T23:59:59Z"] });

/** `?limit=&cursor=` of a list; its pages are stable under changes: a cursor names an item, not a number of items. */
export const pageQuery = (defaultLimit: number, maxLimit: number) =>
  z.strictObject({
    limit: z
      .string()
      .regex(/^\d{1,6}$/, "It is not a whole number.")
      .transform(Number)
      .pipe(z.int().min(1, "It is below 1.").max(maxLimit, `It is above ${maxLimit}.`))
      .default(defaultLimit)
      .meta({ type: "integer", minimum: 1, maximum: maxLimit, description: "How many items at most." }),
    cursor: z.string().optional().meta({ description: "`next_cursor` of the page before." }),
  });

export const page = <S extends z.ZodType>(item: S) =>
  z.object({
    items: z.array(item),
    next_cursor: z
      .string()
      .nullable()
      .meta({ description: "Give it as `cursor` for the next page; null: this is the last." }),
  });
