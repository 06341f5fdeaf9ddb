import { hasScope } from "../../../accounts/actor.ts";
import type { Changed } from "../../../accounts/change.ts";
import { type EntryWarning, parseEntry } from "../../../address/entry/entry.ts";
import { type AddressRange, prefixLength } from "../../../address/range.ts";
import { describeSize } from "../../../address/range-size.ts";
import { addEntries } from "../../../allowlist/change/add-entries.ts";
import { isLive } from "../../../allowlist/lockout.ts";
import { MAX_SEARCH_LENGTH, searchEntries } from "../../../allowlist/search.ts";
import type { TableOverview } from "../../../storage/entries/allowlist-overview.ts";
import type { Entry } from "../../../storage/entries/entry-records.ts";
import { DAY_MS } from "../../../time.ts";
import { doneQuery } from "../../history/revision.ts";
import { UndoForm } from "../../history/undo-form.tsx";
import type { Act, Answer, Show, Visit } from "../../page.ts";
import { Code } from "../../parts/code.tsx";
import { Checkbox, ErrorSummary, type FieldError, Form } from "../../parts/form.tsx";
import { Icon } from "../../parts/icon.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Pager } from "../../parts/pager.tsx";
import { Cell, Row, Table } from "../../parts/table.tsx";
import { Time } from "../../parts/time.tsx";
import { withQuery } from "../../query.ts";
import { refusalPage } from "../../refusal-page.tsx";
import type { Texts } from "../../texts/texts.ts";
import { OwnAccess } from "../own-access.tsx";
import { NOBODY } from "../review/confirmation.ts";
import { EmptyList } from "../suggestions/empty-list.tsx";
import { ListTabs } from "../tabs.tsx";
import { EntryFields, type EntryText, NEW_ENTRY, readEntryChange, readEntryText } from "./entry-form.tsx";
import { Use } from "./use.tsx";

const PAGE_ENTRIES = 100;
/** What the filter calls unused. */
const UNUSED_DAYS = 90;

/** The list as a table: any number of entries, with labels, states and expiries, a page at a time. */
export const showEntries: Show = (visit) => entriesPage(visit, { text: NEW_ENTRY, errors: [] });

/** Adds one entry. That takes no access away, so it needs no review. */
export const addEntry: Act = {
  needs: "allowlist:write",
  async act(visit, form) {
    const { texts, deps, account, actor } = visit;
    const text = readEntryText(form);
    const read = readEntryChange(texts, text, deps.now(), null);
    if (!read.ok) return entriesPage(visit, { text, errors: read.error });
    const { value, label, expiresAt } = read.value;
    if (value === undefined) return entriesPage(visit, { text, errors: [] });
    const entry = { place: { pointer: "" }, value: value.value, range: value.range, label, enabled: true, expiresAt };
    const proposed = { entries: [entry], duplicates: [], warnings: [], isSingle: true };
    const added = await addEntries(deps, actor, { account: account.id, revisions: null }, proposed, NOBODY);
    if (added.ok) return entriesDone("added", added.value);
    if (added.error.code === "already_listed") {
      return entriesPage(visit, { text, errors: [{ id: "value", text: texts.allowlist.entry.alreadyListed }] });
    }
    if (added.error.code === "too_many_entries") {
      return entriesPage(visit, { text, errors: [{ id: "value", text: texts.allowlist.tooManyEntries }] });
    }
    return refusalPage(visit, added.error);
  },
};

interface NewEntryProps {
  readonly text: EntryText;
  readonly errors: readonly FieldError[];
}

async function entriesPage(visit: Visit, { text, errors }: NewEntryProps): Promise<Answer> {
  const { texts, deps, account, actor, url, href } = visit;
  const { allowlist, common } = texts;
  const { use } = texts.suggestions;
  const q = (url.searchParams.get("q") ?? "").trim().slice(0, MAX_SEARCH_LENGTH);
  const cursor = url.searchParams.get("cursor") ?? undefined;
  const isUnused = url.searchParams.has("unused");
  const unusedDays = isUnused ? UNUSED_DAYS : undefined;
  const found = await searchEntries(deps, account.id, { limit: PAGE_ENTRIES, cursor, q, unusedDays });
  if (!found.ok) return refusalPage(visit, found.error);
  const { items, nextCursor } = found.value;
  const ids = items.map(({ id }) => id);
  const overview = await deps.allowlistOverviews.table(account.id, ids, deps.now());
  const mayWrite = hasScope(actor.scopes, "allowlist:write");
  const { columns } = allowlist.table;
  const content = (
    <>
      <ErrorSummary texts={texts} errors={errors} />
      <Done visit={visit} />
      <OwnAccess visit={visit} />
      {overview.total === 0 && mayWrite ? <EmptyList visit={visit} /> : null}
      <section class="card">
        <ListTabs visit={visit} current="table" />
        {mayWrite ? (
          <details open={errors.length > 0}>
            <summary>
              <Icon name="plus" /> {allowlist.table.addTitle}
            </summary>
            <Form visit={visit} action="/allowlist/entries" class="short" data-keep="yes">
              <EntryFields texts={texts} text={text} errors={errors} isNew />
              <button type="submit">{allowlist.entry.add}</button>
            </Form>
          </details>
        ) : null}
        <search>
          <form method="get" action={href("/allowlist/entries")} class="inline">
            <div class="field">
              <label for="q">{allowlist.table.search}</label>
              <input type="search" id="q" name="q" value={q} maxlength={MAX_SEARCH_LENGTH} autocomplete="off" />
            </div>
            <Checkbox id="unused" name="unused" label={use.unused} checked={isUnused} />
            <button type="submit" class="secondary">
              {common.search}
            </button>
            {q === "" && !isUnused ? null : <a href={href("/allowlist/entries")}>{common.clearSearch}</a>}
          </form>
        </search>
        <p class="hint">
          {allowlist.table.total(overview.total)}
          {isUnused ? (
            <>
              . {use.recordedSince} <Time texts={texts} at={overview.recordedSince} dateOnly />.
            </>
          ) : null}
        </p>
        {items.length === 0 ? (
          <p>{isUnused ? noneUnused(texts, overview, deps.now()) : noneFound(texts, q)}</p>
        ) : (
          <Table
            caption={allowlist.table.caption}
            columns={[
              columns.entry,
              columns.label,
              columns.state,
              columns.expires,
              use.lastUsed,
              ...(mayWrite ? [columns.actions] : []),
            ]}
          >
            {items.map((entry) => (
              <EntryRow visit={visit} entry={entry} overview={overview} mayWrite={mayWrite} />
            ))}
          </Table>
        )}
        <Pager visit={visit} path="/allowlist/entries" nextCursor={nextCursor} />
      </section>
    </>
  );
  const hasErrors = errors.length > 0;
  return { kind: "page", title: allowlist.title, content, hasErrors, status: hasErrors ? 422 : 200 };
}

const noneFound = ({ allowlist: { table } }: Texts, q: string): string => (q === "" ? table.empty : table.noneFound);

function noneUnused({ suggestions: { use } }: Texts, { recordedSince }: TableOverview, nowMs: number): string {
  return recordedSince > nowMs - UNUSED_DAYS * DAY_MS ? use.tooEarly : use.noneUnused;
}

/** After one entry was changed: the table, with what was done and how it is undone. */
export function entriesDone(
  done: "added" | "changed" | "removed",
  { revision: to, isChanged, published: isPublished }: Pick<Changed<unknown>, "revision" | "isChanged" | "published">,
): Answer {
  const query = doneQuery(done, { from: isChanged ? to - 1 : to, to, isPublished });
  return { kind: "redirect", to: withQuery("/allowlist/entries", query) };
}

function Done({ visit }: { readonly visit: Visit }) {
  const { texts, url } = visit;
  const { added, changed, removed } = texts.allowlist.table;
  const said = new Map([
    ["added", added],
    ["changed", changed],
    ["removed", removed],
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

interface EntryRowProps {
  readonly visit: Pick<Visit, "texts" | "href" | "deps">;
  readonly entry: Entry;
  readonly overview: TableOverview;
  readonly mayWrite: boolean;
}

function EntryRow({ visit: { texts, href, deps }, entry, overview, mayWrite }: EntryRowProps) {
  const { table, warning } = texts.allowlist;
  const { columns } = table;
  const state = stateOf(entry, deps.now());
  return (
    <Row {...(state === "on" ? {} : { class: "muted" })}>
      <Cell column={columns.entry}>
        <Code text={entry.value} />
        <Size texts={texts} range={entry.range} />
        {warningsOf(entry).map((each) => (
          <span class="remark">
            <Icon name="warning" /> {warning(each, entry.value)}
          </span>
        ))}
      </Cell>
      <Cell column={columns.label}>{entry.label === null ? null : <bdi>{entry.label}</bdi>}</Cell>
      <Cell column={columns.state}>
        <span class={state === "on" ? "tag good" : "tag"}>{table.states[state]}</span>
      </Cell>
      <Cell column={columns.expires}>
        {entry.expiresAt === null ? texts.common.never : <Time texts={texts} at={entry.expiresAt} />}
      </Cell>
      <Cell column={texts.suggestions.use.lastUsed}>
        <Use texts={texts} entry={entry} use={overview.uses.get(entry.id)} recordedSince={overview.recordedSince} />
      </Cell>
      {mayWrite ? (
        <Cell column={columns.actions}>
          <a href={href(`/allowlist/entries/${entry.id}`)} aria-label={table.editOf(entry.value)}>
            {table.edit}
          </a>
        </Cell>
      ) : null}
    </Row>
  );
}

/** How many addresses an entry covers, where it is not one. */
function Size({ texts, range }: { readonly texts: Texts; readonly range: AddressRange }) {
  const isSingle = prefixLength(range) === (range.family === 4 ? 32 : 128);
  return isSingle ? null : <span class="hint">{texts.allowlist.table.covers(describeSize(range))}</span>;
}

function warningsOf({ value }: Entry): readonly EntryWarning[] {
  const parsed = parseEntry(value);
  return parsed.ok ? parsed.value.warnings : [];
}

function stateOf(entry: Entry, nowMs: number): "on" | "off" | "expired" {
  if (!entry.enabled) return "off";
  return isLive(entry, nowMs) ? "on" : "expired";
}
