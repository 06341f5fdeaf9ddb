import { confirmProvisional, undoProvisional } from "../../allowlist/provisional.ts";
import { guardVisitor } from "../allowlist/review/confirmation.ts";
import type { Act } from "../page.ts";
import { refusalPage } from "../refusal-page.tsx";

/** Keeps the provisional change: the visitor is here, so the new state lets them in. */
export const keepChange: Act = {
  needs: "allowlist:write",
  async act(visit) {
    const target = { account: visit.account.id, revisions: null };
    const { addresses } = guardVisitor(visit, false);
    const kept = await confirmProvisional(visit.deps, visit.actor, target, addresses);
    return kept.ok ? { kind: "redirect", to: "/allowlist?done=kept" } : refusalPage(visit, kept.error);
  },
};

/** Undoes it before its time. The visitor knows what was before; it comes back anyway, so nothing is asked. */
export const undoChange: Act = {
  needs: "allowlist:write",
  async act(visit) {
    const target = { account: visit.account.id, revisions: null };
    const undone = await undoProvisional(visit.deps, visit.actor, target, guardVisitor(visit, false));
    return undone.ok ? { kind: "redirect", to: "/allowlist?done=undone" } : refusalPage(visit, undone.error);
  },
};
