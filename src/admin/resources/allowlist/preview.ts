import * as z from "zod";
import { findAccount } from "../../../accounts/change.ts";
import type { Settled } from "../../../allowlist/change/replace-list.ts";
import { type ChangeReview, type Listed, reviewChange } from "../../../allowlist/review/review-change.ts";
import { REVIEW_ITEMS, type ReviewedAddress } from "../../../allowlist/review/tallies.ts";
import { readPastState } from "../../../allowlist/revisions/past-state.ts";
import { BIND_NETWORKS, MODES } from "../../../policy/policy.ts";
import { err, ok } from "../../../result.ts";
import type { Account } from "../../../storage/accounts/accounts.ts";
import type { Session } from "../../../storage/sessions/session-records.ts";
import { formatTime, formatTimeOrNull } from "../../../time.ts";
import type { AdminDeps } from "../../deps.ts";
import { defineEndpoint, type Endpoint } from "../../http/endpoint.ts";
import { invalidRequest } from "../../http/problem.ts";
import { toProblem } from "../../http/refusal-problem.ts";
import { reply } from "../../http/reply.ts";
import { AccountParams, Timestamp } from "../../http/schemas.ts";
import { findContradictions, mergePolicy } from "../policy.ts";
import { DenialView, viewDenial } from "./denial-view.ts";
import { NamedEntryView, WarningView } from "./entry-view.ts";
import { GuardQuery, guardedBy } from "./guard.ts";
import { type ProposedChange, proposalBody } from "./preview-body.ts";

const CHANGES = ["turned_away", "let_in", "none"] as const;
const text = z.string().nullable();
const count = z.int();

const PreviewedAddress = z
  .object({
    address: z.string(),
    is: z.enum(["caller", "as_address"]),
    blocked_now: z.boolean(),
    blocked_after: z.boolean(),
    change: z.enum(CHANGES),
    reason: z.string().meta({ description: "Of the decision afterwards, as if enforced." }),
    access_ends_at: Timestamp.nullable().meta({
      description:
        "From when on it would be turned away, if nothing else is changed: at once, or when `ends_with` ends. null: never.",
    }),
    ends_with: NamedEntryView.nullable().meta({
      description: "Of the entries that cover it the last to end. Without `id` it is new.",
    }),
  })
  .meta({ id: "PreviewedAddress" });

const PreviewedSession = z
  .object({
    id: z.string(),
    user: text,
    name: text,
    kind: z.enum(["web", "api"]),
    address: z.string(),
    device: z.object({ label: z.string(), type: z.string() }),
    last_seen_at: Timestamp,
  })
  .meta({ id: "PreviewedSession" });

/** How many, and the newest of them. */
const listOf = <S extends z.ZodType>(item: S) =>
  z.object({ count, items: z.array(item).meta({ description: `The newest ${REVIEW_ITEMS}.` }) });

const EntryTexts = z.object({
  count,
  items: z.array(z.string()).meta({ description: `The first ${REVIEW_ITEMS}, in canonical form.` }),
});

const PreviewedEntry = z
  .object({ label: text, enabled: z.boolean(), expires_at: Timestamp.nullable() })
  .meta({ id: "PreviewedEntry" });

const Preview = z
  .object({
    revision: z.int().meta({ description: "What was judged; the ETag too. Save with it as If-Match." }),
    mode: z.enum(MODES).meta({ description: "As it would be, like all below." }),
    block_api_requests: z.boolean(),
    bind_network: z.enum(BIND_NETWORKS).meta({
      description: "Not judged here: where a seal was made is known to its browser alone.",
    }),
    allowlist: z.object({
      total: count,
      added: EntryTexts,
      removed: EntryTexts,
      updated: count.meta({ description: "Entries that would stay with another label, state or expiry." }),
      changed: z
        .array(z.object({ entry: z.string(), before: PreviewedEntry, after: PreviewedEntry }))
        .meta({ description: `The first ${REVIEW_ITEMS} of those: \`entry\` in canonical form.` }),
      warning_count: count,
      warnings: z
        .array(
          z.object({
            line: z.int().optional(),
            pointer: z.string().optional(),
            value: z.string(),
            ...WarningView.shape,
          }),
        )
        .meta({ description: `The first ${REVIEW_ITEMS}.` }),
    }),
    refusal: z
      .enum(["provisional_open", "empty_allowlist", "lockout_risk"])
      .nullable()
      .meta({ description: "What saving it would be refused for; `lockout_risk` can be acknowledged." }),
    locked_out_at: Timestamp.nullable().meta({
      description: "Of `lockout_risk`: from when on the address would be turned away, at once or within 24 hours.",
    }),
    addresses: z.array(PreviewedAddress).meta({
      description: "Where this call comes from, and `as_address`: what would become of a visit to the dashboard.",
    }),
    sessions: z.object({
      considered: count.meta({ description: "Active sessions that were seen in the last 30 days." }),
      turned_away: listOf(PreviewedSession),
      let_in: listOf(PreviewedSession),
    }),
    denials: z.object({
      considered: count.meta({
        description: "Addresses, surfaces and devices that were turned away in the last 30 days, each counted once.",
      }),
      without_address: count.meta({
        description: "Visits of floods. Their addresses are not kept, so they are not judged.",
      }),
      turned_away: listOf(DenialView),
      let_in: listOf(DenialView),
    }),
    api_sessions: z.object({
      considered: count.meta({ description: "Mobile apps and integrations: sessions without a session cookie." }),
      untrusted: count.meta({
        description: "Those from addresses that would not be on the list: what `block_api_requests` hits.",
      }),
    }),
  })
  .meta({ id: "Preview" });

const preview = defineEndpoint({
  method: "post",
  path: "/accounts/{account}/preview",
  access: "allowlist:read",
  operationId: "preview",
  tag: "allowlist",
  summary: "What a change of policy or list would mean, and for whom",
  description:
    "Judges the active sessions and the turned-away visits of the last 30 days as the gate would if they came again: who would be turned away, who would be let in. A session is judged by the address it was last seen at; a turned-away visit is counted over all days. Changes nothing.",
  params: AccountParams,
  query: GuardQuery.pick({ as_address: true }),
  body: proposalBody,
  responses: { 200: { description: "What would change.", schema: Preview, etag: true } },
  problems: [
    "account_not_found",
    "invalid_request",
    "too_many_entries",
    "revision_not_found",
    "revision_not_kept",
    "undo_not_possible",
  ],
  async handle({ actor, params, query, body }, deps) {
    const found = await findAccount(deps, params.account);
    if (!found.ok) return toProblem(found.error);
    const account = found.value;
    const proposal = await proposalOf(deps, account, body);
    if (!proposal.ok) return proposal.error;
    const reviewed = { guarded: guardedBy(actor, query, deps), asAddress: query.as_address ?? null };
    const review = await reviewChange(deps, account, proposal.value, reviewed);
    if (review.errors.length > 0) {
      return invalidRequest(review.errors.map((error) => ({ ...error, pointer: `/allowlist${error.pointer ?? ""}` })));
    }
    const view = viewReview(review);
    const refusal = account.provisional === null ? view.refusal : "provisional_open";
    return reply(200, { ...view, refusal }, account.revision);
  },
});

/** What the body proposes, for the account as it is. */
async function proposalOf(deps: AdminDeps, account: Account, { policy: patch, allowlist, step }: ProposedChange) {
  if (step !== null) {
    const past = await readPastState(deps, account, step);
    return past.ok ? past : err(toProblem(past.error));
  }
  const policy = patch === null ? account.policy : mergePolicy(account.policy, patch);
  const errors = findContradictions(policy);
  if (errors.length === 0) return ok({ policy, list: allowlist });
  return err(invalidRequest(errors.map((error) => ({ ...error, pointer: `/policy${error.pointer ?? ""}` }))));
}

function viewReview(review: ChangeReview): z.output<typeof Preview> {
  const { policy, list, sessions, denials, caller, asAddress } = review;
  return {
    revision: review.revision,
    mode: policy.mode,
    block_api_requests: policy.blockApiRequests,
    bind_network: policy.bindNetwork,
    allowlist: {
      total: list.total,
      added: viewListed(list.added, ({ range }) => range),
      removed: viewListed(list.removed, ({ range }) => range),
      updated: list.updated.count,
      changed: list.updated.items.map(({ range, before, after }) => ({
        entry: range,
        before: viewSettled(before),
        after: viewSettled(after),
      })),
      warning_count: list.warnings.count,
      warnings: list.warnings.items.map(({ count: _, ...warning }) => warning),
    },
    refusal: review.refusal?.code ?? null,
    locked_out_at: review.refusal?.code === "lockout_risk" ? formatTime(review.refusal.lockedOutAt) : null,
    addresses: [
      ...(caller === null ? [] : [{ is: "caller" as const, ...viewAddress(caller) }]),
      ...(asAddress === null ? [] : [{ is: "as_address" as const, ...viewAddress(asAddress) }]),
    ],
    sessions: {
      considered: sessions.considered,
      turned_away: viewListed(sessions.turnedAway, viewSession),
      let_in: viewListed(sessions.letIn, viewSession),
    },
    denials: {
      considered: denials.considered,
      without_address: denials.withoutAddress,
      turned_away: viewListed(denials.turnedAway, viewDenial),
      let_in: viewListed(denials.letIn, viewDenial),
    },
    api_sessions: { ...review.apiSessions },
  };
}

const viewListed = <T, V>({ count, items }: Listed<T>, view: (item: T) => V) => ({ count, items: items.map(view) });

const viewAddress = ({ address, blockedBefore, blockedAfter, change, reason, end }: ReviewedAddress) => ({
  address,
  blocked_now: blockedBefore,
  blocked_after: blockedAfter,
  change,
  reason,
  access_ends_at: end === null ? null : formatTime(end.at),
  ends_with: end?.entry ?? null,
});

const viewSettled = ({ label, enabled, expiresAt }: Settled): z.output<typeof PreviewedEntry> => ({
  label,
  enabled,
  expires_at: formatTimeOrNull(expiresAt),
});

const viewSession = ({ id, user, name, kind, address, device: { label, type }, lastSeenAt }: Session) => ({
  id,
  user,
  name,
  kind,
  address,
  device: { label, type },
  last_seen_at: formatTime(lastSeenAt),
});

export const previewEndpoints: readonly Endpoint[] = [preview];
