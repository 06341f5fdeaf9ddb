import * as z from "zod";
import { findAccount } from "../../../accounts/change.ts";
import { admitVisitor } from "../../../allowlist/admit-visitor.ts";
import { effectOf } from "../../../allowlist/coverage.ts";
import { listDenials } from "../../../allowlist/denials.ts";
import { IN_THE_PAST } from "../../../allowlist/list-faults.ts";
import { Label } from "../../../allowlist/reading/entry-input.ts";
import { AddressText, TimeInput } from "../../../input/scalars.ts";
import { DENIED_SURFACES } from "../../../storage/visits/denials.ts";
import { jsonBody } from "../../http/body.ts";
import { defineEndpoint, type Endpoint } from "../../http/endpoint.ts";
import { invalidRequest } from "../../http/problem.ts";
import { RULES_PROBLEMS, toProblem } from "../../http/refusal-problem.ts";
import { reply, replyPage } from "../../http/reply.ts";
import { AccountParams, page, pageQuery } from "../../http/schemas.ts";
import { DenialView, viewDenial } from "./denial-view.ts";
import { ChangedEntry, viewEntry } from "./entry-view.ts";

const DenialsQuery = pageQuery(50, 200).extend({
  address: AddressText.optional().meta({ description: "Visits from this address alone.", examples: ["203.0.113.7"] }),
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
    "Counted by address, surface, device and day, the newest first; kept for 90 days. In mode `monitor`: the visits that would have been turned away. A visit is counted within a quarter of a minute. Of a flood, the newest 1,000 a day are kept one by one, and the others are counted without their addresses.",
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

const SHORTEST_PREFIX = 48;

const AllowDenial = z
  .strictObject({
    label: Label.optional(),
    expires_at: TimeInput.nullable()
      .optional()
      .meta({ description: "From this second on the entry matches nothing; null or left out: it never expires." }),
    prefix: z
      .int()
      .min(SHORTEST_PREFIX, `It is below ${SHORTEST_PREFIX}.`)
      .max(128, "It is above 128.")
      .optional()
      .meta({
        description: "For IPv6: list the network of this prefix length. A household or office has at least a /64.",
        examples: [64],
      }),
  })
  .meta({ id: "AllowDenial" });

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
  body: jsonBody(AllowDenial),
  ifMatch: "honoured",
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
  ],
  async handle({ actor, params, body, revisions }, deps) {
    const { label, expires_at: expiresAt = null, prefix } = body;
    if (expiresAt !== null && expiresAt <= deps.now())
      return invalidRequest([{ pointer: "/expires_at", ...IN_THE_PAST }]);
    const target = { account: params.account, denial: params.id, revisions };
    const admitted = await admitVisitor(deps, actor, target, { label, expiresAt, prefix });
    if (!admitted.ok) return toProblem(admitted.error);
    const { value, revision, published } = admitted.value;
    const entry = viewEntry(value.entry, await effectOf(deps, value.entry));
    return reply(value.isNew ? 201 : 200, { ...entry, revision, published }, revision);
  },
});

export const denialEndpoints: readonly Endpoint[] = [getDenials, allowDenial];
