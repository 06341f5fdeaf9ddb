import type { Child } from "hono/jsx";
import { hasScope } from "../../accounts/actor.ts";
import { describePolicyChange } from "../../allowlist/change/change-policy.ts";
import { entryLine } from "../../allowlist/entry-line.ts";
import { exportListAt } from "../../allowlist/revisions/export-past.ts";
import { type DifferencePage, readDifference } from "../../allowlist/revisions/revision-list.ts";
import type { Revision, RevisionMissing } from "../../storage/revisions/revision-records.ts";
import { policyChanges } from "../activity/policy-changes.tsx";
import { Sentence } from "../activity/sentence.tsx";
import { Lines } from "../allowlist/review/review.tsx";
import type { Answer, Show, Visit } from "../page.ts";
import { Form } from "../parts/form.tsx";
import { Notice } from "../parts/notice.tsx";
import { Pager } from "../parts/pager.tsx";
import { Time } from "../parts/time.tsx";
import { refusalPage } from "../refusal-page.tsx";
import { pathOf, readRevision } from "./revision.ts";

/** Entries of a page. */
const PAGE_LENGTH = 200;

/** Three queries: who comes, the revision, and what it changed. */
export const showRevision: Show = async (visit) => {
  const revision = readRevision(visit.params.revision);
  if (revision === null) return revisionMissing(visit, { code: "revision_not_found" });
  const { texts, deps, account, url } = visit;
  const cursor = url.searchParams.get("cursor") ?? undefined;
  const read = await readDifference(deps, account.id, revision, { limit: PAGE_LENGTH, cursor });
  if (!read.ok) {
    return read.error.code === "invalid_cursor"
      ? { kind: "redirect", to: pathOf(revision) }
      : revisionMissing(visit, read.error);
  }
  const page = read.value;
  const { revision: made } = page;
  const content = (
    <>
      <p class="lead">
        <Sentence texts={texts} event={{ ...made, actor: made.actor ?? texts.history.someone }} />
        {" · "}
        <Time texts={texts} at={made.at} />
      </p>
      <Changes visit={visit} page={page} />
      <Pager visit={visit} path={pathOf(revision)} nextCursor={page.nextCursor} />
      <ListOfThen visit={visit} revision={made} />
      <Ways visit={visit} revision={made} />
    </>
  );
  return { kind: "page", title: texts.history.change(revision), content };
};

interface ChangesProps {
  readonly visit: Visit;
  readonly page: DifferencePage;
}

function Changes({ visit, page: { revision, policy, items } }: ChangesProps) {
  const { texts } = visit;
  const { history } = texts;
  const { counts } = revision;
  if (counts === null) return <p>{history.oldest}</p>;
  const detail = policy === null ? null : describePolicyChange(policy.before, policy.after);
  const added = items.flatMap(({ before, after }) => (before === null ? [entryLine(after)] : []));
  const removed = items.flatMap(({ before, after }) => (after === null ? [entryLine(before)] : []));
  const changed = items.flatMap(({ before, after }) =>
    before === null || after === null ? [] : [`${entryLine(before)} → ${entryLine(after)}`],
  );
  const groups = [
    { kind: "added", title: history.added(counts.added), lines: added, all: counts.added },
    { kind: "removed", title: history.removed(counts.removed), lines: removed, all: counts.removed },
    { kind: "changed", title: history.changed(counts.changed), lines: changed, all: counts.changed },
  ] as const;
  const isListSame = groups.every(({ all }) => all === 0);
  if (detail === null && isListSame) return <p>{history.onlyOther}</p>;
  return (
    <section class="card">
      {detail === null ? null : (
        <>
          <h2>{history.policy}</h2>
          <p>{policyChanges(texts, detail)}</p>
        </>
      )}
      {isListSame ? null : <h2>{history.list}</h2>}
      {groups.map(({ kind, title, lines, all }) => (
        <Group visit={visit} kind={kind} title={title} lines={lines} all={all} />
      ))}
    </section>
  );
}

interface GroupProps {
  readonly visit: Visit;
  readonly kind: "added" | "removed" | "changed";
  readonly title: string;
  readonly lines: readonly string[];
  readonly all: number;
}

function Group({ visit: { texts }, kind, title, lines, all }: GroupProps): Child {
  if (lines.length === 0) return null;
  const list = { count: lines.length, items: lines };
  return (
    <>
      <Lines title={title} kind={kind} list={list} texts={texts} />
      {lines.length < all ? <p class="hint">{texts.history.onThisPage(lines.length, all)}</p> : null}
    </>
  );
}

function ListOfThen({ visit: { texts, href }, revision: { revision } }: { visit: Visit; revision: Revision }) {
  const { history } = texts;
  const link = (format: string): string => href(`${pathOf(revision)}/export?format=${format}`);
  return (
    <section class="card" aria-labelledby="then">
      <h2 id="then">{history.listOfThen}</h2>
      <div class="actions">
        <a class="button secondary" href={link("csv")} download>
          {history.downloadCsv}
        </a>
        <a class="button secondary" href={link("text")} download>
          {history.downloadText}
        </a>
      </div>
    </section>
  );
}

/** What can be done about the change. */
function Ways({ visit, revision }: { readonly visit: Visit; readonly revision: Revision }): Child {
  const { texts, account, actor } = visit;
  const { history } = texts;
  const { counts } = revision;
  const isCurrent = revision.revision === account.revision;
  if (!hasScope(actor.scopes, "allowlist:write")) return null;
  const isUndoable =
    revision.hasPolicyChange || (counts !== null && counts.added + counts.removed + counts.changed > 0);
  return (
    <section class="card">
      {isUndoable ? (
        <Form visit={visit} action={`${pathOf(revision.revision)}/undo`}>
          <p class="hint">{history.undoHint}</p>
          <button type="submit">{history.undo}</button>
        </Form>
      ) : null}
      {isCurrent ? (
        <p>{history.current}</p>
      ) : (
        <Form visit={visit} action={`${pathOf(revision.revision)}/restore`}>
          <p class="hint">{history.restoreHint}</p>
          <button type="submit" class="secondary">
            {history.restore}
          </button>
        </Form>
      )}
    </section>
  );
}

/** A revision that is not there, or not any more. */
export function revisionMissing(visit: Visit, missing: RevisionMissing): Answer {
  if (missing.code === "revision_not_found") return refusalPage(visit, missing);
  const { history } = visit.texts;
  const content = (
    <>
      <Notice kind="info">
        <p>{history.notKept}</p>
        <p>{history.kept(visit.deps.config.revisionRetentionDays)}</p>
      </Notice>
      <p>
        <a href={visit.href("/history")}>{history.title}</a>
      </p>
    </>
  );
  return { kind: "page", title: history.title, content, status: 404 };
}

/** The whole list as it was right after the revision, as a file. */
export const downloadListAt: Show = async (visit) => {
  const { deps, account, url } = visit;
  const revision = readRevision(visit.params.revision);
  if (revision === null) return revisionMissing(visit, { code: "revision_not_found" });
  const format = url.searchParams.get("format") === "text" ? "text" : "csv";
  const file = await exportListAt(deps, account.id, revision, format);
  return file.ok ? { kind: "download", file: file.value } : revisionMissing(visit, file.error);
};
