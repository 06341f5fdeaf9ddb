import * as z from "zod";
import { CHANGE_PROBLEMS, changeAccount, eventOf, findAccount, toOutcome } from "../../../accounts/change.ts";
import { alreadyListed, auditText } from "../../../allowlist/add-entries.ts";
import { coveringAny } from "../../../allowlist/covering.ts";
import { type Guarded, isLive, type JudgementProblem, judgeAfter } from "../../../allowlist/lockout.ts";
import { EntryPatch } from "../../../allowlist/reading/entry-input.ts";
import { isSame, settle } from "../../../allowlist/replacement.ts";
import type { Account } from "../../../storage/accounts.ts";
import type { AuditDetail } from "../../../storage/audit.ts";
import { type Entry, rangeText } from "../../../storage/entries.ts";
import type { AdminDeps } from "../../deps.ts";
import { jsonBody } from "../../http/body.ts";
import { defineEndpoint, type Endpoint } from "../../http/endpoint.ts";
import { type Problem, problem } from "../../http/problem.ts";
import { reply } from "../../http/reply.ts";
import { AccountParams, ChangeOutcome, formatTimeOrNull } from "../../http/schemas.ts";
import { ChangedEntry, EntryView, viewEntry } from "./entry-view.ts";
import { GuardQuery, guardedBy } from "./guard.ts";

const EntryParams = AccountParams.extend({
  id: z.string().meta({ description: "The entry's id." }),
});

export const getEntry = defineEndpoint({
  method: "get",
  path: "/accounts/{account}/allowlist/{id}",
  access: "allowlist:read",
  operationId: "getEntry",
  tag: "allowlist",
  summary: "Read an entry",
  params: EntryParams,
  responses: { 200: { description: "The entry.", schema: EntryView, etag: true } },
  problems: ["account_not_found", "entry_not_found"],
  async handle({ params }, deps) {
    const account = await findAccount(deps, params.account);
    if (!account.ok) return account.error;
    const entry = await deps.entries.get(params.account, params.id);
    return entry === null ? entryNotFound() : reply(200, viewEntry(entry), account.value.revision);
  },
});

export const patchEntry = defineEndpoint({
  method: "patch",
  path: "/accounts/{account}/allowlist/{id}",
  access: "allowlist:write",
  operationId: "updateEntry",
  tag: "allowlist",
  summary: "Change an entry",
  description:
    "What is left out stays as it is. Another `value` may cover another range; a range can be listed only once.",
  params: EntryParams,
  query: GuardQuery,
  body: jsonBody(EntryPatch),
  ifMatch: "honoured",
  responses: { 200: { description: "The entry.", schema: ChangedEntry, etag: true } },
  problems: [...CHANGE_PROBLEMS, "entry_not_found", "already_listed", "empty_allowlist", "lockout_risk"],
  async handle({ actor, params, query, body, ifMatch }, deps) {
    const guarded = guardedBy(actor, query, deps);
    const changed = await changeAccount(deps, { account: params.account, ifMatch }, async (account) => {
      const before = await deps.entries.get(account.id, params.id);
      if (before === null) return entryNotFound();
      const now = deps.now();
      const details = settle({ label: body.label, enabled: body.enabled, expiresAt: body.expires_at }, before);
      const written = body.value === undefined || body.value.value === before.value ? null : body.value;
      if (written === null && isSame(before, details)) return { kind: "unchanged", value: before };

      const range = written?.range ?? before.range;
      const after: Entry = { ...before, ...details, value: written?.value ?? before.value, range, updatedAt: now };
      const isRangeKept = rangeText(range) === rangeText(before.range);
      if (!isRangeKept) {
        const other = await deps.entries.findByRange(account.id, range);
        if (other !== null) return alreadyListed(after.value, other.id);
      }
      const takesAway = isLive(before, now) && !(isRangeKept && isLive(after, now));
      const refusal = takesAway ? await judge(deps, account, { before, after }, guarded, now) : null;
      if (refusal !== null) return refusal;

      const detail = { id: before.id, before: auditEntry(before), after: auditEntry(after) };
      const event = eventOf(deps, actor, "entry.changed", detail);
      const update = {
        id: before.id,
        ...details,
        ...(written === null ? {} : { written: { value: after.value, range } }),
      };
      return toOutcome(await deps.entries.update({ account, event, now }, update), after);
    });
    if (!changed.ok) return changed.error;
    const { value, revision, published } = changed.value;
    return reply(200, { ...viewEntry(value), revision, published }, revision);
  },
});

export const deleteEntry = defineEndpoint({
  method: "delete",
  path: "/accounts/{account}/allowlist/{id}",
  access: "allowlist:write",
  operationId: "deleteEntry",
  tag: "allowlist",
  summary: "Remove an entry",
  params: EntryParams,
  query: GuardQuery,
  ifMatch: "honoured",
  responses: { 200: { description: "It is gone.", schema: ChangeOutcome, etag: true } },
  problems: [...CHANGE_PROBLEMS, "entry_not_found", "empty_allowlist", "lockout_risk"],
  async handle({ actor, params, query, ifMatch }, deps) {
    const guarded = guardedBy(actor, query, deps);
    const changed = await changeAccount(deps, { account: params.account, ifMatch }, async (account) => {
      const before = await deps.entries.get(account.id, params.id);
      if (before === null) return entryNotFound();
      const now = deps.now();
      const refusal = await judge(deps, account, { before, after: null }, guarded, now);
      if (refusal !== null) return refusal;
      const event = eventOf(deps, actor, "entry.removed", { id: before.id, before: auditEntry(before) });
      return toOutcome(await deps.entries.remove({ account, event, now }, [before.id]), null);
    });
    if (!changed.ok) return changed.error;
    const { revision, published } = changed.value;
    return reply(200, { revision, published }, revision);
  },
});

/** What speaks against one entry's change, judged on the list as it would be afterwards. */
async function judge(
  deps: AdminDeps,
  account: Account,
  { before, after }: { readonly before: Entry; readonly after: Entry | null },
  guarded: Guarded,
  now: number,
): Promise<Problem<JudgementProblem> | null> {
  if (account.policy.mode !== "enforce") return null;
  const others = (await deps.entries.countLive(account.id, now)) - (isLive(before, now) ? 1 : 0);
  const hasLiveEntry = others > 0 || (after !== null && isLive(after, now));
  const covering = (await coveringAny(deps, account.id, guarded.addresses)).filter(({ id }) => id !== before.id);
  const entries = after === null ? covering : [...covering, after];
  return judgeAfter({ policy: account.policy, hasLiveEntry, entries }, guarded, now);
}

const entryNotFound = (): Problem<"entry_not_found"> =>
  problem("entry_not_found", "The account has no entry with this id.");

const auditEntry = (entry: Entry): AuditDetail => ({
  value: entry.value,
  range: auditText(entry),
  label: entry.label,
  enabled: entry.enabled,
  expires_at: formatTimeOrNull(entry.expiresAt),
});

export const entryEndpoints: readonly Endpoint[] = [getEntry, patchEntry, deleteEntry];
