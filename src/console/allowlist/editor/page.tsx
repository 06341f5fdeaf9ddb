import { UndoForm } from "../../history/undo-form.tsx";
import type { Show } from "../../page.ts";
import { Notice } from "../../parts/notice.tsx";
import { baseOf, draftOf } from "./draft.ts";
import { editorPage } from "./editor.tsx";
import { loadAllowlist } from "./load.ts";

/** The list, its switch, and who may do what: the front page of the console. */
export const showAllowlist: Show = async (visit) => {
  const { texts, url, account } = visit;
  const data = await loadAllowlist(visit);
  const draft = draftOf(baseOf(account, data.list.entries));
  const done = url.searchParams.get("done");
  const { saved, imported } = { saved: texts.allowlist.saved, imported: texts.allowlist.file.imported };
  const said = done === "saved" ? saved : done === "imported" ? imported : null;
  const news =
    said === null ? null : (
      <>
        <Notice kind="success" isNews>
          <p>{said}</p>
          {url.searchParams.has("unpublished") ? <p>{texts.common.unpublished}</p> : null}
        </Notice>
        <UndoForm visit={visit} />
      </>
    );
  return editorPage(visit, { data, draft, news });
};
