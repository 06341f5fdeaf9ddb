import { UndoForm } from "../../history/undo-form.tsx";
import type { Show } from "../../page.ts";
import { Notice } from "../../parts/notice.tsx";
import type { Texts } from "../../texts/texts.ts";
import { baseOf, draftOf } from "./draft.ts";
import { editorPage } from "./editor.tsx";
import { loadAllowlist } from "./load.ts";

/** What was done before the page was shown, as `done` in its address names it. */
const DONE: readonly { readonly name: string; readonly text: (texts: Texts) => string }[] = [
  { name: "saved", text: ({ allowlist }) => allowlist.saved },
  { name: "imported", text: ({ allowlist }) => allowlist.file.imported },
  { name: "trying", text: ({ provisional }) => provisional.trying },
  { name: "kept", text: ({ provisional }) => provisional.kept },
  { name: "undone", text: ({ provisional }) => provisional.undone },
];

/** The list, its switch, and who may do what: the front page of the console. */
export const showAllowlist: Show = async (visit) => {
  const { texts, url, account } = visit;
  const data = await loadAllowlist(visit);
  const draft = draftOf(baseOf(account, data.list.entries));
  const done = url.searchParams.get("done");
  const said = DONE.find(({ name }) => name === done)?.text(texts) ?? null;
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
