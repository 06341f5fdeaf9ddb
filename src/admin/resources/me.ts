import * as z from "zod";
import { accountOf, actorLabel, actorName, SCOPES } from "../../accounts/actor.ts";
import { formatAddress } from "../../address/address.ts";
import { defineEndpoint, type Endpoint } from "../http/endpoint.ts";
import { reply } from "../http/reply.ts";

const Me = z
  .object({
    actor: z.string().meta({ description: "As the audit trail names it.", examples: ["operator", "token:tok_1kr9x…"] }),
    actor_name: z
      .string()
      .nullable()
      .meta({ description: "The token's name; null: the operator.", examples: ["CI"] }),
    account: z
      .string()
      .nullable()
      .meta({ description: "The account that the token belongs to; null: the operator's." }),
    scopes: z.array(z.string()),
    address: z.string().nullable().meta({ description: "Where this call comes from, as an allowlist would see it." }),
    region: z.object({
      country: z.string().nullable(),
      region: z.string().nullable(),
      city: z.string().nullable(),
    }),
  })
  .meta({ id: "Me" });

const getMe = defineEndpoint({
  method: "get",
  path: "/me",
  access: "identified",
  operationId: "getMe",
  tag: "me",
  summary: "Who calls, and from where",
  responses: { 200: { description: "The caller.", schema: Me } },
  problems: [],
  async handle({ actor }, deps) {
    return reply(200, {
      actor: actorName(actor),
      actor_name: actorLabel(actor),
      account: accountOf(actor),
      scopes: actor.kind === "operator" ? [...SCOPES] : [...actor.scopes],
      address: deps.address === null ? null : formatAddress(deps.address),
      region: { ...deps.region },
    });
  },
});

export const meEndpoints: readonly Endpoint[] = [getMe];
