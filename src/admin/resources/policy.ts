import * as z from "zod";
import { CHANGE_PROBLEMS, changeAccount, eventOf, findAccount, toOutcome } from "../../accounts/change.ts";
import { coveringAny } from "../../allowlist/covering.ts";
import { judgeAfter } from "../../allowlist/lockout.ts";
import { MODES, type Policy } from "../../policy/policy.ts";
import type { Account } from "../../storage/accounts.ts";
import type { AuditDetail } from "../../storage/audit.ts";
import { jsonBody } from "../http/body.ts";
import { defineEndpoint, type Endpoint } from "../http/endpoint.ts";
import { type FieldError, invalidRequest } from "../http/problem.ts";
import { reply } from "../http/reply.ts";
import { AccountParams, ChangeOutcome, isOneLine } from "../http/schemas.ts";
import { GuardQuery, guardedBy } from "./allowlist/guard.ts";

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

const SessionView = z.object({
  idle_days: z.int(),
  idle_days_2fa: z.int().meta({ description: "For sessions that passed a second factor." }),
  absolute_days: z.int(),
  api_idle_days: z.int().nullable().meta({ description: "For sessions of kind `api`; null: they never grow idle." }),
});

const PolicyView = z
  .object({
    mode: Mode,
    block_api_requests: z.boolean(),
    session: SessionView,
    contact: z.string().nullable(),
    revision: z.int(),
    published_revision: z.int().nullable(),
  })
  .meta({ id: "Policy" });

const ChangedPolicy = PolicyView.extend(ChangeOutcome.shape).meta({ id: "ChangedPolicy" });

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
      })
      .optional(),
    contact: Contact.optional(),
  })
  .meta({ id: "PolicyPatch", description: "What is left out stays as it is, within `session` too." });

export const getPolicy = defineEndpoint({
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
    return account.ok ? reply(200, viewPolicy(account.value), account.value.revision) : account.error;
  },
});

export const patchPolicy = defineEndpoint({
  method: "patch",
  path: "/accounts/{account}/policy",
  access: "allowlist:write",
  operationId: "updatePolicy",
  tag: "policy",
  summary: "Change the policy of an account",
  params: AccountParams,
  query: GuardQuery,
  body: jsonBody(PolicyPatch),
  ifMatch: "honoured",
  responses: { 200: { description: "The policy.", schema: ChangedPolicy, etag: true } },
  problems: [...CHANGE_PROBLEMS, "invalid_request", "empty_allowlist", "lockout_risk"],
  async handle({ actor, params, query, body, ifMatch }, deps) {
    const guarded = guardedBy(actor, query, deps);
    const changed = await changeAccount(deps, { account: params.account, ifMatch }, async (account) => {
      const policy = mergePolicy(account.policy, body);
      const errors = findContradictions(policy);
      if (errors.length > 0) return invalidRequest(errors);
      // Judged before it is known to change anything: to ask for what is already so is to ask for it.
      const now = deps.now();
      if (policy.mode === "enforce") {
        const hasLiveEntry = (await deps.entries.countLive(account.id, now)) > 0;
        const entries = await coveringAny(deps, account.id, guarded.addresses);
        const refusal = judgeAfter({ policy, hasLiveEntry, entries }, guarded, now);
        if (refusal !== null) return refusal;
      }
      const detail = describeChange(account.policy, policy);
      if (detail === null) return { kind: "unchanged", value: policy };
      const event = eventOf(deps, actor, "policy.changed", detail);
      return toOutcome(await deps.accounts.setPolicy({ account, event, now }, policy), policy);
    });
    if (!changed.ok) return changed.error;
    const { account, value: policy, revision, published } = changed.value;
    const publishedRevision = published ? revision : account.publishedRevision;
    return reply(200, { ...viewPolicy({ policy, revision, publishedRevision }), published }, revision);
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
    contact: patch.contact === undefined ? policy.contact : patch.contact,
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

/** Before and after of what differs; null: nothing does. */
function describeChange(before: Policy, after: Policy): AuditDetail | null {
  const [flatBefore, flatAfter] = [flatten(before), flatten(after)];
  const names = Object.keys(flatAfter).filter((name) => flatBefore[name] !== flatAfter[name]);
  if (names.length === 0) return null;
  const pick = (values: Flat): Flat => Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
  return { before: pick(flatBefore), after: pick(flatAfter) };
}

type Flat = Readonly<Record<string, string | number | boolean | null>>;

const flatten = ({ mode, blockApiRequests, session, contact }: Policy): Flat => ({
  mode,
  block_api_requests: blockApiRequests,
  ...viewSession(session),
  contact,
});

const viewSession = (session: Policy["session"]) => ({
  idle_days: session.idleDays,
  idle_days_2fa: session.idleDays2fa,
  absolute_days: session.absoluteDays,
  api_idle_days: session.apiIdleDays,
});

function viewPolicy({
  policy,
  revision,
  publishedRevision,
}: Pick<Account, "policy" | "revision" | "publishedRevision">) {
  return {
    mode: policy.mode,
    block_api_requests: policy.blockApiRequests,
    session: viewSession(policy.session),
    contact: policy.contact,
    revision,
    published_revision: publishedRevision,
  };
}

export const policyEndpoints: readonly Endpoint[] = [getPolicy, patchPolicy];
