import * as z from "zod";
import { findAccount } from "../../../accounts/change.ts";
import { auditText } from "../../../allowlist/add-entries.ts";
import { compileStates, type States } from "../../../allowlist/review/states.ts";
import {
  type DenialSum,
  PREVIEW_ITEMS,
  previewAddress,
  previewSince,
  tallyDenials,
  tallySessions,
} from "../../../allowlist/review/tallies.ts";
import { MODES } from "../../../policy/policy.ts";
import type { Denial } from "../../../storage/denials.ts";
import { rangeOfText } from "../../../storage/entries.ts";
import type { Session } from "../../../storage/session-records.ts";
import { defineEndpoint, type Endpoint } from "../../http/endpoint.ts";
import { invalidRequest } from "../../http/problem.ts";
import { reply } from "../../http/reply.ts";
import { AccountParams, formatTime, Timestamp } from "../../http/schemas.ts";
import { findContradictions, mergePolicy } from "../policy.ts";
import { DenialView, viewDenial } from "./denial-view.ts";
import { GuardQuery, guardedBy } from "./guard.ts";
import { type Proposal, proposalBody } from "./preview-body.ts";

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
  z.object({ count, items: z.array(item).meta({ description: `The newest ${PREVIEW_ITEMS}.` }) });

const EntryTexts = z.object({
  count,
  items: z.array(z.string()).meta({ description: `The first ${PREVIEW_ITEMS}, in canonical form.` }),
});

export const Preview = z
  .object({
    revision: z.int().meta({ description: "What was judged; the ETag too. Save with it as If-Match." }),
    mode: z.enum(MODES).meta({ description: "As it would be, like all below." }),
    block_api_requests: z.boolean(),
    allowlist: z.object({
      total: count,
      added: EntryTexts,
      removed: EntryTexts,
      updated: count.meta({ description: "Entries that would stay with another label, state or expiry." }),
      warning_count: count,
      warnings: z
        .array(
          z.object({
            line: z.int().optional(),
            pointer: z.string().optional(),
            value: z.string(),
            code: z.string(),
            detail: z.string(),
            fix: z.string().optional(),
          }),
        )
        .meta({ description: `The first ${PREVIEW_ITEMS}.` }),
    }),
    refusal: z
      .enum(["empty_allowlist", "lockout_risk"])
      .nullable()
      .meta({ description: "What saving it would be refused for; `lockout_risk` can be acknowledged." }),
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
        description: "Visits of floods, whose addresses are not kept: they are not judged.",
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

export const preview = defineEndpoint({
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
  problems: ["account_not_found", "invalid_request", "too_many_entries"],
  async handle({ actor, params, query, body }, deps) {
    const found = await findAccount(deps, params.account);
    if (!found.ok) return found.error;
    const account = found.value;
    const policy = body.policy === null ? account.policy : mergePolicy(account.policy, body.policy);
    const errors = findContradictions(policy);
    if (errors.length > 0) {
      return invalidRequest(errors.map((error) => ({ ...error, pointer: `/policy${error.pointer ?? ""}` })));
    }

    const now = deps.now();
    const listed = await deps.entries.allRanges(account.id);
    const states = compileStates(account, listed, { ...body, policy }, guardedBy(actor, query, deps), now);
    const since = previewSince(now);
    const sessions = await tallySessions(deps.recentVisitors.sessions(account.id, since), states, deps);
    const denials = await tallyDenials(deps.recentVisitors.denials(account.id, since), states, deps);

    const viewSessions = async (change: "turned_away" | "let_in") => ({
      count: sessions.ids[change].count,
      items: (await deps.recentVisitors.sessionsById(account.id, sessions.ids[change].newest())).map(viewSession),
    });
    const viewDenials = async (change: "turned_away" | "let_in") => {
      const sums = denials.sums[change].newest();
      const rows = await deps.recentVisitors.denialsById(
        account.id,
        sums.map(({ id }) => id),
      );
      return { count: denials.sums[change].count, items: viewSums(sums, rows) };
    };
    const addresses = [
      { is: "caller", address: deps.address },
      { is: "as_address", address: query.as_address ?? null },
    ] as const;
    const answer: z.output<typeof Preview> = {
      revision: account.revision,
      mode: policy.mode,
      block_api_requests: policy.blockApiRequests,
      allowlist: viewList(states, body),
      refusal: states.refusal,
      addresses: addresses.flatMap(({ is, address }) =>
        address === null ? [] : [{ is, ...previewAddress(address, states, deps) }],
      ),
      sessions: {
        considered: sessions.considered,
        turned_away: await viewSessions("turned_away"),
        let_in: await viewSessions("let_in"),
      },
      denials: {
        considered: denials.considered,
        without_address: denials.withoutAddress,
        turned_away: await viewDenials("turned_away"),
        let_in: await viewDenials("let_in"),
      },
      api_sessions: { considered: sessions.api, untrusted: sessions.apiUntrusted },
    };
    return reply(200, answer, account.revision);
  },
});

function viewList({ replacement, total }: States, { allowlist }: Proposal) {
  const added = replacement?.diff.add ?? [];
  const removed = replacement?.removedKeys ?? [];
  const warnings = allowlist?.warnings ?? [];
  return {
    total,
    added: { count: added.length, items: added.slice(0, PREVIEW_ITEMS).map(auditText) },
    removed: {
      count: removed.length,
      items: removed.slice(0, PREVIEW_ITEMS).map((key) => auditText({ range: rangeOfText(key) })),
    },
    updated: replacement?.diff.update.length ?? 0,
    warning_count: warnings.length,
    warnings: warnings.slice(0, PREVIEW_ITEMS),
  };
}

const viewSession = ({ id, user, name, kind, address, device: { label, type }, lastSeenAt }: Session) => ({
  id,
  user,
  name,
  kind,
  address,
  device: { label, type },
  last_seen_at: formatTime(lastSeenAt),
});

/** The newest row of each sum, with what all its days come to. A row that has gone meanwhile is left out. */
function viewSums(sums: readonly DenialSum[], rows: readonly Denial[]): z.output<typeof DenialView>[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return sums.flatMap(({ id, visits, firstAt, lastAt }) => {
    const row = byId.get(id);
    return row === undefined ? [] : [viewDenial({ ...row, visits, firstAt, lastAt })];
  });
}

export const previewEndpoints: readonly Endpoint[] = [preview];
