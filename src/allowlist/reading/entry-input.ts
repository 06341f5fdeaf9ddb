import * as z from "zod";
import { type ParsedEntry, parseEntry } from "../../address/entry/entry.ts";
import { isOneLine, TimeInput } from "../../input/scalars.ts";
import type { Given } from "./proposed-entries.ts";

export const MAX_LABEL_LENGTH = 200;

/** The text of an entry → what it covers. */
export const EntryValue = z
  .string()
  .transform((text, ctx): ParsedEntry => {
    const entry = parseEntry(text);
    if (entry.ok) return entry.value;
    const { code, detail, fix } = entry.error;
    ctx.issues.push({ code: "custom", input: text, message: detail, params: { code, fix } });
    return z.NEVER;
  })
  .meta({
    description: "A single address, CIDR, first–last range or IPv4 wildcard; IPv4 or IPv6.",
    examples: ["203.0.113.7", "49.37.165.0/24", "203.0.113.10-203.0.113.20", "203.0.113.*", "2001:db8::/48"],
  });

/** What people call an entry; blank counts as none. */
export const Label = z
  .string()
  .trim()
  .max(MAX_LABEL_LENGTH, `It is longer than ${MAX_LABEL_LENGTH} characters.`)
  .refine(isOneLine, {
    error: "It has control characters.",
    params: { code: "control_characters", fix: "Write it on one line, without control characters." },
  })
  .transform((label) => (label === "" ? null : label))
  .nullable();

const Enabled = z.boolean().meta({ description: "A disabled entry is kept and matches nothing." });

const ExpiresAt = TimeInput.nullable().meta({
  description: "From this second on the entry matches nothing; null: it never expires.",
});

/** One entry of a body. What is left out keeps its value where the range is listed already (PUT), else has its default. */
export const EntryInput = z
  .strictObject({
    value: EntryValue,
    label: Label.optional(),
    enabled: Enabled.optional(),
    expires_at: ExpiresAt.optional(),
  })
  .meta({ id: "EntryInput" });

/** A change of one entry: what is left out stays as it is. */
export const EntryPatch = EntryInput.partial().meta({ id: "EntryPatch" });

/** What an input says of an entry beside its value. */
export const givenBy = (input: Omit<z.output<typeof EntryPatch>, "value">): Given => ({
  label: input.label,
  enabled: input.enabled,
  expiresAt: input.expires_at,
});
