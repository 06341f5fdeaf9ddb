import { exportEvents, listEvents } from "../../accounts/events.ts";
import { NAMED_ENTRIES } from "../../allowlist/audit-texts.ts";
import type { AuditEvent, RecentActor } from "../../storage/d1/audit.ts";
import { formatTime } from "../../time.ts";
import type { Show, Visit } from "../page.ts";
import { Code } from "../parts/code.tsx";
import { Pager } from "../parts/pager.tsx";
import { Select } from "../parts/select.tsx";
import { Cell, Row, Table } from "../parts/table.tsx";
import { Time } from "../parts/time.tsx";
import { keepQuery, withQuery } from "../query.ts";
import { actionGroups, isAction } from "./actions.ts";
import { actorText } from "./actor.ts";
import { listChanges } from "./entry-names.tsx";
import { Sentence } from "./sentence.tsx";

const PAGE_LENGTH = 50;
const MAX_ACTOR_LENGTH = 200;

/** Three queries: who comes, the events, and who has acted lately. */
export const showActivity: Show = async (visit) => {
  const { url, texts, account, deps } = visit;
  const filter = readFilter(url.searchParams);
  const cursor = url.searchParams.get("cursor") ?? undefined;
  const [found, people] = await Promise.all([
    listEvents(deps, account.id, filter, { limit: PAGE_LENGTH, cursor }),
    deps.audit.recentActors(account.id),
  ]);
  // A cursor of another list, or no cursor at all: from the beginning.
  if (!found.ok) return { kind: "redirect", to: withQuery("/activity", keepFilter(url.searchParams)) };

  const { items, nextCursor } = found.value;
  const words = texts.activity;
  const content = (
    <>
      <p class="lead">{words.lead}</p>
      <Filter visit={visit} filter={filter} people={people} />
      {items.length === 0 ? (
        <p>{filter.actor || filter.action ? texts.common.noneFound : words.none}</p>
      ) : (
        <div class="card">
          <Table caption={words.caption} columns={[words.columns.when, words.columns.what, words.columns.from]}>
            {items.map((event) => (
              <EventRow visit={visit} event={event} />
            ))}
          </Table>
        </div>
      )}
      <Pager visit={visit} path="/activity" nextCursor={nextCursor} />
      <p>
        <a href={visit.href(withQuery("/activity/export", keepFilter(url.searchParams)))}>{words.export}</a>
      </p>
    </>
  );
  return { kind: "page", title: words.title, content };
};

/** All that the filter lets through, as a file. */
export const exportActivity: Show = async ({ deps, account, url }) => ({
  kind: "download",
  file: exportEvents(deps, account.id, readFilter(url.searchParams)),
});

const keepFilter = (query: URLSearchParams): URLSearchParams => keepQuery(query, ["actor", "action"]);

function readFilter(query: URLSearchParams): { readonly actor?: string; readonly action?: string } {
  const kept = keepFilter(query);
  const [actor, action] = [kept.get("actor"), kept.get("action")];
  return {
    ...(actor === null || actor.length > MAX_ACTOR_LENGTH ? {} : { actor }),
    ...(action === null || !isAction(action) ? {} : { action }),
  };
}

interface FilterProps {
  readonly visit: Visit;
  readonly filter: ReturnType<typeof readFilter>;
  readonly people: readonly RecentActor[];
}

function Filter({ visit, filter, people }: FilterProps) {
  const { texts, href } = visit;
  const words = texts.activity;
  const known = people.map((person) => ({ value: person.actor, label: actorText(texts, person) }));
  const { actor = "" } = filter;
  const others = actor === "" || known.some(({ value }) => value === actor) ? [] : [{ value: actor, label: actor }];
  return (
    <search>
      <form method="get" action={href("/activity")} class="filter">
        <Select
          id="actor"
          name="actor"
          label={words.person}
          value={actor}
          groups={[{ label: null, options: [{ value: "", label: words.everybody }, ...known, ...others] }]}
        />
        <Select
          id="action"
          name="action"
          label={words.kind}
          value={filter.action ?? ""}
          groups={[{ label: null, options: [{ value: "", label: words.everything }] }, ...actionGroups(texts)]}
        />
        <button type="submit" class="secondary">
          {words.filter}
        </button>
        {filter.actor || filter.action ? <a href={href("/activity")}>{texts.common.clearSearch}</a> : null}
      </form>
    </search>
  );
}

function EventRow({ visit, event }: { readonly visit: Visit; readonly event: AuditEvent }) {
  const { texts } = visit;
  const { columns, details, noCall } = texts.activity;
  const isEmpty = Object.keys(event.detail).length === 0;
  return (
    <Row>
      <Cell column={columns.when}>
        <Time texts={texts} at={event.at} />
      </Cell>
      <Cell column={columns.what}>
        <p class="sentence">
          <Sentence texts={texts} event={event} />
        </p>
        {isEmpty ? null : (
          <details>
            <summary>
              {details}
              <span class="visually-hidden"> {formatTime(event.at)}</span>
            </summary>
            {event.action.startsWith("allowlist.") ? <p>{listChanges(texts, event.detail, NAMED_ENTRIES)}</p> : null}
            <pre class="detail" dir="ltr" tabindex={0}>
              {JSON.stringify(event.detail, null, 2)}
            </pre>
          </details>
        )}
      </Cell>
      <Cell column={columns.from}>
        {event.address === null ? <span class="soft">{noCall}</span> : <Code text={event.address} />}
      </Cell>
    </Row>
  );
}
