import * as z from "zod";
import { findAccount } from "../../../accounts/change.ts";
import { admitVisitor } from "../../../allowlist/admission/admit-visitor.ts";
import { listDenials } from "../../../allowlist/admission/denials.ts";
import type { Admitted } from "../../../allowlist/admission/let-in.ts";
import { MAX_SEARCH_LENGTH } from "../../../allowlist/search.ts";
import { AddressText, TimeInput } from "../../../input/scalars.ts";
import { DENIED_SURFACES } from "../../../storage/visits/denials.ts";
import { jsonBody } from "../../http/body.ts";
import { defineEndpoint, type Endpoint } from "../../http/endpoint.ts";
import { invalidRequest } from "../../http/problem.ts";
import { KEY_PROBLEMS, RULES_PROBLEMS, toProblem } from "../../http/refusal-problem.ts";
import { reply, replyPage } from "../../http/reply.ts";
import { AccountParams, page, pageQuery } from "../../http/schemas.ts";
import { admissionBody, readAdmission, viewAdmitted } from "./admission-body.ts";
import { DenialView, viewDenial } from "./denial-view.ts";
import { ChangedEntry } from "./entry-view.ts";
import { GuardQuery, guardedBy } from "./guard.ts";

const DenialsQuery = pageQuery(50, 200).extend({
  address: AddressText.optional().meta({ description: "Visits from this address alone.", examples: ["203.0.113.7"] }),
  q: z
    .string()
    .trim()
    .max(MAX_SEARCH_LENGTH, `It is longer than ${MAX_SEARCH_LENGTH} characters.`)
    .optional()
    .meta({
      description:
        "An address or a network in any form that an entry may have; the reference of a refusal page, or its beginning from 8 characters on; or a part of a device's name. Finds the addresses that were counted together in a flood too, each as an item of its own.",
      examples: ["203.0.113.0/24", "9f86d081-884c-4d65-a1b2-c3d4e5f60718", "firefox"],
    }),
  surface: z.enum(DENIED_SURFACES).optional().meta({ description: "Only those on this surface." }),
  since: TimeInput.optional().meta({ description: "Seen then or later." }),
});

const getDenials = defineEndpoint({
  method: "get",
  path: "/accounts/{account}/denials",
  access: "allowlist:read",
  operationId: "listDenials",
  tag: "denials",
  summary: "List the visits that were turned away",
  description:
    "Counted by address, surface, device and day, the newest first; kept for 90 days. In mode `monitor`: the visits that would have been turned away. A visit is counted within a quarter of a minute. Of a flood, the newest 1,000 a day are kept one by one, and the others are counted together: `q` finds those of their addresses that were kept, the last 500,000 of an account.",
  params: AccountParams,
  query: DenialsQuery,
  responses: { 200: { description: "A page of turned-away visits.", schema: page(DenialView) } },
  problems: ["account_not_found", "invalid_cursor"],
  async handle({ params, query }, deps) {
    const found = await listDenials(deps, params.account, query);
    if (!found.ok) return toProblem(found.error);
    const account = await findAccount(deps, params.account);
    return account.ok ? replyPage(found.value, viewDenial) : toProblem(account.error);
  },
});

const DenialParams = AccountParams.extend({ id: z.string().meta({ description: "The denial's id." }) });

const statusOf = ({ status }: Admitted): 200 | 201 => (status === "added" ? 201 : 200);

const allowDenial = defineEndpoint({
  method: "post",
  path: "/accounts/{account}/denials/{id}/allow",
  access: "allowlist:write",
  operationId: "allowDenial",
  tag: "denials",
  summary: "Let an address in that was turned away",
  description:
    "Adds the address to the allowlist. An entry of exactly this range that is disabled or expired is renewed instead.",
  params: DenialParams,
  query: GuardQuery,
  body: jsonBody(admissionBody("AllowDenial")),
  ifMatch: "honoured",
  idempotencyKey: "honoured",
  responses: {
    200: {
      description: "The entry that there was, enabled and with the new expiry.",
      schema: ChangedEntry,
      etag: true,
    },
    201: { description: "The new entry.", schema: ChangedEntry, etag: true },
  },
  problems: [
    ...RULES_PROBLEMS,
    "denial_not_found",
    "denial_without_address",
    "invalid_request",
    "already_listed",
    "too_many_entries",
    ...KEY_PROBLEMS,
  ],
  async handle({ actor, params, query, body, revisions, keep }, deps) {
    const admission = readAdmission(body, deps.now());
    if (!admission.ok) return invalidRequest(admission.error);
    const target = { account: params.account, denial: params.id, revisions };
    const keepAnswer =
      keep && ((one: Admitted, revision: number) => keep({ status: statusOf(one), body: viewAdmitted(one), revision }));
    const admitted = await admitVisitor(
      deps,
      actor,
      target,
      admission.value,
      guardedBy(actor, query, deps),
      keepAnswer,
    );
    if (!admitted.ok) return toProblem(admitted.error);
    const { value, revision, published } = admitted.value;
    // As the kept answer has it: the revision and `published` come last.
    return reply(statusOf(value), { ...viewAdmitted(value), revision, published }, revision);
  },
});

export const denialEndpoints: readonly Endpoint[] = [getDenials, allowDenial];
