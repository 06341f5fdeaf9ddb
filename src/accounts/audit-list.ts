import { toHex } from "../bytes.ts";
import { AUDIT_LIST_LIMIT, type AuditDetail, boundedList } from "../storage/audit.ts";

/** Many texts in an audit event: how many, the first, and where that is not all a digest of all (SHA-256, one a line). */
export async function auditList(texts: readonly string[]): Promise<AuditDetail> {
  const list = boundedList(texts);
  if (texts.length <= AUDIT_LIST_LIMIT) return list;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${texts.join("\n")}\n`));
  return { ...list, sha256: toHex(digest) };
}
