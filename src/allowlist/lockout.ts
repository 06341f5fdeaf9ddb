import { type Address, formatAddress } from "../address/address.ts";
import { type AddressRange, rangeCovers } from "../address/range.ts";
import { createRangeSetBuilder, type RangeSet } from "../address/range-set.ts";
import { type Problem, problem } from "../admin/http/problem.ts";
import { wouldLockOut } from "../policy/decide.ts";
import type { Policy } from "../policy/policy.ts";

/** The part of an entry that decides. `expiresAt` in Unix milliseconds, null: never. */
export interface Effect {
  readonly range: AddressRange;
  readonly enabled: boolean;
  readonly expiresAt: number | null;
}

/** An account as it would be after a change. */
export interface StateAfter {
  readonly policy: Policy;
  /** Enabled and not expired at the moment of judging. */
  readonly hasLiveEntry: boolean;
  /** Its entries, at least those that cover one of the addresses asked about. */
  readonly entries: Iterable<Effect>;
}

/** Whom a change must not lock out. */
export interface Guarded {
  /** The caller's own, and the one of the person it acts for. */
  readonly addresses: readonly Address[];
  readonly isAcknowledged: boolean;
}

export type JudgementProblem = "empty_allowlist" | "lockout_risk";

/**
 * What speaks against the state after a change, whatever it was before; pure additions are not asked. An enforced list
 * without a live entry is refused whoever asks; locking oneself out can be acknowledged.
 */
export function judgeAfter(after: StateAfter, guarded: Guarded, nowMs: number): Problem<JudgementProblem> | null {
  if (after.policy.mode !== "enforce") return null;
  if (!after.hasLiveEntry) {
    const detail = "Nobody could reach the dashboard any more. Add an entry that is enabled and not expired first.";
    return problem("empty_allowlist", `${detail} To let everyone in, set the mode to off or monitor.`);
  }
  if (guarded.isAcknowledged || guarded.addresses.length === 0) return null;

  const { mode, blockApiRequests } = after.policy;
  const rules = { mode, blockApiRequests, ranges: toRangeSet(after.entries, guarded.addresses) };
  const lost = guarded.addresses.find((address) => wouldLockOut(rules, address, Math.floor(nowMs / 1000)));
  if (lost === undefined) return null;
  const address = formatAddress(lost);
  const detail = `After this change ${address} would be turned away from the dashboard.`;
  return problem("lockout_risk", `${detail} Add it to the list first, or repeat with ?acknowledge_lockout=true.`, {
    members: { your_address: address },
  });
}

export const isLive = ({ enabled, expiresAt }: Omit<Effect, "range">, nowMs: number): boolean =>
  enabled && (expiresAt === null || nowMs < expiresAt);

/** The ranges that matter to these addresses, compiled as the edge compiles them. */
export function toRangeSet(entries: Iterable<Effect>, addresses: readonly Address[]): RangeSet {
  const builder = createRangeSetBuilder();
  for (const { range, enabled, expiresAt } of entries) {
    if (!enabled || !addresses.some((address) => rangeCovers(range, address))) continue;
    builder.add(range, expiresAt === null ? 0 : Math.floor(expiresAt / 1000));
  }
  return builder.build();
}
