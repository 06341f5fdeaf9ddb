import * as z from "zod";
import { findAccount } from "../../accounts/change.ts";
import { eventJson, exportEvents, JSON_LINES, listEvents } from "../../accounts/events.ts";
import { TimeInput } from "../../input/scalars.ts";
import type { AuditEvent, AuditFilter, Trail } from "../../storage/d1/audit.ts";
import type { AdminDeps } from "../deps.ts";
import { defineEndpoint, type Endpoint } from "../http/endpoint.ts";
import { toProblem } from "../http/refusal-problem.ts";
import { replyPage } from "../http/reply.ts";
import { AccountParams, page, pageQuery, Timestamp } from "../http/schemas.ts";

const MAX_FILTER_LENGTH = 200;

export const EventView = z
  .object({
    id: z.string(),
    at: Timestamp,
    actor: z.string().meta({ description: "`operator`, `token:<id>`, or what else acted.", examples: ["operator"] }),
    actor_name: z.string().nullable().meta({ description: "What people call the actor, as it was called then." }),
    address: z.string().nullable().meta({ description: "Where the call came from; null: no call, a job." }),
    action: z.string().meta({ examples: ["allowlist.replaced"] }),
    summary: z
      .string()
      .nullable()
      .meta({
        description: "What was done to the list, in English, for people; null: the event is not about entries.",
        examples: ["Ann added 203.0.113.7 (Office) and 3 more"],
      }),
    detail: z.record(z.string(), z.unknown()).meta({
      description:
        "Before and after, or for each list of entries that were added, removed or changed: `count`, the ranges of the `first` hundred, the first twenty as `entries` with `value` and `label` (cut at 100 characters), and a digest of all when some are left out. Bounded, whatever was changed.",
    }),
    revision: z.int().nullable().meta({ description: "The account's revision that it made; null: it made none." }),
  })
  .meta({ id: "AuditEvent" });

const exactly = z.string().min(1, "It is empty.").max(MAX_FILTER_LENGTH, `It is longer than ${MAX_FILTER_LENGTH}.`);

const AuditQuery = pageQuery(50, 500).extend({
  actor: exactly.optional().meta({ description: "Events of exactly this actor.", examples: ["operator"] }),
  action: exactly.optional().meta({ description: "Events of exactly this action.", examples: ["policy.changed"] }),
  since: TimeInput.optional().meta({ description: "Events from this time on." }),
  until: TimeInput.optional().meta({ description: "Events before this time." }),
  format: z.enum(["json", "jsonl"]).default("json").meta({
    description:
      "`jsonl`: all that the filters let through at once, one event a line; `limit` and `cursor` play no part.",
  }),
});

export const listAudit = defineEndpoint({
  method: "get",
  path: "/accounts/{account}/audit",
  access: "audit:read",
  operationId: "listAuditEvents",
  tag: "audit",
  summary: "Read or export the audit trail of an account",
  description:
    "Newest first: every change, and changes and tokens that were refused for what they would have done. Events are kept for the operator's AUDIT_RETENTION_DAYS, also when the account is removed: then the operator, and no one else, reads the trail of the removed account here. When an account of the same id is created again, its trail here begins with its creation, and the older one is at `/former-accounts/{account}/audit`.",
  params: AccountParams,
  query: AuditQuery,
  responses: { 200: { description: "Events.", schema: page(EventView), alternatives: [JSON_LINES] } },
  problems: ["account_not_found", "invalid_cursor"],
  async handle({ actor, params, query }, deps) {
    const account = await findAccount(deps, params.account);
    if (account.ok) return answerAudit(deps, params.account, query);
    // A token of the account may have come in before the account was removed.
    return actor.kind === "operator" ? answerFormerAudit(deps, params.account, query) : toProblem(account.error);
  },
});

const listFormerAudit = defineEndpoint({
  method: "get",
  path: "/former-accounts/{account}/audit",
  access: "operator",
  operationId: "listFormerAuditEvents",
  tag: "audit",
  summary: "Read or export the audit trail of a removed account",
  description:
    "Newest first, up to the event of the removal. When several accounts of this id were removed, these are the events of all of them: each begins with `account.created` and ends with `account.removed`. An account that has the id now is not in it. Events are kept for the operator's AUDIT_RETENTION_DAYS.",
  params: AccountParams,
  query: AuditQuery,
  responses: { 200: { description: "Events.", schema: page(EventView), alternatives: [JSON_LINES] } },
  problems: ["account_not_found", "invalid_cursor"],
  handle: ({ params, query }, deps) => answerFormerAudit(deps, params.account, query),
});

export const listOperatorAudit = defineEndpoint({
  method: "get",
  path: "/audit",
  access: "operator",
  operationId: "listOperatorAuditEvents",
  tag: "audit",
  summary: "Read or export the operator's own audit trail",
  description: "What belongs to no account: shared hosts, and accounts that were removed.",
  query: AuditQuery,
  responses: { 200: { description: "Events.", schema: page(EventView), alternatives: [JSON_LINES] } },
  problems: ["invalid_cursor"],
  handle: ({ query }, deps) => answerAudit(deps, null, query),
});

async function answerFormerAudit(deps: AdminDeps, account: string, query: z.output<typeof AuditQuery>) {
  const isFormer = await deps.accounts.isFormer(account);
  return isFormer ? answerAudit(deps, { former: account }, query) : toProblem({ code: "account_not_found" });
}

async function answerAudit(deps: AdminDeps, trail: Trail, query: z.output<typeof AuditQuery>) {
  const { actor, action, since, until } = query;
  const filter: AuditFilter = { actor, action, since, until };
  if (query.format === "jsonl") return { kind: "stream", ...exportEvents(deps, trail, filter) } as const;
  const found = await listEvents(deps, trail, filter, query);
  return found.ok ? replyPage(found.value, viewEvent) : toProblem(found.error);
}

const viewEvent = (event: AuditEvent): z.output<typeof EventView> => eventJson(event);

export const auditEndpoints: readonly Endpoint[] = [listAudit, listFormerAudit, listOperatorAudit];
