import * as z from "zod";
import type { Admitted } from "../../../allowlist/admission/let-in.ts";
import { type Admission, LONGEST_PREFIX, WIDEST_PREFIX } from "../../../allowlist/admission/let-in.ts";
import { IN_THE_PAST } from "../../../allowlist/change/list-faults.ts";
import { Label } from "../../../allowlist/reading/entry-input.ts";
import { TimeInput } from "../../../input/scalars.ts";
import type { FieldError } from "../../../input/validation.ts";
import { err, ok, type Result } from "../../../result.ts";
import { DAY_MS, HOUR_MS, toSeconds } from "../../../time.ts";
import { viewEntry } from "./entry-view.ts";
import { warnAccessEnds } from "./guard.ts";

const UNIT_MS = { m: 60_000, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS } as const;
const MAX_DURATION_MS = 400 * DAY_MS;

/** `8h` → milliseconds. */
const Duration = z
  .string()
  .regex(
    /^\d{1,6}[mhdw]$/,
    "It is not a whole number of minutes (m), hours (h), days (d) or weeks (w), such as 8h or 1d.",
  )
  .transform((text) => Number(text.slice(0, -1)) * UNIT_MS[text.slice(-1) as keyof typeof UNIT_MS])
  .refine((ms) => ms > 0 && ms <= MAX_DURATION_MS, "It is not between a minute and 400 days.")
  .meta({ examples: ["1d", "8h"] });

/** How a refused visitor is let in; `id`: the body's name in the API's description. */
export const admissionBody = (id: string) =>
  z
    .strictObject({
      label: Label.optional(),
      for: Duration.optional().meta({
        description: "For how long from now: a number of minutes, hours, days or weeks, at most 400 days.",
      }),
      expires_at: TimeInput.nullable().optional().meta({
        description: "From this second on the entry matches nothing. Without it and `for`: it never expires.",
      }),
      prefix: z
        .int()
        .min(WIDEST_PREFIX[4], `It is below ${WIDEST_PREFIX[4]}.`)
        .max(LONGEST_PREFIX[6], `It is above ${LONGEST_PREFIX[6]}.`)
        .optional()
        .meta({
          description: `The network of this prefix length instead of the address: ${WIDEST_PREFIX[4]} to ${LONGEST_PREFIX[4]} for IPv4, ${WIDEST_PREFIX[6]} to ${LONGEST_PREFIX[6]} for IPv6, where a household or office has at least a /64.`,
          examples: [64],
        }),
    })
    .refine((body) => body.for === undefined || body.expires_at === undefined, {
      path: ["for"],
      error: "It comes together with expires_at.",
      params: { code: "not_with_expires_at", fix: "Give either for or expires_at." },
    })
    .meta({ id });

export function readAdmission(
  { label, for: length, expires_at: end = null, prefix }: z.output<ReturnType<typeof admissionBody>>,
  now: number,
): Result<Admission, readonly FieldError[]> {
  if (end !== null && end <= now) return err([{ pointer: "/expires_at", ...IN_THE_PAST }]);
  return ok({ label, expiresAt: length === undefined ? end : toSeconds(now + length) * 1000, prefix });
}

/** The entry by which a visitor was let in, as an answer tells it. */
export const viewAdmitted = ({ entry, status: _, at: __, warnings, accessEnds, ...effect }: Admitted) =>
  viewEntry(entry, effect, [...warnAccessEnds(accessEnds), ...warnings]);
