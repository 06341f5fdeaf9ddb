import * as z from "zod";
import { findAccount } from "../../../accounts/change.ts";
import { isWorkerAddress } from "../../../accounts/worker-request.ts";
import { toRangeSet } from "../../../allowlist/lockout.ts";
import { decide } from "../../../policy/decide.ts";
import { MODES } from "../../../policy/policy.ts";
import { classifySurface } from "../../../policy/surface.ts";
import { jsonBody } from "../../http/body.ts";
import { defineEndpoint, type Endpoint } from "../../http/endpoint.ts";
import { reply } from "../../http/reply.ts";
import { AccountParams, AddressText } from "../../http/schemas.ts";
import { Hostname } from "../hostname.ts";
import { EntryView, viewEntry } from "./entry-view.ts";

const MAX_PATH_LENGTH = 8192;

/** The URL parser's serialisation of a path, which is what the gate classifies. */
const Path = z
  .string()
  .max(MAX_PATH_LENGTH, `It is longer than ${MAX_PATH_LENGTH} characters.`)
  .regex(/^\//, "A path starts with a slash.")
  .transform((path) => new URL(`https://host.invalid${path}`).pathname)
  .meta({ description: "With or without a query, which plays no part.", examples: ["/dashboard"] });

export const CheckRequest = z
  .strictObject({
    address: AddressText.meta({ examples: ["49.37.9.9"] }),
    path: Path.default("/"),
    method: z
      .string()
      .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/, "It is not an HTTP method.")
      .optional()
      .meta({ description: "For the record: the decision ignores it." }),
    host: Hostname.optional().meta({ description: "Matters where a whole host is an API host." }),
  })
  .meta({ id: "CheckRequest" });

export const CheckResult = z
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

export const check = defineEndpoint({
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
    if (!found.ok) return found.error;
    const { policy, revision } = found.value;
    const { address } = body;
    const matches = await deps.entries.covering(params.account, address);
    const surface = classifySurface(deps.config.surfaces, {
      hostname: body.host ?? "",
      pathname: body.path,
      hasSessionCookie: () => false,
    });
    const facts = { address, surface, workerRequest: isWorkerAddress(address, deps.config) };
    const rules = { ...policy, ranges: toRangeSet(matches, [address]) };
    const { decision, reason, blocked } = decide(facts, rules, Math.floor(deps.now() / 1000));
    return reply(200, {
      decision,
      reason,
      surface,
      mode: policy.mode,
      blocked_now: blocked,
      revision,
      matches: matches.map(viewEntry),
    });
  },
});

export const checkEndpoints: readonly Endpoint[] = [check];
