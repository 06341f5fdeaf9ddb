import { type AddressRange, formatRange } from "../address/range.ts";
import type { NewEntry } from "../storage/entries/entry-records.ts";
import { formatMoment } from "../time.ts";

/** The parts of an entry that a line of text has. */
export type LineParts = Pick<NewEntry, "value" | "label" | "enabled" | "expiresAt">;

/** An entry as people know it. */
export interface NamedEntry {
  /** Undefined: it is new with the same change. */
  readonly id?: string | undefined;
  /** As it is written, or in canonical form. */
  readonly value: string;
  readonly label: string | null;
}

/** `203.0.113.7 (Ann)` */
export const nameOf = ({ value, label }: NamedEntry): string => (label === null ? value : `${value} (${label})`);

/** An entry as a line of text: `203.0.113.7 until 2027-12-01T18:00Z off # Ann`. `readEntriesText` reads it back. */
export function entryLine({ value, label, enabled, expiresAt }: LineParts): string {
  const until = expiresAt === null ? "" : ` until ${formatMoment(expiresAt)}`;
  return `${oneLine(value)}${until}${enabled ? "" : " off"}${label === null ? "" : ` # ${label}`}`;
}

/** JSON may have line breaks around the dash of a range, which would end a line of text. */
const oneLine = (value: string): string => value.replaceAll(/\s+/g, " ");

/** A range for firewalls: an address, CIDR or `first-last`, in canonical form. */
export function bareRange(range: AddressRange): string {
  const text = formatRange(range);
  return "cidr" in text ? text.cidr.replace(range.family === 4 ? /\/32$/ : /\/128$/, "") : `${text.first}-${text.last}`;
}
