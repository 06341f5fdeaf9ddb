import { Label } from "../../allowlist/reading/entry-input.ts";
import { readText } from "../page.ts";

const HOUR_MS = 3_600_000;

/** For how long an address is let in; null: for good. */
export const DURATIONS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, always: null } as const;
export type Duration = keyof typeof DURATIONS;

/** The usual network of an IPv6 household or office (RFC 6177, section 2). */
const NETWORK_PREFIX = 64;

/** What was typed into the form, kept for showing it again. */
export interface AdmissionFields {
  readonly label: string;
  readonly duration: Duration;
  readonly isNetwork: boolean;
}

/** A day is what a colleague on the way needs, and nothing that has to be remembered. */
export const NEW_ADMISSION: AdmissionFields = { label: "", duration: "day", isNetwork: false };

export function readAdmissionFields(form: FormData): AdmissionFields {
  const chosen = readText(form, "duration");
  const isNetwork = readText(form, "scope") === "network";
  return {
    label: readText(form, "label"),
    // What is not one of the choices is the shortest of them: nobody gets in for longer than was asked for.
    duration: Object.hasOwn(DURATIONS, chosen) ? (chosen as Duration) : "hour",
    isNetwork,
  };
}

/** The API's input; null: the label is none. */
export function toAllowance({ label, duration, isNetwork }: AdmissionFields, now: number) {
  const read = Label.safeParse(label);
  if (!read.success) return null;
  const length = DURATIONS[duration];
  return {
    ...(read.data === null ? {} : { label: read.data }),
    expires_at: length === null ? null : Math.floor((now + length) / 1000) * 1000,
    ...(isNetwork ? { prefix: NETWORK_PREFIX } : {}),
  };
}
