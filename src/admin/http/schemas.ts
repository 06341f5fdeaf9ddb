import * as z from "zod";

/** A time in an answer. */
export const Timestamp = z.string().meta({ format: "date-time", examples: ["2026-11-22T12:00:00Z"] });

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
