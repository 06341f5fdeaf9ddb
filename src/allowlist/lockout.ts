import { type Address, formatAddress } from "../address/address.ts";
import { type AddressRange, rangeCovers } from "../address/range.ts";
import type { RangeSet } from "../address/set/range-set.ts";
import { createRangeSetBuilder } from "../address/set/range-set-builder.ts";
import { wouldLockOut } from "../policy/decide.ts";
import type { Policy } from "../policy/policy.ts";
import type { Covering } from "../storage/d1/change-basis.ts";
import { toSeconds } from "../time.ts";
import type { AllowlistDeps } from "./deps.ts";
import type { JudgementRefusal } from "./refusal.ts";

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

/** The addresses that a change must not lock out. */
export interface Guarded {
  /** The caller's own, and the one of the person for whom the call is made. */
  readonly addresses: readonly Address[];
  readonly isAcknowledged: boolean;
}

/**
 * What speaks against the state after a change, whatever the state before; pure additions are not judged. An enforced
 * list without a live entry is always refused; a lockout of the caller can be acknowledged. Null: nothing.
 */
export function judgeAfter(after: StateAfter, guarded: Guarded, nowMs: number): JudgementRefusal | null {
  if (after.policy.mode !== "enforce") return null;
  if (!after.hasLiveEntry) return { code: "empty_allowlist" };
  if (guarded.isAcknowledged || guarded.addresses.length === 0) return null;

  const { mode, blockApiRequests } = after.policy;
  const rules = { mode, blockApiRequests, ranges: toRangeSet(after.entries, guarded.addresses) };
  const lost = guarded.addresses.find((address) => wouldLockOut(rules, address, toSeconds(nowMs)));
  return lost === undefined ? null : { code: "lockout_risk", address: formatAddress(lost) };
}

/**
 * For each of the guarded addresses (there are at most two) every entry that covers it, enabled or not, expired or not.
 * None when a lockout is acknowledged: then nothing rests on them.
 */
export function coveringEach(
  { entries }: Pick<AllowlistDeps, "entries">,
  account: string,
  { addresses, isAcknowledged }: Guarded,
): Promise<readonly Covering[]> {
  if (isAcknowledged) return Promise.resolve([]);
  return Promise.all(
    addresses.map(async (address) => ({ address, entries: await entries.covering(account, address) })),
  );
}

export const isLive = ({ enabled, expiresAt }: Omit<Effect, "range">, nowMs: number): boolean =>
  enabled && (expiresAt === null || nowMs < expiresAt);

/** The ranges that matter to these addresses, compiled as the edge compiles them. */
export function toRangeSet(entries: Iterable<Effect>, addresses: readonly Address[]): RangeSet {
  const builder = createRangeSetBuilder();
  for (const { range, enabled, expiresAt } of entries) {
    if (!enabled || !addresses.some((address) => rangeCovers(range, address))) continue;
    builder.add(range, expirySeconds(expiresAt));
  }
  return builder.build();
}

/** Expiry as the range set has it: Unix seconds, 0 for never. */
export const expirySeconds = (expiresAt: number | null): number => (expiresAt === null ? 0 : toSeconds(expiresAt));
