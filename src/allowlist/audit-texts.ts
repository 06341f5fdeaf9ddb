import { formatAddress } from "../address/address.ts";
import { truncate } from "../address/entry/text.ts";
import { type AddressRange, firstAddress, formatRange, isSameAddress, lastAddress } from "../address/range.ts";
import { sha256Hex } from "../bytes.ts";
import { AUDIT_LIST_LIMIT, type AuditDetail, boundedList } from "../storage/d1/audit.ts";
import { type EntryUpdate, type ListedRange, rangeOfText } from "../storage/entries/entry-records.ts";
import { formatTimeOrNull } from "../time.ts";

/** How many entries of a list an audit event names, by value and label. */
export const NAMED_ENTRIES = 20;

/** The canonical text of a range, as the audit trail and a review show it. */
export function rangeLabel(range: AddressRange): string {
  const text = formatRange(range);
  return "cidr" in text ? text.cidr : `${text.first}-${text.last}`;
}

interface Labelled {
  readonly range: AddressRange;
  readonly label?: string | null | undefined;
}

/**
 * Entries in an audit event: how many; the ranges of the first hundred, and when some are left out a digest of all
 * (SHA-256, one a line); and the names of the first twenty.
 */
export async function auditEntries(entries: readonly Labelled[]): Promise<AuditDetail> {
  const texts = entries.map(({ range }) => rangeLabel(range));
  const list = { ...boundedList(texts), entries: entries.slice(0, NAMED_ENTRIES).map(nameOf) };
  if (texts.length <= AUDIT_LIST_LIMIT) return list;
  return { ...list, sha256: await sha256Hex(`${texts.join("\n")}\n`) };
}

/** Entries whose label, state or end change: how many, and the names of the first twenty with what they were and are. */
export function auditUpdates(listed: readonly ListedRange[], updates: readonly EntryUpdate[]): AuditDetail {
  const first = new Map(updates.slice(0, NAMED_ENTRIES).map((update) => [update.id, update]));
  const entries = listed.flatMap((before) => {
    const after = first.get(before.id);
    return after === undefined ? [] : [describeUpdate(before, after)];
  });
  return { count: updates.length, entries };
}

/** What differs, before and after. */
function describeUpdate(before: ListedRange, after: EntryUpdate): AuditDetail {
  const differs: Readonly<Record<keyof Settings, boolean>> = {
    label: before.label !== after.label,
    enabled: before.enabled !== after.enabled,
    expires_at: before.expiresAt !== after.expiresAt,
  };
  const differing = ({ label, enabled, expiresAt }: Omit<EntryUpdate, "id">): AuditDetail => {
    const settings: Settings = { label: shortened(label), enabled, expires_at: formatTimeOrNull(expiresAt) };
    return Object.fromEntries(Object.entries(settings).filter(([name]) => differs[name as keyof Settings]));
  };
  const name = nameOf({ range: rangeOfText(before.key), label: after.label });
  return { ...name, before: differing(before), after: differing(after) };
}

interface Settings {
  readonly label: string | null;
  readonly enabled: boolean;
  readonly expires_at: string | null;
}

/** An entry as people know it: the canonical text (a single address without its prefix length), and the label. */
const nameOf = ({ range, label = null }: Labelled): AuditDetail => ({
  value: isSameAddress(firstAddress(range), lastAddress(range))
    ? formatAddress(firstAddress(range))
    : rangeLabel(range),
  label: shortened(label),
});

/** A long label is cut, so that a detail keeps its bound with the longest ones. */
const shortened = (label: string | null): string | null => (label === null ? null : truncate(label).toWellFormed());
