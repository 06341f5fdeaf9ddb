import { hasScope } from "../../accounts/actor.ts";
import { changePolicy } from "../../allowlist/change/change-policy.ts";
import { ok } from "../../result.ts";
import { guardVisitor } from "../allowlist/review/confirmation.ts";
import { type Act, isChecked, type Visit } from "../page.ts";
import { Checkbox, Form } from "../parts/form.tsx";
import { withQuery } from "../query.ts";
import { refusalPage } from "../refusal-page.tsx";

/** Whether the refusal page has the form, with what that means for visitors. */
export function RequestSwitch({ visit }: { readonly visit: Visit }) {
  const { texts, account } = visit;
  const words = texts.requests.switch;
  const mayWrite = hasScope(visit.actor.scopes, "allowlist:write");
  return (
    <section class="card" aria-labelledby="switch-title">
      <h2 id="switch-title">{words.title}</h2>
      <Form visit={visit} action="/requests/switch">
        <fieldset disabled={!mayWrite}>
          <Checkbox
            id="access_requests"
            name="access_requests"
            label={words.label}
            checked={account.policy.accessRequests}
            hint={
              <>
                <p>{words.hint}</p>
                {account.policy.mode === "enforce" ? null : <p>{words.notEnforced}</p>}
              </>
            }
          />
        </fieldset>
        {mayWrite ? (
          <div class="actions">
            <button type="submit" class="secondary">
              {words.save}
            </button>
          </div>
        ) : null}
      </Form>
    </section>
  );
}

/** Turns the form on or off, and goes back to the list. */
export const setSwitch: Act = {
  needs: "allowlist:write",
  async act(visit, form) {
    const accessRequests = isChecked(form, "access_requests");
    const changed = await changePolicy(
      visit.deps,
      visit.actor,
      { account: visit.account.id, revisions: null },
      (policy) => ok({ ...policy, accessRequests }),
      guardVisitor(visit, true),
    );
    if (!changed.ok) return refusalPage(visit, changed.error);
    const unpublished = changed.value.published ? {} : { unpublished: "yes" };
    return { kind: "redirect", to: withQuery("/requests", { done: accessRequests ? "on" : "off", ...unpublished }) };
  },
};
