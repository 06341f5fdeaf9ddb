import * as z from "zod";
import { findAccount } from "../../../accounts/change.ts";
import { type Addition, addEntries } from "../../../allowlist/change/add-entries.ts";
import { replaceList } from "../../../allowlist/change/replace-list.ts";
import { effectsOf } from "../../../allowlist/coverage.ts";
import { exportList } from "../../../allowlist/export.ts";
import type { ProposedList } from "../../../allowlist/reading/proposed-entries.ts";
import { MAX_SEARCH_LENGTH, searchEntries } from "../../../allowlist/search.ts";
import type { Account } from "../../../storage/accounts/accounts.ts";
import { defineEndpoint, type Endpoint } from "../../http/endpoint.ts";
import { entryOrListBody, listBody } from "../../http/list-body.ts";
import { KEY_PROBLEMS, RULES_PROBLEMS, toProblem } from "../../http/refusal-problem.ts";
import { reply } from "../../http/reply.ts";
import { AccountParams, page, pageQuery } from "../../http/schemas.ts";
import { ChangeQuery, ProvisionalView, viewOpened, viewProvisional } from "../provisional-view.ts";
import { AddedEntries, placeAccessEnds, ReplacedList, viewAdditions, viewWarnings } from "./allowlist-view.ts";
import { ChangedEntry, EntryView, ReactivatedEntry, viewEntry } from "./entry-view.ts";
import { GuardQuery, guardedBy, warnAccessEnds } from "./guard.ts";

/** Ten years. */
const MAX_UNUSED_DAYS = 3650;

const ListQuery = pageQuery(100, 1000)
  .extend({
    q: z
      .string()
      .trim()
      .max(MAX_SEARCH_LENGTH, `It is longer than ${MAX_SEARCH_LENGTH} characters.`)
      .optional()
      .meta({
        description:
          "An address: the entries that cover it. A CIDR, range or wildcard: the entries that share an address with it. Anything else: the entries that have this text in their label or value, in upper or lower case. Disabled and expired entries are found too.",
        examples: ["49.37.9.9", "49.37.0.0/16", "office"],
      }),
    unused_days: z
      .string()
      .regex(/^\d{1,6}$/, "It is not a whole number.")
      .transform(Number)
      .pipe(z.int().min(1, "It is below 1.").max(MAX_UNUSED_DAYS, `It is above ${MAX_UNUSED_DAYS}.`))
      .optional()
      .meta({
        type: "integer",
        minimum: 1,
        maximum: MAX_UNUSED_DAYS,
        description:
          "Only live entries that admitted no visit in so many days, and that are at least so old. None, as long as use is not yet recorded for so long. Use of a day on which D1 failed or an instance at the edge ended early may be missing: look at who would be turned away (`preview`) before you remove what is found.",
        examples: [90],
      }),
    format: z.enum(["json", "text", "csv"]).default("json").meta({
      description:
        "`text` and `csv`: all entries at once, with label, state and expiry; put back, either changes nothing. `limit` and `cursor` play no part in them.",
    }),
    enabled: z.enum(["true"]).optional().meta({
      description:
        "With `format=text`: only the addresses, networks and ranges that are live now, in canonical form and without options and labels, as firewalls read them.",
    }),
  })
  .refine(({ q, format }) => format === "json" || !q, {
    path: ["q"],
    error: "A file holds the whole list: put back, a part of it would remove the rest.",
    params: { code: "not_with_format", fix: "Leave out q, or format." },
  })
  .refine(({ unused_days, format }) => format === "json" || unused_days === undefined, {
    path: ["unused_days"],
    error: "A file holds the whole list: put back, a part of it would remove the rest.",
    params: { code: "not_with_format", fix: "Leave out unused_days, or format." },
  })
  .refine(({ enabled, format }) => format === "text" || enabled === undefined, {
    path: ["enabled"],
    error: "Only the text can leave entries out.",
    params: { code: "only_with_text", fix: "Leave out enabled, or give format=text." },
  });

const getAllowlist = defineEndpoint({
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
    200: {
      description: "Entries.",
      schema: page(EntryView).extend({ provisional: ProvisionalView }),
      alternatives: ["text/plain", "text/csv"],
      etag: true,
    },
  },
  problems: ["account_not_found", "invalid_cursor"],
  async handle({ params, query }, deps) {
    const { q = "", format, enabled, unused_days: unusedDays } = query;
    // Before the entries: what is shown is at least as new as the revision that the ETag names.
    const account = await findAccount(deps, params.account);
    if (!account.ok) return toProblem(account.error);
    const { revision } = account.value;
    const found = format === "json" ? await searchEntries(deps, params.account, { ...query, q, unusedDays }) : null;
    if (found !== null && !found.ok) return toProblem(found.error);
    if (found !== null) {
      const items = await effectsOf(deps, params.account, found.value.items);
      const shown = items.map(({ entry, ...effect }) => viewEntry(entry, effect));
      const provisional = viewProvisional(account.value.provisional);
      return reply(200, { items: shown, next_cursor: found.value.nextCursor, provisional }, revision);
    }
    const whole = format === "csv" ? "csv" : "text";
    const file = exportList(deps, account.value, enabled === "true" ? "addresses" : whole);
    return { kind: "stream", ...file, revision };
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
    "A range that is listed and live stays as it is: 409 for one entry, `already_listed` among the results and warnings for many. One that is off or expired comes to life again, with what the body says of it. Never refused for a lockout.",
  params: AccountParams,
  query: GuardQuery,
  body: entryOrListBody,
  ifMatch: "honoured",
  idempotencyKey: "honoured",
  responses: {
    200: {
      description: "Many: what became of each. One that was off or expired: the entry, live again.",
      schema: z.union([AddedEntries, ReactivatedEntry]),
      etag: true,
    },
    201: { description: "One: the entry.", schema: ChangedEntry, etag: true },
  },
  problems: [...RULES_PROBLEMS, "invalid_request", "already_listed", "too_many_entries", ...KEY_PROBLEMS],
  async handle({ actor, params, query, body, revisions, keep }, deps) {
    const target = { account: params.account, revisions };
    const keepAnswer =
      keep && ((addition: Addition, { revision }: Account) => keep(answerOf(addition, body, revision)));
    const added = await addEntries(deps, actor, target, body, guardedBy(actor, query, deps), keepAnswer);
    if (!added.ok) return toProblem(added.error);
    const { value, revision, published } = added.value;
    if (value.entry === null) return reply(200, { ...viewAdditions(value, body), revision, published }, revision);
    const entry = viewAdded(value, value.entry);
    // As the kept answer has it: the revision and `published` come last.
    return value.entry.isReactivated
      ? reply(200, { ...entry, reactivated: true as const, revision, published }, revision)
      : reply(201, { ...entry, revision, published }, revision);
  },
});

/**
 * The answer as it is kept with the change, before it is known which revision that makes and whether it is published.
 * `revision`: of the account before.
 */
function answerOf(addition: Addition, body: ProposedList, revision: number) {
  const { entry } = addition;
  if (entry === null) return { status: 200, body: viewAdditions(addition, body), revision };
  return entry.isReactivated
    ? { status: 200, body: { ...viewAdded(addition, entry), reactivated: true }, revision }
    : { status: 201, body: viewAdded(addition, entry), revision };
}

const viewAdded = ({ accessEnds }: Addition, { entry, warnings, ...effect }: NonNullable<Addition["entry"]>) =>
  viewEntry(entry, effect, [...warnAccessEnds(accessEnds), ...warnings]);

const PutList = ReplacedList.extend({ provisional: ProvisionalView }).meta({ id: "PutAllowlist" });

const putAllowlist = defineEndpoint({
  method: "put",
  path: "/accounts/{account}/allowlist",
  access: "allowlist:write",
  operationId: "replaceEntries",
  tag: "allowlist",
  summary: "Replace the whole list",
  description:
    "Matched by canonical range: an entry that stays keeps its id, the way it is written, label, state, expiry and creation unless the body gives them. An export (`format=text` or `csv`) that is put back changes nothing.",
  params: AccountParams,
  query: ChangeQuery,
  body: listBody,
  ifMatch: "required",
  responses: { 200: { description: "The difference that it made.", schema: PutList, etag: true } },
  problems: [...RULES_PROBLEMS, "invalid_request", "too_many_entries", "empty_allowlist", "lockout_risk"],
  async handle({ actor, params, query, body, revisions }, deps) {
    const target = { account: params.account, revisions, confirmWithin: query.confirm_within ?? null };
    const replaced = await replaceList(deps, actor, target, body, guardedBy(actor, query, deps));
    if (!replaced.ok) return toProblem(replaced.error);
    const { value: counts, revision, published } = replaced.value;
    const { warnings, accessEnds, ...numbers } = counts;
    const said = viewWarnings([...placeAccessEnds(accessEnds), ...body.warnings, ...warnings]);
    const provisional = viewOpened(replaced.value, actor);
    return reply(200, { revision, published, ...numbers, ...said, provisional }, revision);
  },
});

export const allowlistEndpoints: readonly Endpoint[] = [getAllowlist, postAllowlist, putAllowlist];
