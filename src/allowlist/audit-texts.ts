import { type AddressRange, formatRange } from "../address/range.ts";
import { sha256Hex } from "../bytes.ts";
import { AUDIT_LIST_LIMIT, type AuditDetail, boundedList } from "../storage/d1/audit.ts";

/** The canonical text of a range, as the audit trail and a review show it. */
export function rangeLabel(range: AddressRange): string {
  const text = formatRange(range);
  return "cidr" in text ? text.cidr : `${text.first}-${text.last}`;
}

/** Many texts in an audit event: how many, the first, and when some are left out a digest of all (SHA-256, one a line). */
export async function auditList(texts: readonly string[]): Promise<AuditDetail> {
  const list = boundedList(texts);
  if (texts.length <= AUDIT_LIST_LIMIT) return list;
  return { ...list, sha256: await sha256Hex(`${texts.join("\n")}\n`) };
}
