import * as z from "zod";
import { err, ok, type Result } from "../result.ts";
import type { AuditEvent, AuditFilter, EventKey } from "../storage/audit.ts";
import { findAccount } from "./change.ts";
import { invalidCursor, pageOf, readCursor } from "./cursor.ts";
import type { AdminDeps } from "./deps.ts";
import { defineEndpoint, type Endpoint } from "./endpoint.ts";
import { linesOf } from "./lines.ts";
import type { Problem } from "./problem.ts";
import { reply, type StreamReply } from "./reply.ts";
import { AccountParams, formatTime, page, pageQuery, TimeInput, Timestamp } from "./schemas.ts";

const MAX_FILTER_LENGTH = 200;

export const EventView = z
  .object({
    id: z.string(),
    at: Timestamp,
    actor: z.string().meta({ description: "`operator`, `token:<id>`, or what else acted.", examples: ["operator"] }),
    actor_name: z.string().nullable().meta({ description: "What people call the actor, as it was called then." }),
    address: z.string().nullable().meta({ description: "Where the call came from; null: no call, a job." }),
    action: z.string().meta({ examples: ["allowlist.replaced"] }),
    detail: z.record(z.string(), z.unknown()).meta({
      description:
        "Before and after, or counts with the first hundred and a digest of all. Bounded, whatever was changed.",
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

const JSON_LINES = "application/jsonl";

export const listAudit = defineEndpoint({
  method: "get",
  path: "/accounts/{account}/audit",
  access: "audit:read",
  operationId: "listAuditEvents",
  tag: "audit",
  summary: "Read or export the audit trail of an account",
  description:
    "Newest first: every change, and changes and tokens that were refused for what they would have done. Events are kept for the operator's AUDIT_RETENTION_DAYS.",
  params: AccountParams,
  query: AuditQuery,
  responses: { 200: { description: "Events.", schema: page(EventView), alternatives: [JSON_LINES] } },
  problems: ["account_not_found", "invalid_cursor"],
  async handle({ params, query }, deps) {
    const account = await findAccount(deps, params.account);
    return account.ok ? answerAudit(deps, params.account, query) : account.error;
  },
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

async function answerAudit(deps: AdminDeps, account: string | null, query: z.output<typeof AuditQuery>) {
  const { actor, action, since, until } = query;
  const filter: AuditFilter = { actor, action, since, until };
  if (query.format === "jsonl") return exportEvents(deps, account, filter);

  const list = account === null ? "audit" : `audit:${account}`;
  const after = readKey(list, query.cursor);
  if (!after.ok) return after.error;
  const found = await deps.audit.list(account, filter, { after: after.value, limit: query.limit + 1 });
  return reply(200, pageOf(found, { list, limit: query.limit, keyOf }, viewEvent));
}

function exportEvents(deps: AdminDeps, account: string | null, filter: AuditFilter): StreamReply {
  const stream = linesOf(deps.audit.exportAll(account, filter), (event) => JSON.stringify(viewEvent(event)));
  return { kind: "stream", contentType: JSON_LINES, stream, filename: `${account ?? "operator"}-audit.jsonl` };
}

const keyOf = ({ at, id }: EventKey): string => `${at}:${id}`;

/** The event after which a page begins. */
function readKey(list: string, cursor: string | undefined): Result<EventKey | null, Problem<"invalid_cursor">> {
  const key = readCursor(list, cursor);
  if (!key.ok || key.value === null) return key.ok ? ok(null) : key;
  const [, at, id] = /^(\d{1,15}):(evt_\w{1,60})$/.exec(key.value) ?? [];
  if (at !== undefined && id !== undefined) return ok({ at: Number(at), id });
  return err(invalidCursor());
}

const viewEvent = (event: AuditEvent): z.output<typeof EventView> => ({
  id: event.id,
  at: formatTime(event.at),
  actor: event.actor,
  actor_name: event.actorName ?? null,
  address: event.address,
  action: event.action,
  detail: { ...event.detail },
  revision: event.revision,
});

export const auditEndpoints: readonly Endpoint[] = [listAudit, listOperatorAudit];
