import type { Admission } from "../../allowlist/admission/let-in.ts";
import { Label } from "../../allowlist/reading/entry-input.ts";
import { DAY_MS, HOUR_MS, toSeconds } from "../../time.ts";
import { readText } from "../page.ts";

/** For how long an address is admitted; null: without an end. */
export const DURATIONS = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS, always: null } as const;
export type Duration = keyof typeof DURATIONS;

/** The usual network of an IPv6 household or office (RFC 6177, section 2). */
const NETWORK_PREFIX = 64;

/** What was typed into the form, to show it again. */
export interface AdmissionFields {
  readonly label: string;
  readonly duration: Duration;
  readonly isNetwork: boolean;
}

/** One day: enough for a colleague on a journey, and it ends by itself. */
export const NEW_ADMISSION: AdmissionFields = { label: "", duration: "day", isNetwork: false };

export function readAdmissionFields(form: FormData): AdmissionFields {
  const chosen = readText(form, "duration");
  const isNetwork = readText(form, "scope") === "network";
  return {
    label: readText(form, "label"),
    // An unknown choice counts as the shortest: no address is admitted for longer than was asked for.
    duration: Object.hasOwn(DURATIONS, chosen) ? (chosen as Duration) : "hour",
    isNetwork,
  };
}

/** What was chosen, as an admission; null: the label is not valid. */
export function toAdmission({ label, duration, isNetwork }: AdmissionFields, now: number): Admission | null {
  const read = Label.safeParse(label);
  if (!read.success) return null;
  const length = DURATIONS[duration];
  return {
    label: read.data ?? undefined,
    expiresAt: length === null ? null : toSeconds(now + length) * 1000,
    prefix: isNetwork ? NETWORK_PREFIX : undefined,
  };
}
