import * as z from "zod";
import { DENIED_SURFACES, type Denial } from "../../../storage/visits/denials.ts";
import { DAY_MS, formatTime } from "../../../time.ts";
import { Timestamp } from "../../http/schemas.ts";

const text = z.string().nullable();

/** Visits that were turned away and are counted together, in an answer. */
export const DenialView = z
  .object({
    id: z.string(),
    day: z.iso.date().meta({ description: "In UTC. Each day counts anew.", examples: ["2026-11-22"] }),
    address: text.meta({ description: "null: many addresses that came in a flood, and are counted together." }),
    surface: z.enum(DENIED_SURFACES),
    device: z
      .object({ label: z.string(), type: z.string() })
      .nullable()
      .meta({ description: "null: several devices, counted together." }),
    region: z.object({ country: text, region: text, city: text }),
    outcome: z.enum(["blocked", "would_be_blocked"]).meta({
      description: "`would_be_blocked`: the list was only monitored, and the visit went on.",
    }),
    reason: z.string().meta({ description: "Of the last visit, like the region.", examples: ["address_not_listed"] }),
    count: z.int(),
    references: z.array(z.string()).meta({
      description:
        "Beginnings of the references that the newest of these visits were shown, the newest first; at most 20.",
      examples: [["9f86d081-884c"]],
    }),
    first_at: Timestamp,
    last_at: Timestamp,
  })
  .meta({ id: "Denial" });

export function viewDenial(denial: Denial): z.output<typeof DenialView> {
  const { id, address, surface, device, region, isBlocked, reason, visits, references, firstAt, lastAt } = denial;
  return {
    id,
    day: new Date(Math.floor(lastAt / DAY_MS) * DAY_MS).toISOString().slice(0, 10),
    address,
    surface,
    device: device === null ? null : { ...device },
    region: { ...region },
    outcome: isBlocked ? "blocked" : "would_be_blocked",
    reason,
    count: visits,
    references: [...references],
    first_at: formatTime(firstAt),
    last_at: formatTime(lastAt),
  };
}
