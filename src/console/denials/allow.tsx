import { admitVisitor } from "../../allowlist/admission/admit-visitor.ts";
import { NOBODY } from "../allowlist/review/confirmation.ts";
import { type Act, type Answer, readText, type Show, type Visit } from "../page.ts";
import type { FieldError } from "../parts/form.tsx";
import { withQuery } from "../query.ts";
import { refusalPage } from "../refusal-page.tsx";
import { type AdmissionFields, NEW_ADMISSION, readAdmissionFields, toAdmission } from "./admission.ts";
import { AllowForm } from "./allow-form.tsx";

/** Two queries: who comes, and the denied visit. */
export const showAllowForm: Show = (visit) => formPage(visit, visit.params.id ?? "", NEW_ADMISSION, null);

/** Lets the address in, and goes back to the list with what it came to; or the form again, as it was typed. */
export const allow: Act = {
  needs: "allowlist:write",
  async act(visit, form) {
    const { actor, account, deps, texts } = visit;
    const id = readText(form, "id");
    const fields = readAdmissionFields(form);
    const { errors } = texts.denials;
    const admission = toAdmission(fields, deps.now());
    if (admission === null) return formPage(visit, id, fields, { id: "label", text: errors.label });

    const target = { account: account.id, denial: id, revisions: null };
    const admitted = await admitVisitor(deps, actor, target, admission, NOBODY);
    if (!admitted.ok) {
      const { code } = admitted.error;
      if (code === "already_listed") return formPage(visit, id, fields, { id: "label", text: errors.alreadyListed });
      if (code === "invalid_entries") return formPage(visit, id, fields, { id: "label", text: errors.everything });
      if (code === "too_many_entries") return formPage(visit, id, fields, { id: "label", text: errors.tooMany });
      return refusalPage(visit, admitted.error);
    }
    const { value, published, revision, isChanged } = admitted.value;
    const { expiresAt } = admission;
    return {
      kind: "redirect",
      to: withQuery("/denials", {
        allowed: value.entry.value,
        ...(expiresAt === null ? {} : { until: String(expiresAt) }),
        ...(isChanged ? { undo: String(revision) } : {}),
        ...(published ? {} : { unpublished: "yes" }),
      }),
    };
  },
};

async function formPage(visit: Visit, id: string, fields: AdmissionFields, error: FieldError | null): Promise<Answer> {
  const { deps, account, texts } = visit;
  const denial = await deps.denials.get(account.id, id);
  if (denial === null) return refusalPage(visit, { code: "denial_not_found" });
  const content = <AllowForm visit={visit} denial={denial} fields={fields} error={error} />;
  const { title } = texts.denials.form;
  return { kind: "page", title, content, hasErrors: error !== null, status: error === null ? 200 : 422 };
}
