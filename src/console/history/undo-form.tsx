import { hasScope } from "../../accounts/actor.ts";
import type { Visit } from "../page.ts";
import { Form } from "../parts/form.tsx";
import { pathOf, readRevision } from "./revision.ts";

/**
 * In the notice after a saved change: a button that takes it back, after a review. The query of the page says which revision
 * (`doneQuery`); whatever it says, nothing is done without the review.
 */
export function UndoForm({ visit }: { readonly visit: Visit }) {
  const { texts, url, actor } = visit;
  const [undo, back] = [readRevision(url.searchParams.get("undo")), readRevision(url.searchParams.get("back"))];
  const action = undo !== null ? `${pathOf(undo)}/undo` : back !== null ? `${pathOf(back)}/restore` : null;
  if (action === null || !hasScope(actor.scopes, "allowlist:write")) return null;
  return (
    <Form visit={visit} action={action}>
      <button type="submit" class="secondary">
        {texts.history.undo}
      </button>
    </Form>
  );
}
