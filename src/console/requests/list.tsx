import { hasScope } from "../../accounts/actor.ts";
import { parseEntry } from "../../address/entry/entry.ts";
import { listAccessRequests } from "../../allowlist/admission/access-requests.ts";
import type { Show, Visit } from "../page.ts";
import { Code } from "../parts/code.tsx";
import { fill } from "../parts/fill.tsx";
import { Notice } from "../parts/notice.tsx";
import { Pager } from "../parts/pager.tsx";
import { Table } from "../parts/table.tsx";
import { Time } from "../parts/time.tsx";
import { keepQuery, withQuery } from "../query.ts";
import { readTrust } from "../trust.ts";
import { RequestRow } from "./row.tsx";
import { RequestSwitch } from "./switch.tsx";

const PAGE_LENGTH = 50;

/** Two queries: who comes, and the requests. */
export const showRequests: Show = async (visit) => {
  const { url, texts, account, deps } = visit;
  const isAll = url.searchParams.get("state") === "all";
  const cursor = url.searchParams.get("cursor") ?? undefined;
  const state = isAll ? undefined : "open";
  const [found, trust] = await Promise.all([
    listAccessRequests(deps, account.id, { state, limit: PAGE_LENGTH, cursor }),
    readTrust(visit),
  ]);
  // A cursor of another list, or no cursor at all: from the beginning.
  if (!found.ok) return { kind: "redirect", to: withQuery("/requests", keepQuery(url.searchParams, ["state"])) };

  const { items, nextCursor } = found.value;
  const words = texts.requests;
  const { columns } = words;
  const decides = hasScope(visit.actor.scopes, "allowlist:write");
  const headings = [
    ...[columns.who, columns.address, columns.device, columns.when, columns.reference],
    ...(isAll ? [columns.state] : []),
    ...(decides ? [columns.act] : []),
  ];
  const content = (
    <>
      <News visit={visit} />
      <p class="lead">{words.lead}</p>
      <Which visit={visit} isAll={isAll} />
      {items.length === 0 ? (
        <p>{isAll ? words.noneAtAll : words.none}</p>
      ) : (
        <div class="card">
          <p class="hint">{words.unproven}</p>
          <Table caption={words.caption} columns={headings}>
            {items.map((request) => (
              <RequestRow
                visit={visit}
                request={request}
                trust={trust(request.address)}
                tellsState={isAll}
                decides={decides}
              />
            ))}
          </Table>
        </div>
      )}
      <Pager visit={visit} path="/requests" nextCursor={nextCursor} />
      <RequestSwitch visit={visit} />
    </>
  );
  return { kind: "page", title: words.title, content };
};

function Which({ visit: { texts, href, openRequests }, isAll }: { readonly visit: Visit; readonly isAll: boolean }) {
  const { filter, open } = texts.requests;
  return (
    <nav class="tabs" aria-label={filter.legend}>
      {isAll ? (
        <a href={href("/requests")}>{open(openRequests)}</a>
      ) : (
        <span aria-current="page">{open(openRequests)}</span>
      )}
      {isAll ? (
        <span aria-current="page">{filter.all}</span>
      ) : (
        <a href={href(withQuery("/requests", { state: "all" }))}>{filter.all}</a>
      )}
    </nav>
  );
}

/** What a date can hold (ECMA-262, section 21.4.1.1). */
const MAX_TIME_MS = 8.64e15;

/** What was just done. It comes from the page's URL, so it is parsed like any other input. */
function News({ visit: { url, texts } }: { readonly visit: Visit }) {
  const { done } = texts.requests;
  const what = url.searchParams.get("done");
  const allowed = parseEntry(url.searchParams.get("allowed") ?? "");
  const until = Number(url.searchParams.get("until") ?? "");
  const isBounded = Number.isSafeInteger(until) && until > 0 && until < MAX_TIME_MS;
  const slots = { address: <Code text={allowed.ok ? allowed.value.value : ""} /> };
  const isKnown = what === "declined" || what === "on" || what === "off";
  if (!isKnown && !allowed.ok) return null;
  return (
    <Notice kind="success" isNews>
      <p>
        {isKnown
          ? done[what]
          : isBounded
            ? fill(done.until, { ...slots, time: <Time texts={texts} at={until} /> })
            : fill(done.always, slots)}
      </p>
      {url.searchParams.has("unpublished") ? <p>{texts.common.unpublished}</p> : null}
    </Notice>
  );
}
