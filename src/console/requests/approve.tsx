import { approveRequest } from "../../allowlist/admission/access-requests.ts";
import type { AccessRequest } from "../../storage/visits/access-requests.ts";
import { NOBODY } from "../allowlist/review/confirmation.ts";
import { type AdmissionFields, readAdmissionFields, toAdmission } from "../denials/admission.ts";
import { AdmissionForm } from "../denials/admission-form.tsx";
import { type Act, type Answer, readText, type Show, type Visit } from "../page.ts";
import { ErrorSummary, type FieldError } from "../parts/form.tsx";
import { Notice } from "../parts/notice.tsx";
import { withQuery } from "../query.ts";
import { refusalPage } from "../refusal-page.tsx";
import { RequestFacts } from "./row.tsx";

/** Two queries: who comes, and the request. */
export const showApproveForm: Show = (visit) => formPage(visit, visit.params.id ?? "", null, null);

/** Lets the visitor in, and goes back to the list with what it came to; or the form, as it was typed. */
export const approve: Act = {
  needs: "allowlist:write",
  async act(visit, form) {
    const { actor, account, deps, texts } = visit;
    const id = readText(form, "id");
    const fields = readAdmissionFields(form);
    const { errors } = texts.denials;
    const admission = toAdmission(fields, deps.now());
    if (admission === null) return formPage(visit, id, fields, { id: "label", text: errors.label });

    const approved = await approveRequest(
      deps,
      actor,
      { account: account.id, request: id, revisions: null },
      admission,
      NOBODY,
    );
    if (!approved.ok) {
      const { code } = approved.error;
      if (code === "too_many_entries") return formPage(visit, id, fields, { id: "label", text: errors.tooMany });
      return refusalPage(visit, approved.error);
    }
    const { value, published } = approved.value;
    const { value: allowed, expiresAt } = value.admitted.entry;
    return {
      kind: "redirect",
      to: withQuery("/requests", {
        allowed,
        ...(expiresAt === null ? {} : { until: String(expiresAt) }),
        ...(published ? {} : { unpublished: "yes" }),
      }),
    };
  },
};

async function formPage(
  visit: Visit,
  id: string,
  typed: AdmissionFields | null,
  error: FieldError | null,
): Promise<Answer> {
  const { deps, account, texts } = visit;
  const request = await deps.accessRequests.get(account.id, id, deps.now());
  if (request === null) return refusalPage(visit, { code: "access_request_not_found" });
  const fields = typed ?? { label: request.name, duration: "day", isNetwork: false };
  const content = <ApproveForm visit={visit} request={request} fields={fields} error={error} />;
  const { title } = texts.requests.form;
  return { kind: "page", title, content, hasErrors: error !== null, status: error === null ? 200 : 422 };
}

interface ApproveFormProps {
  readonly visit: Visit;
  readonly request: AccessRequest;
  readonly fields: AdmissionFields;
  readonly error: FieldError | null;
}

function ApproveForm({ visit, request, fields, error }: ApproveFormProps) {
  const { texts } = visit;
  const { form, settled, unproven } = texts.requests;
  return (
    <>
      <ErrorSummary texts={texts} errors={error === null ? [] : [error]} />
      <p class="lead">{unproven}</p>
      <RequestFacts texts={texts} request={request} />
      {request.state === "open" ? (
        <AdmissionForm
          visit={visit}
          paths={{ action: "/requests/approve", cancel: "/requests" }}
          words={form}
          subject={request}
          fields={fields}
          error={error}
        />
      ) : (
        <Notice kind="info">
          <p>{settled}</p>
        </Notice>
      )}
    </>
  );
}
