import { listRevisions } from "../../allowlist/revisions/revision-list.ts";
import type { Revision } from "../../storage/revisions/revision-records.ts";
import { Sentence } from "../activity/sentence.tsx";
import type { Show, Visit } from "../page.ts";
import { Notice } from "../parts/notice.tsx";
import { Pager } from "../parts/pager.tsx";
import { Cell, Row, Table } from "../parts/table.tsx";
import { Time } from "../parts/time.tsx";
import { pathOf } from "./revision.ts";
import { UndoForm } from "./undo-form.tsx";

const PAGE_LENGTH = 50;

/** Two queries: who comes, and the revisions. */
export const showHistory: Show = async (visit) => {
  const { url, texts, account, deps } = visit;
  const cursor = url.searchParams.get("cursor") ?? undefined;
  const found = await listRevisions(deps, account.id, { limit: PAGE_LENGTH, cursor });
  if (!found.ok) return { kind: "redirect", to: "/history" };
  const { items, nextCursor } = found.value;
  const { history } = texts;
  const { columns } = history;
  const content = (
    <>
      <Done visit={visit} />
      <p class="lead">{history.lead}</p>
      <p class="hint">{history.kept(deps.config.revisionRetentionDays)}</p>
      <div class="card">
        <Table caption={history.caption} columns={[columns.number, columns.when, columns.what]}>
          {items.map((revision) => (
            <RevisionRow visit={visit} revision={revision} />
          ))}
        </Table>
      </div>
      <Pager visit={visit} path="/history" nextCursor={nextCursor} />
    </>
  );
  return { kind: "page", title: history.title, content };
};

function RevisionRow({ visit, revision }: { readonly visit: Visit; readonly revision: Revision }) {
  const { texts, href } = visit;
  const { columns, change } = texts.history;
  return (
    <Row>
      <Cell column={columns.number}>
        <a href={href(pathOf(revision.revision))}>{change(revision.revision)}</a>
      </Cell>
      <Cell column={columns.when}>
        <Time texts={texts} at={revision.at} />
      </Cell>
      <Cell column={columns.what}>
        <Sentence texts={texts} event={{ ...revision, actor: revision.actor ?? texts.history.someone }} />
      </Cell>
    </Row>
  );
}

/** After an undo or a restore: that it is done, and how it is undone in its turn. */
function Done({ visit }: { readonly visit: Visit }) {
  const { texts, url } = visit;
  const { undone, restored } = texts.history;
  const said = new Map([
    ["undone", undone],
    ["restored", restored],
  ]).get(url.searchParams.get("done") ?? "");
  return said === undefined ? null : (
    <>
      <Notice kind="success" isNews>
        <p>{said}</p>
        {url.searchParams.has("unpublished") ? <p>{texts.common.unpublished}</p> : null}
      </Notice>
      <UndoForm visit={visit} />
    </>
  );
}
