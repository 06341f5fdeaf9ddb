import type { Actor } from "../../accounts/actor.ts";
import {
  type ChangeRefusal,
  type ChangeTarget,
  changeAccount,
  eventOf,
  type ProvisionalOpen,
  type RulesChanged,
  refused,
  toOutcome,
  untilOf,
} from "../../accounts/change.ts";
import type { Policy } from "../../policy/policy.ts";
import { ok, type Result } from "../../result.ts";
import type { AuditDetail } from "../../storage/d1/audit.ts";
import type { Basis } from "../../storage/d1/change-basis.ts";
import type { AllowlistDeps } from "../deps.ts";
import { type AccessEnd, basisOf, coveringEach, type Guarded, judgeAfter } from "../lockout.ts";
import { type JudgementRefusal, recordJudgement } from "../refusal.ts";

/** A policy after its change, and which of the guarded addresses lose access later on. */
export interface PolicyChanged {
  readonly policy: Policy;
  readonly accessEnds: readonly AccessEnd[];
}

/**
 * Changes an account's policy. `change` makes the new policy of the one that the account has, or refuses to. An enforced
 * policy is judged even when it changes nothing: the caller asks for that state, so it is judged.
 */
export function changePolicy<R = never>(
  deps: AllowlistDeps,
  actor: Actor,
  target: ChangeTarget,
  change: (before: Policy) => Result<Policy, R>,
  guarded: Guarded,
): Promise<Result<RulesChanged<PolicyChanged>, R | JudgementRefusal | ChangeRefusal | ProvisionalOpen>> {
  return changeAccount<PolicyChanged, R | JudgementRefusal>(deps, target, async (account, atRevision, provisional) => {
    const made = change(account.policy);
    if (!made.ok) return refused(made.error);
    const policy = made.value;
    const now = deps.now();
    const judged = await judge(deps, account.id, policy, guarded, now);
    if (!judged.ok) {
      await recordJudgement(deps, actor, { account: account.id, operation: "updatePolicy" }, judged.error);
      return refused(judged.error);
    }
    const changed = { policy, accessEnds: judged.value.accessEnds };
    const detail = describePolicyChange(account.policy, policy);
    if (detail === null) return { kind: "unchanged", value: changed };
    const event = eventOf(deps, actor, "policy.changed", { ...detail, ...untilOf(provisional) });
    const basis = { ...judged.value.basis, policy: account.policy };
    const context = { account, atRevision, basis, event, now, provisional };
    return toOutcome(await deps.accounts.setPolicy(context, policy), changed);
  });
}

interface Judged {
  /** What the judgement rests on. */
  readonly basis: Basis;
  readonly accessEnds: readonly AccessEnd[];
}

/** Judges the list under the new policy. */
async function judge(
  deps: AllowlistDeps,
  account: string,
  policy: Policy,
  guarded: Guarded,
  now: number,
): Promise<Result<Judged, JudgementRefusal>> {
  if (policy.mode !== "enforce") return ok({ basis: {}, accessEnds: [] });
  const hasLiveEntry = await deps.entries.hasLive(account, now);
  const covering = await coveringEach(deps, account, guarded);
  const entries = covering.flatMap((each) => each.entries);
  const judged = judgeAfter({ policy, hasLiveEntry, entries }, guarded, now);
  return judged.ok ? ok({ basis: basisOf(covering, guarded, now), accessEnds: judged.value }) : judged;
}

/** Before and after of what differs; null: nothing does. */
export function describePolicyChange(before: Policy, after: Policy): AuditDetail | null {
  const [flatBefore, flatAfter] = [flatten(before), flatten(after)];
  const names = Object.keys(flatAfter).filter((name) => flatBefore[name] !== flatAfter[name]);
  if (names.length === 0) return null;
  const pick = (values: Flat): Flat => Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
  return { before: pick(flatBefore), after: pick(flatAfter) };
}

type Flat = Readonly<Record<string, string | number | boolean | null>>;

const flatten = (policy: Policy): Flat => ({
  mode: policy.mode,
  block_api_requests: policy.blockApiRequests,
  ...nameSessionRules(policy),
  access_requests: policy.accessRequests,
  contact: policy.contact,
});

/** What holds for sessions, under the names that the API and the audit trail give it. */
export const nameSessionRules = ({ session, bindNetwork }: Pick<Policy, "session" | "bindNetwork">) => ({
  idle_days: session.idleDays,
  idle_days_2fa: session.idleDays2fa,
  absolute_days: session.absoluteDays,
  api_idle_days: session.apiIdleDays,
  bind_network: bindNetwork,
});
