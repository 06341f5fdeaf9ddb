import * as z from "zod";
import { findAccount } from "../../../accounts/change.ts";
import { changeEntry, removeEntry } from "../../../allowlist/change/change-entry.ts";
import { effectOf } from "../../../allowlist/coverage.ts";
import { EntryPatch, givenBy } from "../../../allowlist/reading/entry-input.ts";
import { jsonBody } from "../../http/body.ts";
import { defineEndpoint, type Endpoint } from "../../http/endpoint.ts";
import { RULES_PROBLEMS, toProblem } from "../../http/refusal-problem.ts";
import { reply } from "../../http/reply.ts";
import { AccountParams, ChangeOutcome } from "../../http/schemas.ts";
import { ChangeQuery, ProvisionalView, viewOpened } from "../provisional-view.ts";
import { ChangedEntry, EntryView, viewEntry, WarningView } from "./entry-view.ts";
import { GuardQuery, guardedBy, warnAccessEnds } from "./guard.ts";

const EntryParams = AccountParams.extend({
  id: z.string().meta({ description: "The entry's id." }),
});

const getEntry = defineEndpoint({
  method: "get",
  path: "/accounts/{account}/allowlist/{id}",
  access: "allowlist:read",
  operationId: "getEntry",
  tag: "allowlist",
  summary: "Read an entry",
  params: EntryParams,
  responses: { 200: { description: "The entry.", schema: EntryView, etag: true } },
  problems: ["account_not_found", "entry_not_found"],
  async handle({ params }, deps) {
    const account = await findAccount(deps, params.account);
    if (!account.ok) return toProblem(account.error);
    const entry = await deps.entries.get(params.account, params.id);
    return entry === null
      ? toProblem({ code: "entry_not_found" })
      : reply(200, viewEntry(entry, await effectOf(deps, entry)), account.value.revision);
  },
});

const PatchedEntry = ChangedEntry.extend({ provisional: ProvisionalView }).meta({ id: "PatchedEntry" });

const patchEntry = defineEndpoint({
  method: "patch",
  path: "/accounts/{account}/allowlist/{id}",
  access: "allowlist:write",
  operationId: "updateEntry",
  tag: "allowlist",
  summary: "Change an entry",
  description:
    "What is left out stays as it is. Another `value` may cover another range; a range can be listed only once.",
  params: EntryParams,
  query: ChangeQuery,
  body: jsonBody(EntryPatch),
  ifMatch: "honoured",
  responses: { 200: { description: "The entry.", schema: PatchedEntry, etag: true } },
  problems: [
    ...RULES_PROBLEMS,
    "invalid_request",
    "entry_not_found",
    "already_listed",
    "empty_allowlist",
    "lockout_risk",
  ],
  async handle({ actor, params, query, body, revisions }, deps) {
    const change = { value: body.value, ...givenBy(body) };
    const target = { ...params, revisions, confirmWithin: query.confirm_within ?? null };
    const changed = await changeEntry(deps, actor, target, change, guardedBy(actor, query, deps));
    if (!changed.ok) return toProblem(changed.error);
    const { value, revision, published } = changed.value;
    const { entry, warnings, accessEnds, ...effect } = value;
    const said = [...warnAccessEnds(accessEnds), ...warnings];
    const provisional = viewOpened(changed.value, actor);
    return reply(200, { ...viewEntry(entry, effect, said), revision, published, provisional }, revision);
  },
});

const RemovedEntry = ChangeOutcome.extend({
  warnings: z.array(WarningView).optional().meta({
    description:
      "`still_allowed`: a wider entry admits the same addresses. `access_ends_at`: the caller loses access later on. Left out when there is none.",
  }),
}).meta({ id: "RemovedEntry" });

const deleteEntry = defineEndpoint({
  method: "delete",
  path: "/accounts/{account}/allowlist/{id}",
  access: "allowlist:write",
  operationId: "deleteEntry",
  tag: "allowlist",
  summary: "Remove an entry",
  params: EntryParams,
  query: GuardQuery,
  ifMatch: "honoured",
  responses: { 200: { description: "It is gone.", schema: RemovedEntry, etag: true } },
  problems: [...RULES_PROBLEMS, "entry_not_found", "empty_allowlist", "lockout_risk"],
  async handle({ actor, params, query, revisions }, deps) {
    const removed = await removeEntry(deps, actor, { ...params, revisions }, guardedBy(actor, query, deps));
    if (!removed.ok) return toProblem(removed.error);
    const { value, revision, published } = removed.value;
    const warnings = [...warnAccessEnds(value.accessEnds), ...value.warnings];
    return reply(200, { revision, published, ...(warnings.length === 0 ? {} : { warnings }) }, revision);
  },
});

export const entryEndpoints: readonly Endpoint[] = [getEntry, patchEntry, deleteEntry];
