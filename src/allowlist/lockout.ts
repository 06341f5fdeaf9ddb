import { type Address, formatAddress } from "../address/address.ts";
import { type AddressRange, rangeCovers } from "../address/range.ts";
import type { RangeSet } from "../address/set/range-set.ts";
import { createRangeSetBuilder } from "../address/set/range-set-builder.ts";
import { type Rules, refusedFrom } from "../policy/decide.ts";
import type { Policy } from "../policy/policy.ts";
import { err, ok, type Result } from "../result.ts";
import type { Basis, Covering } from "../storage/d1/change-basis.ts";
import { DAY_MS, toSeconds } from "../time.ts";
import type { AllowlistDeps } from "./deps.ts";
import { bareRange, type NamedEntry } from "./entry-line.ts";
import type { JudgementRefusal, RefusalOf } from "./refusal.ts";

/** The part of an entry that decides. `expiresAt` in Unix milliseconds, null: never. */
export interface Effect {
  readonly range: AddressRange;
  readonly enabled: boolean;
  readonly expiresAt: number | null;
}

/** The same, with what people know the entry by. `id` undefined: it is new with the change. */
export interface NamedEffect extends Effect {
  readonly id?: string | undefined;
  readonly label: string | null;
}

/** An account as it would be after a change. */
export interface StateAfter {
  readonly policy: Pick<Policy, "mode" | "blockApiRequests">;
  /** Enabled and not expired at the moment of judging. */
  readonly hasLiveEntry: boolean;
  /** Its entries, at least those that cover one of the addresses asked about. */
  readonly entries: Iterable<NamedEffect>;
}

/** The addresses that a change must not lock out. */
export interface Guarded {
  /** The caller's own, and the one of the person for whom the call is made. */
  readonly addresses: readonly Address[];
  readonly isAcknowledged: boolean;
}

/** A lockout that is at most so far ahead (milliseconds) is refused as one at once; a later one is warned of. */
export const LOCKOUT_AHEAD_MS = DAY_MS;

/** From when on an address is refused on the dashboard. */
export interface AccessEnd {
  readonly address: Address;
  /** Unix milliseconds; the moment of judging: at once. */
  readonly at: number;
  /** Of the entries that cover the address the last to end; null: it is refused at once. */
  readonly entry: NamedEntry | null;
}

/**
 * What speaks against the state after a change, whatever the state before; pure additions are not judged. An enforced
 * list without a live entry is always refused; a lockout of the caller, at once or soon, can be acknowledged. When nothing
 * does: which of the guarded addresses lose access later on.
 */
export function judgeAfter(
  after: StateAfter,
  guarded: Guarded,
  nowMs: number,
): Result<readonly AccessEnd[], JudgementRefusal> {
  if (after.policy.mode !== "enforce") return ok([]);
  if (!after.hasLiveEntry) return err({ code: "empty_allowlist" });
  const ends = endsOfAccess(after, guarded.addresses, nowMs);
  const [soonest] = ends.toSorted((a, b) => a.at - b.at);
  if (soonest !== undefined && isLockout(soonest, nowMs) && !guarded.isAcknowledged) return err(lockoutRisk(soonest));
  return ok(ends.filter(({ at }) => at > nowMs));
}

/** The refusal of a change that brings about this end. */
export const lockoutRisk = ({ address, at, entry }: AccessEnd): RefusalOf<"lockout_risk"> => ({
  code: "lockout_risk",
  address: formatAddress(address),
  lockedOutAt: at,
  entry,
});

/** Is this end so near that a change must not bring it about unless it is acknowledged? */
export const isLockout = ({ at }: AccessEnd, nowMs: number): boolean => at <= nowMs + LOCKOUT_AHEAD_MS;

/** Which of these addresses are refused in this state, at once or when their entries run out, in their order. */
export function endsOfAccess(
  { policy, entries }: Pick<StateAfter, "policy" | "entries">,
  addresses: readonly Address[],
  nowMs: number,
): readonly AccessEnd[] {
  if (policy.mode !== "enforce" || addresses.length === 0) return [];
  const covering = [...entries].filter(({ range, enabled }) => enabled && addresses.some((a) => rangeCovers(range, a)));
  const { mode, blockApiRequests } = policy;
  const rules = { mode, blockApiRequests, ranges: toRangeSet(covering, addresses) };
  return addresses.flatMap((address) => endOfAccess(rules, covering, address, nowMs) ?? []);
}

/** When an address is refused under these rules, which were made of these entries. Null: never. */
export function endOfAccess(
  rules: Rules,
  entries: Iterable<NamedEffect>,
  address: Address,
  nowMs: number,
): AccessEnd | null {
  const refused = refusedFrom(rules, address, toSeconds(nowMs));
  switch (refused.kind) {
    case "now":
      return { address, at: nowMs, entry: null };
    case "later":
      return { address, at: refused.at * 1000, entry: findLast(entries, address, refused.at) };
    case "never":
      return null;
    default:
      return refused satisfies never;
  }
}

/** The entry that covers the address and ends in this second. */
function findLast(entries: Iterable<NamedEffect>, address: Address, atSeconds: number): NamedEntry | null {
  for (const { id, range, label, enabled, expiresAt } of entries) {
    if (enabled && expirySeconds(expiresAt) === atSeconds && rangeCovers(range, address)) {
      return { ...(id === undefined ? {} : { id }), value: bareRange(range), label };
    }
  }
  return null;
}

/** For each of the guarded addresses (there are at most two) every entry that covers it, enabled or not, expired or not. */
export function coveringEach(
  { entries }: Pick<AllowlistDeps, "entries">,
  account: string,
  { addresses }: Guarded,
): Promise<readonly Covering[]> {
  return Promise.all(
    addresses.map(async (address) => ({ address, entries: await entries.covering(account, address) })),
  );
}

/** What a change that was judged by these entries rests on: nothing when a lockout is acknowledged. */
export const basisOf = (
  covering: readonly Covering[],
  { isAcknowledged }: Guarded,
  nowMs: number,
): Pick<Basis, "covering" | "staysLiveAt"> => ({ covering: isAcknowledged ? [] : covering, staysLiveAt: nowMs });

/**
 * Which of the guarded addresses lose access later on in an account that an addition changes, for warnings: an addition is
 * never refused. `changed`: the entries that it adds or changes, as they are afterwards.
 */
export async function endsAfterAddition(
  deps: Pick<AllowlistDeps, "entries">,
  { id, policy }: { readonly id: string; readonly policy: Policy },
  changed: readonly NamedEffect[],
  guarded: Guarded,
  nowMs: number,
): Promise<readonly AccessEnd[]> {
  if (policy.mode !== "enforce") return [];
  const ids = new Set(changed.map((entry) => entry.id));
  const covering = await coveringEach(deps, id, guarded);
  const others = covering.flatMap(({ entries }) => entries).filter((entry) => !ids.has(entry.id));
  const ends = endsOfAccess({ policy, entries: [...others, ...changed] }, guarded.addresses, nowMs);
  return ends.filter(({ at }) => at > nowMs);
}

export const isLive = ({ enabled, expiresAt }: Omit<Effect, "range">, nowMs: number): boolean =>
  enabled && (expiresAt === null || nowMs < expiresAt);

/** Does an entry of one range match for less long than before? One that is off or over can lose nothing. */
export const isShortened = (before: Omit<Effect, "range">, after: Omit<Effect, "range">, nowMs: number): boolean =>
  isLive(before, nowMs) && (!isLive(after, nowMs) || endOf(after) < endOf(before));

const endOf = ({ expiresAt }: Pick<Effect, "expiresAt">): number => expiresAt ?? Number.POSITIVE_INFINITY;

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
