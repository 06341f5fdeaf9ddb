import * as z from "zod";
import { CHANGE_PROBLEMS, changeAccount, findAccount } from "../../../accounts/change.ts";
import { formatAddress } from "../../../address/address.ts";
import { admitAddress, readAdmission } from "../../../allowlist/admit-visitor.ts";
import { Label } from "../../../allowlist/reading/entry-input.ts";
import { pageOf, readCursor } from "../../../input/cursor.ts";
import { DENIED_SURFACES, denialKey } from "../../../storage/denials.ts";
import { jsonBody } from "../../http/body.ts";
import { defineEndpoint, type Endpoint } from "../../http/endpoint.ts";
import { invalidRequest, problem } from "../../http/problem.ts";
import { reply } from "../../http/reply.ts";
import { AccountParams, AddressText, page, pageQuery, TimeInput } from "../../http/schemas.ts";
import { DenialView, viewDenial } from "./denial-view.ts";
import { ChangedEntry, viewEntry } from "./entry-view.ts";

const DenialsQuery = pageQuery(50, 200).extend({
  address: AddressText.optional().meta({ description: "Visits from this address alone.", examples: ["203.0.113.7"] }),
  surface: z.enum(DENIED_SURFACES).optional().meta({ description: "Only those on this surface." }),
  since: TimeInput.optional().meta({ description: "Seen then or later." }),
});

export const listDenials = defineEndpoint({
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
    const { surface, since, limit } = query;
    const address = query.address === undefined ? undefined : formatAddress(query.address);
    const list = `denials:${JSON.stringify([params.account, address, surface, since])}`;
    const after = readCursor(list, query.cursor);
    if (!after.ok) return after.error;
    const account = await findAccount(deps, params.account);
    if (!account.ok) return account.error;
    const filter = { address, surface, since };
    const found = await deps.denials.list(params.account, { ...filter, after: after.value, limit: limit + 1 });
    return reply(200, pageOf(found, { list, limit, keyOf: denialKey }, viewDenial));
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

export const allowDenial = defineEndpoint({
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
    ...CHANGE_PROBLEMS,
    "denial_not_found",
    "denial_without_address",
    "invalid_request",
    "already_listed",
    "too_many_entries",
  ],
  async handle({ actor, params, body, ifMatch }, deps) {
    const { label, expires_at: expiresAt = null, prefix } = body;
    if (expiresAt !== null && expiresAt <= deps.now()) return invalidRequest([IN_THE_PAST]);
    const denial = await deps.denials.get(params.account, params.id);
    if (denial === null) return problem("denial_not_found", "The account has no denial with this id.");
    const wanted = readAdmission(denial, { label, expiresAt, prefix });
    if (!wanted.ok) return wanted.error;
    const changed = await changeAccount(deps, { account: params.account, ifMatch }, (account) =>
      admitAddress(deps, actor, account, denial, wanted.value),
    );
    if (!changed.ok) return changed.error;
    const { value, revision, published } = changed.value;
    return reply(value.isNew ? 201 : 200, { ...viewEntry(value.entry), revision, published }, revision);
  },
});

const IN_THE_PAST = {
  pointer: "/expires_at",
  code: "in_the_past",
  detail: "The entry would let nobody in.",
  fix: "Give a time to come, or null for good.",
};

export const denialEndpoints: readonly Endpoint[] = [listDenials, allowDenial];
