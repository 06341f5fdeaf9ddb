import type { Actor } from "../../accounts/actor.ts";
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
} from "../../accounts/change.ts";
import { formatAddress } from "../../address/address.ts";
import { ok, type Result } from "../../result.ts";
import type { AuditEvent } from "../../storage/d1/audit.ts";
import type { AllowlistDeps } from "../deps.ts";
import { coveringEach, endsOfAccess, type Guarded, isLockout, lockoutRisk } from "../lockout.ts";
import { type NotProvisional, type ProvisionalRefusal, type RefusalOf, recordJudgement } from "../refusal.ts";

type LockoutRisk = RefusalOf<"lockout_risk">;
type Ended<R> = Result<Changed<null>, R | ChangeRefusal>;

/** Which account, and which of its provisional changes. */
export interface EndTarget extends ChangeTarget {
  /** The revision that it made: with another one the answer is `revision_mismatch`. Left out: whichever is open. */
  readonly only?: number;
}

/**
 * Confirms the provisional change of an account: it stays. Each of the addresses must be one that the new state admits;
 * no acknowledgement replaces this, because it is what the confirmation proves. To confirm again changes nothing.
 */
export async function confirmProvisional(
  deps: AllowlistDeps,
  actor: Actor,
  target: EndTarget,
  addresses: Guarded["addresses"],
): Promise<Ended<ProvisionalRefusal>> {
  const committed = await commitChange<null, ProvisionalRefusal | ChangeRefusal>(
    deps,
    target,
    async (account, atRevision) => {
      const { provisional, policy } = account;
      const ended = provisional === null ? await lastEnding(deps, account.id) : null;
      if (isAnother(target, provisional ?? ended?.detail)) return refused(mismatchOf(account));
      if (provisional === null) return alreadyKept(ended);
      const guarded = { addresses, isAcknowledged: false };
      const covering = await coveringEach(deps, account.id, guarded);
      const entries = covering.flatMap((each) => each.entries);
      const now = deps.now();
      const lost = endsOfAccess({ policy, entries }, addresses, now).find(({ at }) => at <= now);
      if (lost !== undefined) return refused({ code: "address_not_allowed", address: formatAddress(lost.address) });
      const event = eventOf(deps, actor, "provisional.kept", { revision: provisional.revision });
      return toOutcome(await deps.accounts.keepProvisional({ account, atRevision, event, now }), null);
    },
  );
  return committed.ok ? published(deps, committed.value) : committed;
}

/**
 * Undoes the provisional change of an account before its time. Judged for a lockout, as any change: the state before may
 * not admit its caller. To undo again changes nothing.
 */
export async function undoProvisional(
  deps: AllowlistDeps,
  actor: Actor,
  target: EndTarget,
  guarded: Guarded,
): Promise<Ended<NotProvisional | LockoutRisk>> {
  const committed = await commitChange<null, NotProvisional | LockoutRisk | ChangeRefusal>(
    deps,
    target,
    async (account, atRevision) => {
      const { provisional } = account;
      const ended = provisional === null ? await lastEnding(deps, account.id) : null;
      if (isAnother(target, provisional ?? ended?.detail)) return refused(mismatchOf(account));
      if (provisional === null) return alreadyUndone(ended);
      const addresses = guarded.isAcknowledged ? [] : guarded.addresses;
      const before = provisional.revision - 1;
      const read = await Promise.all(addresses.map((each) => deps.revisions.coveringAt(account.id, before, each)));
      // What an open provisional change goes back to is always kept. Were it not, no address would count as admitted.
      const covering = read.flatMap((each) => (each.ok ? each.value : []));
      const now = deps.now();
      const [lost] = endsOfAccess({ policy: provisional.before, entries: covering }, addresses, now)
        .filter((end) => isLockout(end, now))
        .toSorted((a, b) => a.at - b.at);
      if (lost !== undefined) return refused(lockoutRisk(lost));
      const event = eventOf(deps, actor, "provisional.undone", { revision: provisional.revision });
      const change = { account, atRevision, event, now };
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

/** Is the provisional change that is open, or was the last one, another than the caller means? */
const isAnother = ({ only }: EndTarget, found: { readonly revision?: unknown } | undefined): boolean =>
  only !== undefined && found !== undefined && found.revision !== only;

const mismatchOf = ({ revision }: { readonly revision: number }) => ({ code: "revision_mismatch", revision }) as const;

/** No change is provisional: perhaps it was confirmed before. `last`: how the newest one ended. */
function alreadyKept(last: AuditEvent | null): Outcome<null, ProvisionalRefusal> {
  if (last === null) return refused({ code: "provisional_not_found" });
  if (last.action === "provisional.kept") return { kind: "unchanged", value: null };
  return refused({
    code: "provisional_undone",
    undoneAt: undoneAt(last),
    isByItself: last.action === "provisional.expired",
  });
}

/** No change is provisional: perhaps it was undone before, or has undone itself. `last`: how the newest one ended. */
function alreadyUndone(last: AuditEvent | null): Outcome<null, NotProvisional> {
  if (last === null || last.action === "provisional.kept") return refused({ code: "provisional_not_found" });
  return { kind: "unchanged", value: null };
}

/** How a provisional change ends: it is confirmed, undone by a caller, or undoes itself. */
const ENDINGS = ["provisional.kept", "provisional.undone", "provisional.expired"] as const;

/** The event that ended the newest provisional change; null: there is none any more. */
async function lastEnding({ audit }: AllowlistDeps, account: string): Promise<AuditEvent | null> {
  const newest = ENDINGS.map((action) => audit.list(account, { action }, { after: null, limit: 1 }));
  const events = (await Promise.all(newest)).flat();
  return events.toSorted((a, b) => (b.revision ?? 0) - (a.revision ?? 0))[0] ?? null;
}

/** An event of a change that undid itself may have been written later than it did so. */
function undoneAt({ at, detail }: AuditEvent): number {
  const { undoes_at: undoesAt } = detail;
  return typeof undoesAt === "string" ? Date.parse(undoesAt) : at;
}
