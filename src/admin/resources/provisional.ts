import { confirmProvisional, undoProvisional } from "../../allowlist/change/provisional.ts";
import { defineEndpoint, type Endpoint } from "../http/endpoint.ts";
import { CHANGE_PROBLEMS, toProblem } from "../http/refusal-problem.ts";
import { reply } from "../http/reply.ts";
import { AccountParams, ChangeOutcome } from "../http/schemas.ts";
import { GuardQuery, guardedBy } from "./allowlist/guard.ts";

const confirm = defineEndpoint({
  method: "post",
  path: "/accounts/{account}/provisional/confirm",
  access: "allowlist:write",
  operationId: "confirmProvisional",
  tag: "policy",
  summary: "Confirm a provisional change: it stays",
  description:
    "The caller's address, and `as_address`, must be admitted by the new state: so the confirmation shows that its administrators still get in. An operator's call is judged only by `as_address`. To confirm again changes nothing. With `If-Match` it is the change of that revision and no other. Takes no body.",
  params: AccountParams,
  query: GuardQuery.pick({ as_address: true }),
  ifMatch: "honoured",
  responses: { 200: { description: "It stays.", schema: ChangeOutcome, etag: true } },
  problems: [
    ...CHANGE_PROBLEMS,
    "invalid_request",
    "provisional_not_found",
    "provisional_undone",
    "address_not_allowed",
  ],
  async handle({ actor, params, query, revisions }, deps) {
    const { addresses } = guardedBy(actor, query, deps);
    const kept = await confirmProvisional(deps, actor, { ...params, revisions }, addresses);
    if (!kept.ok) return toProblem(kept.error);
    const { revision, published } = kept.value;
    return reply(200, { revision, published }, revision);
  },
});

const undo = defineEndpoint({
  method: "delete",
  path: "/accounts/{account}/provisional",
  access: "allowlist:write",
  operationId: "undoProvisional",
  tag: "policy",
  summary: "Undo a provisional change now",
  description:
    "Policy and list are again what they were before the change. Judged for a lockout, as any change. To undo again changes nothing. With `If-Match` it is the change of that revision and no other.",
  params: AccountParams,
  query: GuardQuery,
  ifMatch: "honoured",
  responses: { 200: { description: "It is undone.", schema: ChangeOutcome, etag: true } },
  problems: [...CHANGE_PROBLEMS, "invalid_request", "provisional_not_found", "lockout_risk"],
  async handle({ actor, params, query, revisions }, deps) {
    const undone = await undoProvisional(deps, actor, { ...params, revisions }, guardedBy(actor, query, deps));
    if (!undone.ok) return toProblem(undone.error);
    const { revision, published } = undone.value;
    return reply(200, { revision, published }, revision);
  },
});

export const provisionalEndpoints: readonly Endpoint[] = [confirm, undo];
