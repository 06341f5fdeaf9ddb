import type { AdminDeps } from "../admin/deps.ts";
import { type Effect, toRangeSet } from "../allowlist/lockout.ts";
import { decide } from "../policy/decide.ts";
import type { Mode } from "../policy/policy.ts";
import type { PresentedToken } from "../storage/tokens.ts";

/**
 * May an account's token be used from where this call comes from? The decision of the gate itself for a visit to the
 * dashboard, about the list as it is stored now: a change holds for tokens from the moment that it is saved, in every
 * location, whether or not it is published yet. An account that does not enforce its list asks nothing.
 */
export async function isCallerAllowed(
  deps: Pick<AdminDeps, "entries" | "address" | "isWorkerRequest" | "now">,
  { token: { account }, mode }: { readonly token: Pick<PresentedToken["token"], "account">; readonly mode: Mode },
): Promise<boolean> {
  const { address } = deps;
  const covering = mode === "enforce" && address !== null ? await deps.entries.covering(account, address) : [];
  return isAllowedBy(deps, mode, covering);
}

/** The same of an account whose entries that cover the caller's address are known already. */
export function isAllowedBy(
  { address, isWorkerRequest, now }: Pick<AdminDeps, "address" | "isWorkerRequest" | "now">,
  mode: Mode,
  covering: Iterable<Effect>,
): boolean {
  if (mode !== "enforce") return true;
  if (address === null) return false;
  const rules = { mode, blockApiRequests: true, ranges: toRangeSet(covering, [address]) };
  const facts = { address, surface: "dashboard", workerRequest: isWorkerRequest } as const;
  return !decide(facts, rules, Math.floor(now() / 1000)).blocked;
}
