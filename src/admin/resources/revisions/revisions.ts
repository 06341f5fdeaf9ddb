import * as z from "zod";
import { type Changed, findAccount } from "../../../accounts/change.ts";
import { exportListAt } from "../../../allowlist/revisions/export-past.ts";
import { listRevisions, readDifference, readListAt } from "../../../allowlist/revisions/revision-list.ts";
import { restoreRevision, type SteppedBack, undoRevision } from "../../../allowlist/revisions/step-back.ts";
import type { Account } from "../../../storage/accounts/accounts.ts";
import type { AdminDeps } from "../../deps.ts";
import { type Call, defineEndpoint, type Endpoint } from "../../http/endpoint.ts";
import { KEY_PROBLEMS, RULES_PROBLEMS, toProblem } from "../../http/refusal-problem.ts";
import { reply, replyPage } from "../../http/reply.ts";
import { AccountParams, page, pageQuery } from "../../http/schemas.ts";
import { viewEntryItself } from "../allowlist/entry-view.ts";
import { GuardQuery, guardedBy } from "../allowlist/guard.ts";
import {
  DifferenceView,
  PastEntry,
  RevisionView,
  SteppedBackView,
  viewDifference,
  viewRevision,
  viewSteppedBack,
} from "./revision-view.ts";

const RevisionParams = AccountParams.extend({
  revision: z
    .string()
    .regex(/^\d{1,15}$/, "It is not the number of a revision.")
    .transform(Number)
    .meta({ type: "integer", description: "The revision's number.", examples: [12] }),
});

const READ_PROBLEMS = ["account_not_found", "revision_not_found", "revision_not_kept", "invalid_cursor"] as const;

const getRevisions = defineEndpoint({
  method: "get",
  path: "/accounts/{account}/revisions",
  access: "allowlist:read",
  operationId: "listRevisions",
  tag: "revisions",
  summary: "List the revisions of an account",
  description:
    "The newest first. Every change of the account makes one: those of its list and its policy, and also those of its hosts and its name, which change neither. They are kept for the operator's REVISION_RETENTION_DAYS; the last one listed is the state that held before.",
  params: AccountParams,
  query: pageQuery(50, 500),
  responses: { 200: { description: "Revisions.", schema: page(RevisionView) } },
  problems: ["account_not_found", "invalid_cursor"],
  async handle({ params, query }, deps) {
    const account = await findAccount(deps, params.account);
    if (!account.ok) return toProblem(account.error);
    const found = await listRevisions(deps, params.account, query);
    return found.ok ? replyPage(found.value, viewRevision) : toProblem(found.error);
  },
});

const getRevision = defineEndpoint({
  method: "get",
  path: "/accounts/{account}/revisions/{revision}",
  access: "allowlist:read",
  operationId: "getRevision",
  tag: "revisions",
  summary: "What a change did",
  description:
    "The policy before and after, and the entries that the change added, removed and changed, in pages: `limit` counts all three together, in the order in which the entries were first added.",
  params: RevisionParams,
  query: pageQuery(100, 1000),
  responses: { 200: { description: "The difference.", schema: DifferenceView } },
  problems: READ_PROBLEMS,
  async handle({ params, query }, deps) {
    const account = await findAccount(deps, params.account);
    if (!account.ok) return toProblem(account.error);
    const found = await readDifference(deps, params.account, params.revision, query);
    return found.ok ? reply(200, viewDifference(found.value)) : toProblem(found.error);
  },
});

const getListAt = defineEndpoint({
  method: "get",
  path: "/accounts/{account}/revisions/{revision}/allowlist",
  access: "allowlist:read",
  operationId: "listEntriesAt",
  tag: "revisions",
  summary: "The list as it was",
  description: "Right after the revision was made. `text` and `csv` are the whole list as the export of that time.",
  params: RevisionParams,
  query: pageQuery(100, 1000).extend({
    format: z.enum(["json", "text", "csv"]).default("json").meta({
      description: "`text` and `csv`: all entries at once, with label, state and expiry.",
    }),
  }),
  responses: {
    200: { description: "Entries.", schema: page(PastEntry), alternatives: ["text/plain", "text/csv"] },
  },
  problems: READ_PROBLEMS,
  async handle({ params: { account, revision }, query: { format, ...query } }, deps) {
    const known = await findAccount(deps, account);
    if (!known.ok) return toProblem(known.error);
    if (format !== "json") {
      const file = await exportListAt(deps, account, revision, format);
      return file.ok ? { kind: "stream", ...file.value } : toProblem(file.error);
    }
    const found = await readListAt(deps, account, revision, query);
    return found.ok ? replyPage(found.value, viewEntryItself) : toProblem(found.error);
  },
});

const STEP_PROBLEMS = [
  ...RULES_PROBLEMS,
  "invalid_request",
  "revision_not_found",
  "revision_not_kept",
  "too_many_entries",
  "empty_allowlist",
  "lockout_risk",
  ...KEY_PROBLEMS,
] as const;

const postRestore = defineEndpoint({
  method: "post",
  path: "/accounts/{account}/revisions/{revision}/restore",
  access: "allowlist:write",
  operationId: "restoreRevision",
  tag: "revisions",
  summary: "Bring back the state of a revision",
  description:
    "Policy and list are again what they were right after that revision: a change like any other, with a revision of its own. Entries have the ids, labels, states, expiries and creation of then; one that has expired since comes back expired, with a warning. Hosts, tokens and the account's name stay as they are. `POST …/preview` with `revision` shows beforehand what it means.",
  params: RevisionParams,
  query: GuardQuery,
  ifMatch: "honoured",
  idempotencyKey: "honoured",
  responses: { 200: { description: "What it changed.", schema: SteppedBackView, etag: true } },
  problems: STEP_PROBLEMS,
  async handle(call, deps) {
    const restored = await restoreRevision(...stepOf(call, deps));
    return restored.ok ? replyStep(restored.value) : toProblem(restored.error);
  },
});

const postUndo = defineEndpoint({
  method: "post",
  path: "/accounts/{account}/revisions/{revision}/undo",
  access: "allowlist:write",
  operationId: "undoRevision",
  tag: "revisions",
  summary: "Undo one change",
  description:
    "Takes back what the change of this revision did, and nothing else: a change like any other. The last change always; an earlier one when nothing of what it did was changed since, and it concerns at most 1,000 entries. What is undone already is not undone again: 200, and nothing changes. `POST …/preview` with `undo` shows beforehand what it means.",
  params: RevisionParams,
  query: GuardQuery,
  ifMatch: "honoured",
  idempotencyKey: "honoured",
  responses: { 200: { description: "What it changed.", schema: SteppedBackView, etag: true } },
  problems: [...STEP_PROBLEMS, "undo_not_possible"],
  async handle(call, deps) {
    const undone = await undoRevision(...stepOf(call, deps));
    return undone.ok ? replyStep(undone.value) : toProblem(undone.error);
  },
});

type StepCall = Pick<
  Call<"allowlist:write", z.output<typeof RevisionParams>, z.output<typeof GuardQuery>, unknown>,
  "actor" | "params" | "query" | "revisions" | "keep"
>;

/** What both take from the call. */
function stepOf({ actor, params, query, revisions, keep }: StepCall, deps: AdminDeps) {
  const answerOf =
    keep &&
    ((outcome: SteppedBack, { revision }: Account) => keep({ status: 200, body: viewSteppedBack(outcome), revision }));
  return [deps, actor, { ...params, revisions }, guardedBy(actor, query, deps), answerOf] as const;
}

const replyStep = ({ value, revision, published }: Changed<SteppedBack>) =>
  reply(200, { ...viewSteppedBack(value), revision, published }, revision);

export const revisionEndpoints: readonly Endpoint[] = [getRevisions, getRevision, getListAt, postRestore, postUndo];
