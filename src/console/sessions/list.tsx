import { hasScope } from "../../accounts/actor.ts";
import { listSessions } from "../../accounts/sessions.ts";
import type { Session } from "../../storage/sessions/session-records.ts";
import type { Show, Visit } from "../page.ts";
import { Code } from "../parts/code.tsx";
import { fill } from "../parts/fill.tsx";
import { Notice } from "../parts/notice.tsx";
import { Pager } from "../parts/pager.tsx";
import { Table } from "../parts/table.tsx";
import { withQuery } from "../query.ts";
import { readTrust } from "../trust.ts";
import { readSessionsFilter, sessionsQuery } from "./filter.ts";
import { SessionRow } from "./row.tsx";
import { thisDevice } from "./this-device.ts";

const PAGE_LENGTH = 50;

/** Three queries: who comes, the sessions, and which of them came with this request. */
export const showSessions: Show = async (visit) => {
  const { url, texts, account } = visit;
  const filter = readSessionsFilter(url.searchParams);
  const cursor = url.searchParams.get("cursor") ?? undefined;
  const [found, trust, current] = await Promise.all([
    listSessions(visit.deps, account.id, { ...filter, limit: PAGE_LENGTH, cursor }),
    readTrust(visit),
    thisDevice(visit),
  ]);
  // A cursor of another filter, or no cursor at all: from the beginning.
  if (!found.ok) return { kind: "redirect", to: withQuery("/sessions", sessionsQuery(url.searchParams)) };

  const { items, nextCursor } = found.value;
  const { state } = filter;
  const words = texts.sessions;
  const ends = hasScope(visit.actor.scopes, "sessions:write") && state === "active";
  const columns = [
    ...[words.columns.device, words.columns.user, words.columns.address, words.columns.twoFactor],
    ...[words.columns.loggedIn, words.columns.lastSeen],
    ...(state === "ended" ? [words.columns.ended] : []),
    ...(ends ? [words.columns.act] : []),
  ];
  const content = (
    <>
      <News visit={visit} />
      <p class="lead">{words.lead}</p>
      <Views visit={visit} state={state} />
      <Search visit={visit} filter={filter} first={items[0]} ends={ends} />
      {items.length === 0 ? (
        <p>{filter.q || filter.user || filter.address ? texts.common.noneFound : words.none[state]}</p>
      ) : (
        <div class="card">
          <Table caption={words.caption[state]} columns={columns}>
            {items.map((session) => (
              <SessionRow
                visit={visit}
                session={session}
                isCurrent={current.includes(session.id)}
                trust={trust(session.address)}
                ends={ends}
              />
            ))}
          </Table>
          {items.every(({ user }) => user === null) ? <p class="hint">{words.whyUnknown}</p> : null}
        </div>
      )}
      <Pager visit={visit} path="/sessions" nextCursor={nextCursor} />
      {ends && items.length > 0 ? (
        <p>
          <a class="button secondary" href={visit.href("/sessions/revoke?others=yes")}>
            {words.logOutOthers}
          </a>
        </p>
      ) : null}
    </>
  );
  return { kind: "page", title: words.title, content };
};

/** What has just been done. */
function News({ visit: { url, texts } }: { readonly visit: Visit }) {
  const { done } = texts.sessions;
  const what = url.searchParams.get("done");
  const number = Number(url.searchParams.get("n") ?? "0");
  const text =
    what === "one"
      ? done.one
      : what === "gone"
        ? done.gone
        : what === "many"
          ? done.many(Math.trunc(number) || 0)
          : null;
  return text === null ? null : (
    <Notice kind="success" isNews>
      <p class="notice-title">{text}</p>
      <p>{done.holds}</p>
    </Notice>
  );
}

interface PartProps {
  readonly visit: Visit;
  readonly filter: ReturnType<typeof readSessionsFilter>;
}

function Views({ visit, state }: { readonly visit: Visit; readonly state: "active" | "ended" }) {
  const { texts, href, url } = visit;
  const link = (wanted: "active" | "ended"): string => {
    const query = sessionsQuery(url.searchParams);
    if (wanted === "ended") query.set("state", "ended");
    else query.delete("state");
    return href(withQuery("/sessions", query));
  };
  return (
    <nav class="tabs" aria-label={texts.sessions.views}>
      {(["active", "ended"] as const).map((each) => (
        <a href={link(each)} {...(each === state ? { "aria-current": "page" as const } : {})}>
          {texts.sessions[each]}
        </a>
      ))}
    </nav>
  );
}

/** The search, and the other filters of the list. */
function Search({
  visit,
  filter,
  first,
  ends,
}: PartProps & { readonly first: Session | undefined; readonly ends: boolean }) {
  const { texts, href, url } = visit;
  const { sessions: words, common } = texts;
  const kept = sessionsQuery(url.searchParams);
  kept.delete("q");
  const { q, user, address } = filter;
  const all = href(filter.state === "ended" ? "/sessions?state=ended" : "/sessions");
  const person = <bdi>{first?.name ?? user}</bdi>;
  return (
    <>
      <search>
        <form method="get" action={href("/sessions")} class="filter">
          {[...kept].map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <div class="field wide">
            <label for="q">{words.search}</label>
            <input type="search" id="q" name="q" value={q ?? ""} maxlength={100} dir="auto" autocomplete="off" />
          </div>
          <button type="submit" class="secondary">
            {common.search}
          </button>
          {q === undefined ? null : <a href={href(withQuery("/sessions", kept))}>{common.clearSearch}</a>}
        </form>
      </search>
      {user === undefined && address === undefined ? null : (
        <div class="actions">
          {user === undefined ? null : <h2>{fill(words.of, { user: person })}</h2>}
          {address === undefined ? null : (
            <h2>{fill(words.at, { address: <Code text={kept.get("address") ?? ""} /> })}</h2>
          )}
          <a href={all}>{words.showAll}</a>
          {user === undefined || !ends ? null : (
            <a class="button secondary small" href={href(withQuery("/sessions/revoke", { user }))}>
              {fill(words.logOutUser, { user: person })}
            </a>
          )}
        </div>
      )}
    </>
  );
}
