import * as z from "zod";
import { rangeOfText } from "../storage/entries.ts";
import { type Additions, addEntries, auditText } from "./allowlist-addition.ts";
import { entriesText } from "./allowlist-text.ts";
import { auditList } from "./audit-list.ts";
import { CHANGE_PROBLEMS, type Changed, changeAccount, eventOf, findAccount, toOutcome } from "./change.ts";
import { pageOf, readCursor } from "./cursor.ts";
import { defineEndpoint, type Endpoint } from "./endpoint.ts";
import { entryOrListBody, listBody, type PlacedWarning } from "./entries-body.ts";
import { ChangedEntry, EntryView, viewEntry, WarningView } from "./entry-view.ts";
import { GuardQuery, guardedBy } from "./guard.ts";
import { judgeAfter } from "./lockout.ts";
import { planReplacement } from "./replacement.ts";
import { reply } from "./reply.ts";
import { AccountParams, ChangeOutcome, page, pageQuery } from "./schemas.ts";

/** Answers about long lists stay short: that many of each kind, and how many there are. */
const MAX_WARNINGS = 100;
const MAX_RESULTS = 1000;

const Place = z.object({
  line: z.int().optional().meta({ description: "Line of a text body, from 1." }),
  pointer: z.string().optional().meta({ description: "JSON pointer into the body." }),
  value: z.string(),
});

const ListWarning = Place.extend(WarningView.shape).meta({ id: "ListWarning" });

const Warnings = z.object({
  warnings: z.array(ListWarning).meta({ description: `The first ${MAX_WARNINGS}.` }),
  warning_count: z.int(),
});

const AddedEntries = ChangeOutcome.extend({
  total: z.int().meta({ description: "Entries of the account now." }),
  added: z.int(),
  items: z
    .array(Place.extend({ status: z.enum(["added", "already_listed"]), id: z.string() }))
    .meta({ description: `What became of each entry: the first ${MAX_RESULTS}.` }),
  items_truncated: z.boolean().optional(),
})
  .extend(Warnings.shape)
  .meta({ id: "AddedEntries" });

const ReplacedList = ChangeOutcome.extend({
  total: z.int().meta({ description: "Entries of the account now." }),
  added: z.int(),
  removed: z.int(),
  updated: z.int().meta({ description: "Entries that stayed with another label, state or expiry." }),
})
  .extend(Warnings.shape)
  .meta({ id: "ReplacedAllowlist" });

const ListQuery = pageQuery(100, 1000).extend({
  format: z.enum(["json", "text"]).default("json").meta({
    description: "`text`: all enabled entries at once, as a PUT takes them; `limit` and `cursor` play no part.",
  }),
});

const getAllowlist = defineEndpoint({
  method: "get",
  path: "/accounts/{account}/allowlist",
  access: "allowlist:read",
  operationId: "listEntries",
  tag: "allowlist",
  summary: "List or export the entries of an account",
  description: "In the order in which they were added.",
  params: AccountParams,
  query: ListQuery,
  responses: { 200: { description: "Entries.", schema: page(EntryView), alternatives: ["text/plain"], etag: true } },
  problems: ["account_not_found", "invalid_cursor"],
  async handle({ params, query }, deps) {
    const list = `allowlist:${params.account}`;
    const after = readCursor(list, query.cursor);
    if (!after.ok) return after.error;
    const account = await findAccount(deps, params.account);
    if (!account.ok) return account.error;
    const { id, revision } = account.value;
    if (query.format === "text") {
      const stream = entriesText(deps.entries.exportAll(id));
      return {
        kind: "stream",
        contentType: "text/plain; charset=utf-8",
        stream,
        filename: `${id}-allowlist.txt`,
        revision,
      };
    }
    const found = await deps.entries.page(id, { after: after.value, limit: query.limit + 1 });
    return reply(200, pageOf(found, { list, limit: query.limit, keyOf: (entry) => entry.id }, viewEntry), revision);
  },
});

const postAllowlist = defineEndpoint({
  method: "post",
  path: "/accounts/{account}/allowlist",
  access: "allowlist:write",
  operationId: "addEntries",
  tag: "allowlist",
  summary: "Add one entry or many",
  description:
    "A range that is already listed stays as it is: 409 for one entry, `already_listed` among the results and warnings for many. Never refused for a lockout.",
  params: AccountParams,
  body: entryOrListBody,
  ifMatch: "honoured",
  responses: {
    200: { description: "Many: what became of each.", schema: AddedEntries, etag: true },
    201: { description: "One: the entry.", schema: ChangedEntry, etag: true },
  },
  problems: [...CHANGE_PROBLEMS, "already_listed", "too_many_entries"],
  async handle({ actor, params, body, ifMatch }, deps) {
    const changed = await changeAccount(deps, { account: params.account, ifMatch }, (account) =>
      addEntries(deps, actor, account, body),
    );
    if (!changed.ok) return changed.error;
    const { value, revision, published } = changed.value;
    const [first] = value.items;
    if (body.isSingle && first?.status === "added") {
      return reply(201, { ...viewEntry(first.entry), revision, published }, revision);
    }
    return reply(200, viewAdditions(changed.value, body.warnings), revision);
  },
});

const putAllowlist = defineEndpoint({
  method: "put",
  path: "/accounts/{account}/allowlist",
  access: "allowlist:write",
  operationId: "replaceEntries",
  tag: "allowlist",
  summary: "Replace the whole list",
  description:
    "Matched by canonical range: an entry that stays keeps its id, the way it is written, label, state, expiry and creation unless the body gives them. Disabled entries are not in the text export and go when it is put back.",
  params: AccountParams,
  query: GuardQuery,
  body: listBody,
  ifMatch: "required",
  responses: { 200: { description: "The difference that it made.", schema: ReplacedList, etag: true } },
  problems: [...CHANGE_PROBLEMS, "too_many_entries", "empty_allowlist", "lockout_risk"],
  async handle({ actor, params, query, body, ifMatch }, deps) {
    const guarded = guardedBy(actor, query, deps);
    const changed = await changeAccount(deps, { account: params.account, ifMatch }, async (account) => {
      const now = deps.now();
      const plan = planReplacement(await deps.entries.allRanges(account.id), body.entries, now);
      const { diff, hasLiveEntry } = plan;
      const counts = {
        total: plan.total,
        added: diff.add.length,
        removed: diff.remove.length,
        updated: diff.update.length,
      };
      if (counts.added + counts.removed + counts.updated === 0) return { kind: "unchanged", value: counts };

      if (!plan.isPureAddition) {
        const refusal = judgeAfter({ policy: account.policy, hasLiveEntry, entries: plan.effects() }, guarded, now);
        if (refusal !== null) return refusal;
      }
      const event = eventOf(deps, actor, "allowlist.replaced", {
        total: counts.total,
        updated: counts.updated,
        added: await auditList(diff.add.map(auditText)),
        removed: await auditList(plan.removedKeys.map((key) => auditText({ range: rangeOfText(key) }))),
      });
      return toOutcome(await deps.entries.replace({ account, event, now }, diff), counts);
    });
    if (!changed.ok) return changed.error;
    const { value: counts, revision, published } = changed.value;
    return reply(200, { revision, published, ...counts, ...viewWarnings(body.warnings) }, revision);
  },
});

function viewAdditions(
  { value, revision, published }: Changed<Additions>,
  ofBody: readonly PlacedWarning[],
): z.output<typeof AddedEntries> {
  const listed = value.items
    .filter(({ status }) => status === "already_listed")
    .map(({ proposed }) => ({ ...proposed.place, value: proposed.value, ...ALREADY_LISTED }));
  const items = value.items.slice(0, MAX_RESULTS).map((item) => ({
    ...item.proposed.place,
    value: item.proposed.value,
    status: item.status,
    id: item.status === "added" ? item.entry.id : item.id,
  }));
  return {
    revision,
    published,
    total: value.total,
    added: value.added,
    items,
    ...(value.items.length > MAX_RESULTS ? { items_truncated: true } : {}),
    ...viewWarnings([...ofBody, ...listed]),
  };
}

const ALREADY_LISTED = {
  code: "already_listed",
  detail: "The list has this range already; that entry stays as it is.",
};

const viewWarnings = (warnings: readonly PlacedWarning[]): z.output<typeof Warnings> => ({
  warnings: warnings.slice(0, MAX_WARNINGS),
  warning_count: warnings.length,
});

export const allowlistEndpoints: readonly Endpoint[] = [getAllowlist, postAllowlist, putAllowlist];
