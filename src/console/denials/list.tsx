import { hasScope } from "../../accounts/actor.ts";
import { parseEntry } from "../../address/entry/entry.ts";
import { listDenials } from "../../allowlist/admission/denials.ts";
import { DENIED_SURFACES } from "../../storage/visits/denials.ts";
import { UndoForm } from "../history/undo-form.tsx";
import type { Show, Visit } from "../page.ts";
import { Code } from "../parts/code.tsx";
import { fill } from "../parts/fill.tsx";
import { TextField } from "../parts/form.tsx";
import { Notice } from "../parts/notice.tsx";
import { Pager } from "../parts/pager.tsx";
import { Select } from "../parts/select.tsx";
import { Table } from "../parts/table.tsx";
import { Time } from "../parts/time.tsx";
import { withQuery } from "../query.ts";
import { readTrust } from "../trust.ts";
import { denialsQuery, readDenialsFilter } from "./filter.ts";
import { DenialRow } from "./row.tsx";

const PAGE_LENGTH = 50;

/** Two queries: who comes, and the visits. */
export const showDenials: Show = async (visit) => {
  const { url, texts, account } = visit;
  const filter = readDenialsFilter(url.searchParams);
  const cursor = url.searchParams.get("cursor") ?? undefined;
  const [found, trust] = await Promise.all([
    listDenials(visit.deps, account.id, { ...filter, limit: PAGE_LENGTH, cursor }),
    readTrust(visit),
  ]);
  // A cursor of another filter, or no cursor at all: from the beginning.
  if (!found.ok) return { kind: "redirect", to: withQuery("/denials", denialsQuery(url.searchParams)) };

  const { items, nextCursor } = found.value;
  const words = texts.denials;
  const { columns } = words;
  const admits = hasScope(visit.actor.scopes, "allowlist:write");
  const headings = [columns.address, columns.device, columns.surface, columns.count, columns.first, columns.last];
  const content = (
    <>
      <News visit={visit} />
      <p class="lead">{words.lead[account.policy.mode]}</p>
      <Filter visit={visit} />
      {items.length === 0 ? (
        <p>{filter.surface || filter.q ? texts.common.noneFound : words.none}</p>
      ) : (
        <div class="card">
          <Table caption={words.caption} columns={admits ? [...headings, columns.act] : headings}>
            {items.map((denial) => (
              <DenialRow visit={visit} denial={denial} trust={trust(denial.address)} admits={admits} />
            ))}
          </Table>
        </div>
      )}
      <Pager visit={visit} path="/denials" nextCursor={nextCursor} />
    </>
  );
  return { kind: "page", title: words.title, content };
};

/** The address that was just let in. It comes from the page's URL, so it is parsed like any other input. */
function News({ visit }: { readonly visit: Visit }) {
  const { url, texts } = visit;
  const { done } = texts.denials;
  const allowed = parseEntry(url.searchParams.get("allowed") ?? "");
  if (!allowed.ok) return null;
  const until = Number(url.searchParams.get("until") ?? "");
  const slots = { address: <Code text={allowed.value.value} /> };
  const isBounded = Number.isSafeInteger(until) && until > 0 && until < MAX_TIME_MS;
  return (
    <>
      <Notice kind="success" isNews>
        <p>
          {isBounded
            ? fill(done.until, { ...slots, time: <Time texts={texts} at={until} /> })
            : fill(done.always, slots)}
        </p>
        {url.searchParams.has("unpublished") ? <p>{texts.common.unpublished}</p> : null}
      </Notice>
      <UndoForm visit={visit} />
    </>
  );
}

/** What a Date can hold (ECMA-262, section 21.4.1.1). */
const MAX_TIME_MS = 8.64e15;

function Filter({ visit }: { readonly visit: Visit }) {
  const { texts, href, url } = visit;
  const words = texts.denials;
  const kept = denialsQuery(url.searchParams);
  const surfaces = DENIED_SURFACES.map((value) => ({ value, label: words.surface[value] }));
  return (
    <search>
      <form method="get" action={href("/denials")} class="filter">
        <TextField id="q" name="q" type="search" label={words.search} value={readDenialsFilter(kept).q} isCode />
        <Select
          id="surface"
          name="surface"
          label={words.columns.surface}
          value={kept.get("surface") ?? ""}
          groups={[{ label: null, options: [{ value: "", label: words.everySurface }, ...surfaces] }]}
        />
        <button type="submit" class="secondary">
          {words.filter}
        </button>
        {kept.size === 0 ? null : <a href={href("/denials")}>{texts.common.clearSearch}</a>}
      </form>
    </search>
  );
}
