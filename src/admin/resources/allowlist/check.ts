import * as z from "zod";
import { findAccount } from "../../../accounts/change.ts";
import { checkVisit, VisitPath } from "../../../allowlist/check-address.ts";
import { effectsOf } from "../../../allowlist/coverage.ts";
import { Hostname } from "../../../input/hostname.ts";
import { AddressText } from "../../../input/scalars.ts";
import { MODES } from "../../../policy/policy.ts";
import { jsonBody } from "../../http/body.ts";
import { defineEndpoint, type Endpoint } from "../../http/endpoint.ts";
import { toProblem } from "../../http/refusal-problem.ts";
import { reply } from "../../http/reply.ts";
import { AccountParams } from "../../http/schemas.ts";
import { EntryView, viewEntry } from "./entry-view.ts";

const CheckRequest = z
  .strictObject({
    address: AddressText.meta({ examples: ["49.37.9.9"] }),
    path: VisitPath.default("/"),
    method: z
      .string()
      .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/, "It is not an HTTP method.")
      .optional()
      .meta({ description: "For the record: the decision ignores it." }),
    host: Hostname.optional().meta({ description: "Matters where a whole host is an API host." }),
  })
  .meta({ id: "CheckRequest" });

const CheckResult = z
  .object({
    decision: z.enum(["allow", "deny"]).meta({ description: "As if the list were enforced." }),
    reason: z.string(),
    surface: z.enum(["dashboard", "api", "public"]),
    mode: z.enum(MODES),
    blocked_now: z.boolean().meta({ description: "Whether such a visit is turned away as the account is now." }),
    revision: z.int(),
    matches: z
      .array(EntryView)
      .meta({ description: "Every entry that covers the address, also disabled and expired ones." }),
  })
  .meta({ id: "CheckResult" });

const check = defineEndpoint({
  method: "post",
  path: "/accounts/{account}/check",
  access: "allowlist:read",
  operationId: "check",
  tag: "allowlist",
  summary: "What would become of a visit from this address",
  description: "Asks the decision of the gate itself, about the account as it is stored now. Changes nothing.",
  params: AccountParams,
  body: jsonBody(CheckRequest),
  responses: { 200: { description: "The decision.", schema: CheckResult } },
  problems: ["account_not_found"],
  async handle({ params, body }, deps) {
    const found = await findAccount(deps, params.account);
    if (!found.ok) return toProblem(found.error);
    const { policy, revision } = found.value;
    const { decision, reason, surface, blocked, matches } = await checkVisit(deps, found.value, body);
    const effects = await effectsOf(deps, params.account, matches);
    return reply(200, {
      decision,
      reason,
      surface,
      mode: policy.mode,
      blocked_now: blocked,
      revision,
      matches: effects.map(({ entry, ...effect }) => viewEntry(entry, effect)),
    });
  },
});

export const checkEndpoints: readonly Endpoint[] = [check];
