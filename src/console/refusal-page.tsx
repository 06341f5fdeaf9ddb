import type { AllowlistRefusal } from "../allowlist/refusal.ts";
import type { Answer, Visit } from "./page.ts";
import { Notice } from "./parts/notice.tsx";
import type { Texts } from "./texts/texts.ts";

/** A refusal of the domain, by its code. */
type Refusal =
  | Pick<AllowlistRefusal, "code">
  | { readonly code: "session_not_found" | "sessions_not_found" | "invalid_cursor" };

/** A page for a refusal that the page before has no better words for. */
export function refusalPage({ texts }: Pick<Visit, "texts">, refusal: Refusal): Answer {
  const { common } = texts;
  const isMissing = refusal.code.endsWith("_not_found");
  const content = (
    <Notice kind="danger">
      <p>{describe(texts, refusal)}</p>
    </Notice>
  );
  const title = isMissing ? common.notFound.title : common.failed.title;
  return { kind: "page", title, content, status: isMissing ? 404 : 409, hasErrors: true };
}

function describe({ common, allowlist, denials, provisional, requests }: Texts, { code }: Refusal): string {
  switch (code) {
    case "account_not_found":
    case "entry_not_found":
    case "denial_not_found":
    case "access_request_not_found":
    case "revision_not_found":
    case "revision_not_kept":
    case "session_not_found":
    case "sessions_not_found":
      return common.notFound.text;
    case "concurrent_change":
    case "revision_mismatch":
    case "idempotency_in_progress":
    case "idempotency_limit_reached":
      return common.concurrentChange;
    case "already_listed":
      return allowlist.entry.alreadyListed;
    case "too_many_entries":
      return allowlist.tooManyEntries;
    case "empty_allowlist":
      return allowlist.reviewing.emptyText;
    case "lockout_risk":
      return allowlist.reviewing.yourself;
    case "access_request_settled":
      return requests.settled;
    case "provisional_open":
      return provisional.blocked;
    case "provisional_not_found":
      return provisional.none;
    case "provisional_undone":
      return provisional.tooLate;
    case "address_not_allowed":
      return provisional.notAdmitted;
    case "denial_without_address":
      return denials.form.noAddress;
    case "prefix_out_of_bounds":
    case "undo_not_possible":
      return common.concurrentChange;
    case "invalid_entries":
    case "invalid_cursor":
      return common.failed.text;
    default:
      return code satisfies never;
  }
}
