import { declineRequest } from "../../allowlist/admission/access-requests.ts";
import { type Act, readText } from "../page.ts";
import { withQuery } from "../query.ts";
import { refusalPage } from "../refusal-page.tsx";

/** Declines a request, and goes back to the list. */
export const decline: Act = {
  needs: "allowlist:write",
  async act(visit, form) {
    const target = { account: visit.account.id, request: readText(form, "id") };
    const declined = await declineRequest(visit.deps, visit.actor, target);
    if (!declined.ok) return refusalPage(visit, declined.error);
    return { kind: "redirect", to: withQuery("/requests", { done: "declined" }) };
  },
};
