import type { RegionRecord } from "../../storage/sessions/session-records.ts";

/** Longer than any name that Cloudflare gives. */
const NAME_MAX_LENGTH = 100;

/** Where a request comes from, as Cloudflare tells it. */
export function readRegion(cf: Request["cf"]): RegionRecord {
  return { country: nameOf(cf?.country), region: nameOf(cf?.region), city: nameOf(cf?.city) };
}

const nameOf = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value.slice(0, NAME_MAX_LENGTH) : null;
