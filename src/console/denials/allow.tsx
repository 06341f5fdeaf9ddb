import type { Problem } from "../../admin/http/problem.ts";
import { problem } from "../../admin/http/problem.ts";
import { viewDenial } from "../../admin/resources/allowlist/denial-view.ts";
import { allowDenial } from "../../admin/resources/allowlist/denials.ts";
import { bodyOf } from "../operation.ts";
import { type Act, type Answer, readText, type Show, type Visit } from "../page.ts";
import type { FieldError } from "../parts/form.tsx";
import { problemPage } from "../problem-page.tsx";
import { withQuery } from "../query.ts";
import type { Texts } from "../texts/texts.ts";
import { type AdmissionFields, DURATIONS, NEW_ADMISSION, readAdmissionFields, toAllowance } from "./admission.ts";
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
    const body = toAllowance(fields, deps.now());
    if (body === null) return formPage(visit, id, fields, { id: "label", text: errors.label });

    const call = { actor, params: { account: account.id, id }, query: {}, body, ifMatch: null };
    const allowed = bodyOf(await allowDenial.perform(call, deps));
    if (!allowed.ok) {
      const text = refusalText(texts, allowed.error);
      return text === null ? problemPage(visit, allowed.error) : formPage(visit, id, fields, { id: "label", text });
    }
    const { value, published } = allowed.value;
    const length = DURATIONS[fields.duration];
    return {
      kind: "redirect",
      to: withQuery("/denials", {
        allowed: value,
        ...(length === null ? {} : { until: String(body.expires_at) }),
        ...(published ? {} : { unpublished: "yes" }),
      }),
    };
  },
};

function refusalText({ denials: { errors } }: Texts, { code }: Problem): string | null {
  if (code === "already_listed") return errors.alreadyListed;
  return code === "too_many_entries" ? errors.tooMany : null;
}

async function formPage(visit: Visit, id: string, fields: AdmissionFields, error: FieldError | null): Promise<Answer> {
  const { deps, account, texts } = visit;
  const denial = await deps.denials.get(account.id, id);
  if (denial === null)
    return problemPage(visit, problem("denial_not_found", "The account has no denial with this id."));
  const content = <AllowForm visit={visit} facts={viewDenial(denial)} fields={fields} error={error} />;
  const { title } = texts.denials.form;
  return { kind: "page", title, content, hasErrors: error !== null, status: error === null ? 200 : 422 };
}
