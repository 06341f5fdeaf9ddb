import * as z from "zod";
import { auditList } from "../../../accounts/audit-list.ts";
import { CHANGE_PROBLEMS, changeAccount, eventOf, findAccount, toOutcome } from "../../../accounts/change.ts";
import { parseEntry } from "../../../address/entry.ts";
import {
  type AdditionPlan,
  auditText,
  planAddition,
  toNewEntries,
  toNewEntry,
} from "../../../allowlist/add-entries.ts";
import { EXPORT_FORMATS, exportEntries } from "../../../allowlist/export.ts";
import { judgeAfter } from "../../../allowlist/lockout.ts";
import { planReplacement } from "../../../allowlist/replacement.ts";
import { pageOf, readCursor } from "../../../input/cursor.ts";
import type { Account } from "../../../storage/accounts.ts";
import { type Entries, type Entry, rangeOfText } from "../../../storage/entries.ts";
import type { EntryPage } from "../../../storage/entry-search.ts";
import { type Actor, actorName } from "../../access/auth.ts";
import { defineEndpoint, type Endpoint } from "../../http/endpoint.ts";
import { idempotencyInProgress } from "../../http/idempotency.ts";
import { reply } from "../../http/reply.ts";
import { AccountParams, page, pageQuery } from "../../http/schemas.ts";
import { AddedEntries, ReplacedList, viewAdditions, viewWarnings } from "./allowlist-view.ts";
import { entryOrListBody, listBody } from "./entries-body.ts";
import { ChangedEntry, EntryView, viewEntry } from "./entry-view.ts";
import { GuardQuery, guardedBy } from "./guard.ts";

const MAX_SEARCH_LENGTH = 200;

const ListQuery = pageQuery(100, 1000)
  .extend({
    q: z
      .string()
      .trim()
      .max(MAX_SEARCH_LENGTH, `It is longer than ${MAX_SEARCH_LENGTH} characters.`)
      .optional()
      .meta({
        description:
          "An address: the entries that cover it. A CIDR, range or wildcard: the entries that share an address with it. Anything else: the entries whose label or value has this text in it, in upper or lower case. Disabled and expired entries are found too.",
        examples: ["49.37.9.9", "49.37.0.0/16", "office"],
      }),
    format: z.enum(["json", "text", "csv"]).default("json").meta({
      description:
        "`text`: all enabled entries at once. `csv`: all entries, and put back it changes nothing. `limit` and `cursor` play no part in either.",
    }),
  })
  .refine(({ q, format }) => format === "json" || !q, {
    path: ["q"],
    error: "A file holds the whole list: put back, a part of it would remove the rest.",
    params: { code: "not_with_format", fix: "Leave out q, or format." },
  });

export const getAllowlist = defineEndpoint({
  method: "get",
  path: "/accounts/{account}/allowlist",
  access: "allowlist:read",
  operationId: "listEntries",
  tag: "allowlist",
  summary: "List, search or export the entries of an account",
  description: "In the order in which they were added.",
  params: AccountParams,
  query: ListQuery,
  responses: {
    200: { description: "Entries.", schema: page(EntryView), alternatives: ["text/plain", "text/csv"], etag: true },
  },
  problems: ["account_not_found", "invalid_cursor"],
  async handle({ params, query }, deps) {
    const { q = "", limit } = query;
    const list = `allowlist:${JSON.stringify([params.account, q])}`;
    const after = readCursor(list, query.cursor);
    if (!after.ok) return after.error;
    const account = await findAccount(deps, params.account);
    if (!account.ok) return account.error;
    const { id, revision } = account.value;
    if (query.format !== "json") {
      const format = EXPORT_FORMATS[query.format];
      const stream = exportEntries(format, deps.entries.exportAll(id));
      const filename = `${id}-allowlist.${format.extension}`;
      return { kind: "stream", contentType: format.contentType, stream, filename, revision };
    }
    const found = await find(deps.entries, id, q, { after: after.value, limit: limit + 1 });
    return reply(200, pageOf(found, { list, limit, keyOf: (entry) => entry.id }, viewEntry), revision);
  },
});

function find(entries: Entries, account: string, q: string, page: EntryPage): Promise<readonly Entry[]> {
  if (q === "") return entries.page(account, page);
  const asEntry = parseEntry(q);
  return asEntry.ok ? entries.overlapping(account, asEntry.value.range, page) : entries.matching(account, q, page);
}

export const postAllowlist = defineEndpoint({
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
  idempotencyKey: "honoured",
  responses: {
    200: { description: "Many: what became of each.", schema: AddedEntries, etag: true },
    201: { description: "One: the entry.", schema: ChangedEntry, etag: true },
  },
  problems: [...CHANGE_PROBLEMS, "already_listed", "too_many_entries", "idempotency_in_progress"],
  async handle({ actor, params, body, ifMatch, keep }, deps) {
    const changed = await changeAccount(deps, { account: params.account, ifMatch }, async (account) => {
      const now = deps.now();
      const plan = await planAddition(deps, account, body, now);
      if (plan.kind === "problem") return plan;
      const isChanged = plan.fresh.length > 0;
      const value = { plan, entry: body.isSingle ? singleEntry(plan, account, actor, now) : null };
      const revision = isChanged ? account.revision + 1 : account.revision;
      const answer = await keep?.(
        value.entry === null
          ? { status: 200, body: { ...viewAdditions(plan, body), revision }, revision }
          : { status: 201, body: { ...viewEntry(value.entry), revision }, revision },
      );
      if (!isChanged) {
        const isKept = answer === undefined || (await deps.keptAnswers.keep(answer));
        return isKept ? { kind: "unchanged", value } : idempotencyInProgress();
      }
      const event = eventOf(deps, actor, "allowlist.added", { added: await auditList(plan.fresh.map(auditText)) });
      const change = { account, event, now, answer };
      return toOutcome(await deps.entries.add(change, toNewEntries(plan.fresh), plan.ids), value);
    });
    if (!changed.ok) return changed.error;
    const { value, revision, published } = changed.value;
    if (value.entry !== null) return reply(201, { ...viewEntry(value.entry), revision, published }, revision);
    return reply(200, { ...viewAdditions(value.plan, body), revision, published }, revision);
  },
});

export const putAllowlist = defineEndpoint({
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

/** The one entry that was added. */
function singleEntry({ fresh: [entry], ids }: AdditionPlan, account: Account, actor: Actor, now: number): Entry {
  if (entry === undefined) throw new Error("a single entry is neither added nor refused");
  const by = { account: account.id, createdAt: now, createdBy: actorName(actor), updatedAt: now };
  return { id: ids.at(0), ...toNewEntry(entry), ...by };
}

export const allowlistEndpoints: readonly Endpoint[] = [getAllowlist, postAllowlist, putAllowlist];
