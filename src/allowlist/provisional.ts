import type { Actor } from "../accounts/actor.ts";
import {
  type Changed,
  type ChangeRefusal,
  type ChangeTarget,
  commitChange,
  eventOf,
  type Outcome,
  publishCommitted,
  refused,
  toOutcome,
} from "../accounts/change.ts";
import { formatAddress } from "../address/address.ts";
import { wouldLockOut } from "../policy/decide.ts";
import type { Policy } from "../policy/policy.ts";
import { ok, type Result } from "../result.ts";
import type { AuditEvent } from "../storage/d1/audit.ts";
import type { Entry } from "../storage/entries/entry-records.ts";
import { toSeconds } from "../time.ts";
import type { AllowlistDeps } from "./deps.ts";
import { coveringEach, type Guarded, toRangeSet } from "./lockout.ts";
import { type JudgementRefusal, type ProvisionalRefusal, recordJudgement } from "./refusal.ts";

type Ended<R> = Result<Changed<null>, R | ChangeRefusal>;

/**
 * Confirms the provisional change of an account: it stays. Each of the addresses must be one that the new state admits;
 * that cannot be acknowledged away, for it is what the confirmation proves. To confirm again changes nothing.
 */
export async function confirmProvisional(
  deps: AllowlistDeps,
  actor: Actor,
  target: ChangeTarget,
  addresses: Guarded["addresses"],
): Promise<Ended<ProvisionalRefusal>> {
  const committed = await commitChange<null, ProvisionalRefusal>(deps, target, async (account, atRevision) => {
    const { provisional, policy } = account;
    if (provisional === null) return alreadyEnded(deps, account.id, "kept");
    const guarded = { addresses, isAcknowledged: false };
    const covering = await coveringEach(deps, account.id, guarded);
    const lost = findLost(
      policy,
      covering.flatMap(({ entries }) => entries),
      guarded,
      deps.now(),
    );
    if (lost !== null) return refused({ code: "address_not_allowed", address: lost });
    const event = eventOf(deps, actor, "provisional.kept", { revision: provisional.revision });
    return toOutcome(await deps.accounts.keepProvisional({ account, atRevision, event, now: deps.now() }), null);
  });
  return committed.ok ? published(deps, committed.value) : committed;
}

/**
 * Undoes the provisional change of an account before its time. Judged for a lockout, as any change: the state before may
 * not admit its caller. To undo again changes nothing.
 */
export async function undoProvisional(
  deps: AllowlistDeps,
  actor: Actor,
  target: ChangeTarget,
  guarded: Guarded,
): Promise<Ended<ProvisionalRefusal | JudgementRefusal>> {
  const committed = await commitChange<null, ProvisionalRefusal | JudgementRefusal>(
    deps,
    target,
    async (account, atRevision) => {
      const { provisional } = account;
      if (provisional === null) return alreadyEnded(deps, account.id, "undone");
      const addresses = guarded.isAcknowledged ? [] : guarded.addresses;
      const covering = await Promise.all(addresses.map((each) => deps.entries.coveringBefore(account.id, each)));
      const lost = findLost(provisional.before, covering.flat(), guarded, deps.now());
      if (lost !== null && !guarded.isAcknowledged) return refused({ code: "lockout_risk", address: lost });
      const event = eventOf(deps, actor, "provisional.undone", { revision: provisional.revision });
      const change = { account, atRevision, event, now: deps.now() };
      return toOutcome(await deps.accounts.undoProvisional(change, provisional), null);
    },
  );
  if (committed.ok) return published(deps, committed.value);
  await recordJudgement(deps, actor, { account: target.account, operation: "undoProvisional" }, committed.error);
  return committed;
}

async function published(
  deps: AllowlistDeps,
  committed: Omit<Changed<null>, "published">,
): Promise<Result<Changed<null>, never>> {
  return ok({ ...committed, published: await publishCommitted(deps, committed) });
}

/** An address, in canonical form, that these rules refuse on the dashboard; null: they refuse none. */
function findLost(
  { mode, blockApiRequests }: Policy,
  entries: readonly Entry[],
  { addresses }: Guarded,
  now: number,
): string | null {
  const rules = { mode, blockApiRequests, ranges: toRangeSet(entries, addresses) };
  const lost = addresses.find((address) => wouldLockOut(rules, address, toSeconds(now)));
  return lost === undefined ? null : formatAddress(lost);
}

/** How the newest provisional change ended: it was confirmed, undone by a caller, or it undid itself. */
const ENDINGS = ["provisional.kept", "provisional.undone", "provisional.expired"] as const;

/** No change is provisional. What was asked for may have happened: then there is nothing to change. */
async function alreadyEnded(
  { audit }: AllowlistDeps,
  account: string,
  wanted: "kept" | "undone",
): Promise<Outcome<null, ProvisionalRefusal>> {
  const newest = (
    await Promise.all(ENDINGS.map((action) => audit.list(account, { action }, { after: null, limit: 1 })))
  ).flat();
  const last = newest.reduce<AuditEvent | null>(
    (latest, event) => (latest === null || (event.revision ?? 0) > (latest.revision ?? 0) ? event : latest),
    null,
  );
  if (last === null) return refused({ code: "provisional_not_found" });
  const isKept = last.action === "provisional.kept";
  if (isKept === (wanted === "kept")) return { kind: "unchanged", value: null };
  if (wanted === "kept") return refused({ code: "provisional_undone", undoneAt: undoneAt(last) });
  return refused({ code: "provisional_not_found" });
}

/** An event of a change that undid itself may have been written later than it did so. */
function undoneAt({ at, detail }: AuditEvent): number {
  const { undoes_at: undoesAt } = detail;
  return typeof undoesAt === "string" ? Date.parse(undoesAt) : at;
}
