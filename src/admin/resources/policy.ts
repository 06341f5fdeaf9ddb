import * as z from "zod";
import { findAccount } from "../../accounts/change.ts";
import { changePolicy, nameSessionRules } from "../../allowlist/change/change-policy.ts";
import { isOneLine } from "../../input/scalars.ts";
import type { FieldError } from "../../input/validation.ts";
import { BIND_NETWORKS, MODES, type Policy } from "../../policy/policy.ts";
import { err, ok } from "../../result.ts";
import type { Account } from "../../storage/accounts/accounts.ts";
import { jsonBody } from "../http/body.ts";
import { defineEndpoint, type Endpoint } from "../http/endpoint.ts";
import { invalidRequest } from "../http/problem.ts";
import { RULES_PROBLEMS, toProblem } from "../http/refusal-problem.ts";
import { reply } from "../http/reply.ts";
import { AccountParams, ChangeOutcome } from "../http/schemas.ts";
import { WarningView } from "./allowlist/entry-view.ts";
import { guardedBy, warnAccessEnds } from "./allowlist/guard.ts";
import { ChangeQuery, ProvisionalView, viewOpened, viewProvisional } from "./provisional-view.ts";

const MAX_CONTACT_LENGTH = 500;
/** The longest that a browser keeps a cookie (RFC 6265bis, section 5.5). */
const MAX_DAYS = 400;
const MAX_API_IDLE_DAYS = 3650;

const days = (max: number) => z.int().min(1, "It is below 1.").max(max, `It is above ${max}.`);

const Contact = z
  .string()
  .trim()
  .min(1, "It is empty; null means none.")
  .max(MAX_CONTACT_LENGTH, `It is longer than ${MAX_CONTACT_LENGTH} characters.`)
  .refine(isOneLine, {
    error: "It has control characters.",
    params: { code: "control_characters", fix: "Write it on one line, without control characters." },
  })
  .nullable()
  .meta({ description: "Shown to visitors who are turned away: a URL, a mail address or text." });

const Mode = z.enum(MODES).meta({
  description: "`off` judges nothing, `monitor` records what it would turn away, `enforce` turns it away.",
});

const BindNetwork = z.enum(BIND_NETWORKS).meta({
  description:
    "From where a session cookie is accepted: `off` from everywhere; `network` only from the network in which its seal was made (the /24 of an IPv4, the /48 of an IPv6 address); `address` only from that very address. The other family counts as elsewhere. Elsewhere the cookie is taken off the request, and the product shows its login page. Holds for sealed cookies.",
});

const AccessRequests = z.boolean().meta({
  description:
    "Whether the refusal page has a form by which a refused visitor asks for access, with a name and a reason. Not on hosts that accounts share.",
});

const SessionView = z.object({
  idle_days: z.int(),
  idle_days_2fa: z.int().meta({ description: "For sessions that passed a second factor." }),
  absolute_days: z.int(),
  api_idle_days: z.int().nullable().meta({ description: "For sessions of kind `api`; null: they never grow idle." }),
  bind_network: BindNetwork,
});

/** A policy without the revision that it is of. */
export const RulesView = z.object({
  mode: Mode,
  block_api_requests: z.boolean(),
  session: SessionView,
  access_requests: AccessRequests,
  contact: z.string().nullable(),
});

const PolicyView = RulesView.extend({
  revision: z.int(),
  published_revision: z.int().nullable(),
  provisional: ProvisionalView,
}).meta({ id: "Policy" });

const ChangedPolicy = PolicyView.extend(ChangeOutcome.shape)
  .extend({
    warnings: z.array(WarningView).optional().meta({
      description: "`access_ends_at`: the caller loses access later on. Left out when there is none.",
    }),
  })
  .meta({ id: "ChangedPolicy" });

export const PolicyPatch = z
  .strictObject({
    mode: Mode.optional(),
    block_api_requests: z.boolean().optional(),
    session: z
      .strictObject({
        idle_days: days(MAX_DAYS).optional(),
        idle_days_2fa: days(MAX_DAYS).optional(),
        absolute_days: days(MAX_DAYS).optional(),
        api_idle_days: days(MAX_API_IDLE_DAYS).nullable().optional(),
        bind_network: BindNetwork.optional(),
      })
      .optional(),
    access_requests: AccessRequests.optional(),
    contact: Contact.optional(),
  })
  .meta({ id: "PolicyPatch", description: "What is left out stays as it is, within `session` too." });

const getPolicy = defineEndpoint({
  method: "get",
  path: "/accounts/{account}/policy",
  access: "allowlist:read",
  operationId: "getPolicy",
  tag: "policy",
  summary: "Read the policy of an account",
  params: AccountParams,
  responses: { 200: { description: "The policy.", schema: PolicyView, etag: true } },
  problems: ["account_not_found"],
  async handle({ params }, deps) {
    const account = await findAccount(deps, params.account);
    if (!account.ok) return toProblem(account.error);
    const provisional = viewProvisional(account.value.provisional);
    return reply(200, { ...viewPolicy(account.value), provisional }, account.value.revision);
  },
});

const patchPolicy = defineEndpoint({
  method: "patch",
  path: "/accounts/{account}/policy",
  access: "allowlist:write",
  operationId: "updatePolicy",
  tag: "policy",
  summary: "Change the policy of an account",
  params: AccountParams,
  query: ChangeQuery,
  body: jsonBody(PolicyPatch),
  ifMatch: "honoured",
  responses: { 200: { description: "The policy.", schema: ChangedPolicy, etag: true } },
  problems: [...RULES_PROBLEMS, "invalid_request", "empty_allowlist", "lockout_risk"],
  async handle({ actor, params, query, body, revisions }, deps) {
    const target = { account: params.account, revisions, confirmWithin: query.confirm_within ?? null };
    const changed = await changePolicy(
      deps,
      actor,
      target,
      (before) => {
        const policy = mergePolicy(before, body);
        const errors = findContradictions(policy);
        return errors.length > 0 ? err(invalidRequest(errors)) : ok(policy);
      },
      guardedBy(actor, query, deps),
    );
    if (!changed.ok) return toProblem(changed.error);
    const { account, value, revision, published } = changed.value;
    const publishedRevision = published ? revision : account.publishedRevision;
    const warnings = warnAccessEnds(value.accessEnds);
    const said = warnings.length === 0 ? {} : { warnings: [...warnings] };
    const provisional = viewOpened(changed.value, actor);
    const policy = viewPolicy({ policy: value.policy, revision, publishedRevision });
    return reply(200, { ...policy, provisional, published, ...said }, revision);
  },
});

/** The policy with what a patch gives. */
export function mergePolicy(policy: Policy, patch: z.output<typeof PolicyPatch>): Policy {
  const { session } = policy;
  return {
    mode: patch.mode ?? policy.mode,
    blockApiRequests: patch.block_api_requests ?? policy.blockApiRequests,
    session: {
      idleDays: patch.session?.idle_days ?? session.idleDays,
      idleDays2fa: patch.session?.idle_days_2fa ?? session.idleDays2fa,
      absoluteDays: patch.session?.absolute_days ?? session.absoluteDays,
      apiIdleDays: patch.session?.api_idle_days === undefined ? session.apiIdleDays : patch.session.api_idle_days,
    },
    bindNetwork: patch.session?.bind_network ?? policy.bindNetwork,
    contact: patch.contact === undefined ? policy.contact : patch.contact,
    accessRequests: patch.access_requests ?? policy.accessRequests,
  };
}

/** No session grows idle after it has ended anyway. */
export function findContradictions({ session }: Policy): FieldError[] {
  const limits = [
    { name: "idle_days", days: session.idleDays },
    { name: "idle_days_2fa", days: session.idleDays2fa },
  ];
  return limits
    .filter(({ days }) => days > session.absoluteDays)
    .map(({ name, days }) => ({
      pointer: `/session/${name}`,
      code: "above_absolute_days",
      detail: `${name} would be ${days}, absolute_days ${session.absoluteDays}.`,
      fix: `Give ${name} of at most ${session.absoluteDays}, or a larger absolute_days.`,
    }));
}

const viewPolicy = ({
  policy,
  revision,
  publishedRevision,
}: Pick<Account, "policy" | "revision" | "publishedRevision">) => ({
  ...viewRules(policy),
  revision,
  published_revision: publishedRevision,
});

/** A policy without the revision that it is of. */
export const viewRules = (policy: Policy): z.output<typeof RulesView> => ({
  mode: policy.mode,
  block_api_requests: policy.blockApiRequests,
  session: nameSessionRules(policy),
  access_requests: policy.accessRequests,
  contact: policy.contact,
});

export const policyEndpoints: readonly Endpoint[] = [getPolicy, patchPolicy];
