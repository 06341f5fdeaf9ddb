import { findAccount } from "../../accounts/change.ts";
import { ok, type Result } from "../../result.ts";
import type { TextFile } from "../../text-file.ts";
import type { AllowlistDeps } from "../deps.ts";
import { exportEntries, type ListFormat } from "../export.ts";
import type { RefusalOf } from "../refusal.ts";

/** The whole list as it was right after a revision was made, as a file. */
export async function exportListAt(
  deps: Pick<AllowlistDeps, "accounts" | "revisions" | "now">,
  account: string,
  revision: number,
  format: Exclude<ListFormat, "addresses">,
): Promise<Result<TextFile, RefusalOf<"account_not_found" | "revision_not_found" | "revision_not_kept">>> {
  const found = await findAccount(deps, account);
  if (!found.ok) return found;
  // Said before the file begins: once it is being sent, nothing else can be answered.
  const readable = await deps.revisions.readPolicyAt(account, revision);
  if (!readable.ok) return readable;
  const pages = deps.revisions.exportAt(account, revision);
  return ok(exportEntries(pages, `${account}-allowlist-${revision}`, format, deps.now()));
}
