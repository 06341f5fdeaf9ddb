import * as z from "zod";
import { findAccount } from "../../../accounts/change.ts";
import {
  type Approved,
  approveRequest,
  declineRequest,
  listAccessRequests,
} from "../../../allowlist/admission/access-requests.ts";
import { type AccessRequest, REQUEST_STATES } from "../../../storage/visits/access-requests.ts";
import { formatTime, formatTimeOrNull } from "../../../time.ts";
import { jsonBody } from "../../http/body.ts";
import { defineEndpoint, type Endpoint } from "../../http/endpoint.ts";
import { invalidRequest } from "../../http/problem.ts";
import { KEY_PROBLEMS, RULES_PROBLEMS, toProblem } from "../../http/refusal-problem.ts";
import { reply, replyPage } from "../../http/reply.ts";
import { AccountParams, ChangeOutcome, page, pageQuery, Timestamp } from "../../http/schemas.ts";
import { admissionBody, readAdmission, viewAdmitted } from "./admission-body.ts";
import { EntryView } from "./entry-view.ts";
import { GuardQuery, guardedBy } from "./guard.ts";

const text = z.string().nullable();

const AccessRequestView = z
  .object({
    id: z.string(),
    state: z.enum(REQUEST_STATES).meta({ description: "`expired`: no one decided within a week." }),
    address: z.string(),
    name: z.string().meta({ description: "As the visitor wrote it, without a proof: anyone can write any name." }),
    reason: z.string().meta({ description: "The same; empty: none was given." }),
    device: z.object({ label: z.string(), type: z.string() }),
    region: z.object({ country: text, region: text, city: text }),
    hostname: z.string(),
    reference: z.string().meta({ description: "Of the refusal page that the form was on." }),
    created_at: Timestamp,
    expires_at: Timestamp,
    decided_at: Timestamp.nullable(),
    decided_by: text,
    entry_id: text.meta({ description: "The entry by which the visitor was let in; it may have been removed since." }),
  })
  .meta({ id: "AccessRequest" });

const ApprovedRequest = AccessRequestView.extend({ entry: EntryView, ...ChangeOutcome.shape }).meta({
  id: "ApprovedAccessRequest",
});

function viewRequest(request: AccessRequest): z.output<typeof AccessRequestView> {
  const { id, state, address, name, reason, device, region, hostname, reference } = request;
  return {
    id,
    state,
    address,
    name,
    reason,
    device: { ...device },
    region: { ...region },
    hostname,
    reference,
    created_at: formatTime(request.createdAt),
    expires_at: formatTime(request.expiresAt),
    decided_at: formatTimeOrNull(request.decidedAt),
    decided_by: request.decidedBy,
    entry_id: request.entry,
  };
}

function viewApproved({ request, admitted }: Approved) {
  return { ...viewRequest(request), entry: viewAdmitted(admitted) };
}

const RequestParams = AccountParams.extend({ id: z.string().meta({ description: "The request's id." }) });

const getAccessRequests = defineEndpoint({
  method: "get",
  path: "/accounts/{account}/access-requests",
  access: "allowlist:read",
  operationId: "listAccessRequests",
  tag: "access-requests",
  summary: "List the requests of visitors who were turned away",
  description:
    "The newest first; kept for 90 days. Visitors make them by the form on the refusal page, where the policy has `access_requests: true`: one open request per address, 10 per network (/24 or /48) and 100 per account. Open ones expire after a week.",
  params: AccountParams,
  query: pageQuery(50, 200).extend({
    state: z.enum(REQUEST_STATES).optional().meta({ description: "Only those in this state." }),
  }),
  responses: { 200: { description: "A page of requests.", schema: page(AccessRequestView) } },
  problems: ["account_not_found", "invalid_cursor"],
  async handle({ params, query }, deps) {
    const found = await listAccessRequests(deps, params.account, query);
    if (!found.ok) return toProblem(found.error);
    const account = await findAccount(deps, params.account);
    return account.ok ? replyPage(found.value, viewRequest) : toProblem(account.error);
  },
});

const approveAccessRequest = defineEndpoint({
  method: "post",
  path: "/accounts/{account}/access-requests/{id}/approve",
  access: "allowlist:write",
  operationId: "approveAccessRequest",
  tag: "access-requests",
  summary: "Let in a visitor who asked for it",
  description:
    "Adds the address to the allowlist and approves the request, both or neither. An entry of exactly this range that is off or expired comes to life again; one that is live stays as it is. Without a label the entry gets the visitor's name.",
  params: RequestParams,
  query: GuardQuery,
  body: jsonBody(admissionBody("ApproveAccessRequest")),
  ifMatch: "honoured",
  idempotencyKey: "honoured",
  responses: { 200: { description: "The request, and the entry.", schema: ApprovedRequest, etag: true } },
  problems: [
    ...RULES_PROBLEMS,
    "access_request_not_found",
    "access_request_settled",
    "invalid_request",
    "already_listed",
    "too_many_entries",
    ...KEY_PROBLEMS,
  ],
  async handle({ actor, params, query, body, revisions, keep }, deps) {
    const admission = readAdmission(body, deps.now());
    if (!admission.ok) return invalidRequest(admission.error);
    const target = { account: params.account, request: params.id, revisions };
    const keepAnswer =
      keep && ((approved: Approved, revision: number) => keep({ status: 200, body: viewApproved(approved), revision }));
    const approved = await approveRequest(
      deps,
      actor,
      target,
      admission.value,
      guardedBy(actor, query, deps),
      keepAnswer,
    );
    if (!approved.ok) return toProblem(approved.error);
    const { value, revision, published } = approved.value;
    // As the kept answer has it: the revision and `published` come last.
    return reply(200, { ...viewApproved(value), revision, published }, revision);
  },
});

const declineAccessRequest = defineEndpoint({
  method: "post",
  path: "/accounts/{account}/access-requests/{id}/decline",
  access: "allowlist:write",
  operationId: "declineAccessRequest",
  tag: "access-requests",
  summary: "Decline a visitor's request",
  description:
    "The list does not change, and the visitor is not told. The same address cannot ask again for a day: its form gets the answer of the first one.",
  params: RequestParams,
  idempotencyKey: "honoured",
  responses: { 200: { description: "The request.", schema: AccessRequestView } },
  problems: ["account_not_found", "access_request_not_found", "access_request_settled", ...KEY_PROBLEMS],
  async handle({ actor, params, keep }, deps) {
    const target = { account: params.account, request: params.id };
    const keepAnswer =
      keep && ((declined: AccessRequest) => keep({ status: 200, body: viewRequest(declined), revision: null }));
    const declined = await declineRequest(deps, actor, target, keepAnswer);
    return declined.ok ? reply(200, viewRequest(declined.value)) : toProblem(declined.error);
  },
});

export const accessRequestEndpoints: readonly Endpoint[] = [
  getAccessRequests,
  approveAccessRequest,
  declineAccessRequest,
];
