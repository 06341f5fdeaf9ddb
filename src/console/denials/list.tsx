import type * as z from "zod";
import { parseEntry } from "../../address/entry.ts";
import { hasScope } from "../../admin/access/auth.ts";
import type { DenialView } from "../../admin/resources/allowlist/denial-view.ts";
import { listDenials } from "../../admin/resources/allowlist/denials.ts";
import { DENIED_SURFACES } from "../../storage/denials.ts";
import { bodyOf } from "../operation.ts";
import type { Show, Visit } from "../page.ts";
import { Code } from "../parts/code.tsx";
import { fill } from "../parts/fill.tsx";
import { ErrorSummary, TextField } from "../parts/form.tsx";
import { Notice } from "../parts/notice.tsx";
import { Pager } from "../parts/pager.tsx";
import { Select } from "../parts/select.tsx";
import { Table } from "../parts/table.tsx";
import { Time } from "../parts/time.tsx";
import { problemPage } from "../problem-page.tsx";
import { withQuery } from "../query.ts";
import { readTrust } from "../trust.ts";
import { denialsQuery, readDenialsFilter } from "./filter.ts";
import { DenialRow } from "./row.tsx";

export type DenialFacts = z.output<typeof DenialView>;

const PAGE_LENGTH = 50;

/** Two queries: who comes, and the visits. */
export const showDenials: Show = async (visit) => {
  const { url, texts, account } = visit;
  const { isWrong, ...filter } = readDenialsFilter(url.searchParams);
  const cursor = url.searchParams.get("cursor");
  const query = { ...filter, limit: PAGE_LENGTH, ...(cursor === null ? {} : { cursor }) };
  const call = { actor: visit.actor, params: { account: account.id }, query, body: undefined, ifMatch: null };
  const [listed, trust] = await Promise.all([listDenials.perform(call, visit.deps), readTrust(visit)]);
  const found = bodyOf(listed);
  if (!found.ok && found.error.code === "invalid_cursor") {
    return { kind: "redirect", to: withQuery("/denials", denialsQuery(url.searchParams)) };
  }
  if (!found.ok) return problemPage(visit, found.error);

  const { items, next_cursor } = found.value;
  const words = texts.denials;
  const { columns } = words;
  const admits = hasScope(visit.actor.scopes, "allowlist:write");
  const headings = [columns.address, columns.device, columns.surface, columns.count, columns.first, columns.last];
  const content = (
    <>
      <News visit={visit} />
      <ErrorSummary texts={texts} errors={isWrong ? [{ id: "address", text: words.errors.address }] : []} />
      <p class="lead">{words.lead[account.policy.mode]}</p>
      <Filter visit={visit} error={isWrong ? words.errors.address : undefined} />
      {items.length === 0 ? (
        <p>{filter.surface || filter.address ? texts.common.noneFound : words.none}</p>
      ) : (
        <div class="card">
          <Table caption={words.caption} columns={admits ? [...headings, columns.act] : headings}>
            {items.map((facts) => (
              <DenialRow visit={visit} facts={facts} trust={trust(facts.address)} admits={admits} />
            ))}
          </Table>
        </div>
      )}
      <Pager visit={visit} path="/denials" nextCursor={next_cursor} />
    </>
  );
  return { kind: "page", title: words.title, content, hasErrors: isWrong, status: isWrong ? 422 : 200 };
};

/** Whom one has just let in. The page's address says it, so it is read as carefully as anything from outside. */
function News({ visit: { url, texts } }: { readonly visit: Visit }) {
  const { done } = texts.denials;
  const allowed = parseEntry(url.searchParams.get("allowed") ?? "");
  if (!allowed.ok) return null;
  const until = Number(url.searchParams.get("until") ?? "");
  const slots = { address: <Code text={allowed.value.value} /> };
  const isBounded = Number.isSafeInteger(until) && until > 0 && until < MAX_TIME_MS;
  return (
    <Notice kind="success" isNews>
      <p>
        {isBounded ? fill(done.until, { ...slots, time: <Time texts={texts} at={until} /> }) : fill(done.always, slots)}
      </p>
      {url.searchParams.has("unpublished") ? <p>{texts.common.unpublished}</p> : null}
    </Notice>
  );
}

/** What a Date can hold (ECMA-262, section 21.4.1.1). */
const MAX_TIME_MS = 8.64e15;

function Filter({ visit, error }: { readonly visit: Visit; readonly error: string | undefined }) {
  const { texts, href, url } = visit;
  const words = texts.denials;
  const kept = denialsQuery(url.searchParams);
  const surfaces = DENIED_SURFACES.map((value) => ({ value, label: words.surface[value] }));
  return (
    <search>
      <form method="get" action={href("/denials")} class="filter">
        <TextField
          id="address"
          name="address"
          type="search"
          label={words.byAddress}
          value={kept.get("address") ?? ""}
          error={error}
          isCode
        />
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
