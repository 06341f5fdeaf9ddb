import { confirmProvisional, type EndTarget, undoProvisional } from "../../allowlist/change/provisional.ts";
import { guardVisitor } from "../allowlist/review/confirmation.ts";
import { readRevision } from "../history/revision.ts";
import { type Act, readText, type Visit } from "../page.ts";
import { refusalPage } from "../refusal-page.tsx";

/** Keeps the provisional change: the visitor is here, so the new state lets them in. */
export const keepChange: Act = {
  needs: "allowlist:write",
  async act(visit, form) {
    const target = targetOf(visit, form);
    if (target === null) return refusalPage(visit, { code: "revision_mismatch" });
    const { addresses } = guardVisitor(visit, false);
    const kept = await confirmProvisional(visit.deps, visit.actor, target, addresses);
    return kept.ok ? { kind: "redirect", to: "/allowlist?done=kept" } : refusalPage(visit, kept.error);
  },
};

/** Undoes it before its time. The visitor knows what was before; it comes back anyway, so nothing is asked. */
export const undoChange: Act = {
  needs: "allowlist:write",
  async act(visit, form) {
    const target = targetOf(visit, form);
    if (target === null) return refusalPage(visit, { code: "revision_mismatch" });
    const undone = await undoProvisional(visit.deps, visit.actor, target, guardVisitor(visit, false));
    return undone.ok ? { kind: "redirect", to: "/allowlist?done=undone" } : refusalPage(visit, undone.error);
  },
};

/** The change that the form's page told of: another one may be on trial by now, of which the visitor has not read. */
function targetOf({ account }: Visit, form: FormData): EndTarget | null {
  const only = readRevision(readText(form, "trial"));
  return only === null ? null : { account: account.id, revisions: null, only };
}
