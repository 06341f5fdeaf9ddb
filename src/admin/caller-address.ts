import { decide } from "../policy/decide.ts";
import type { PresentedToken } from "../storage/tokens.ts";
import type { AdminDeps } from "./deps.ts";
import { toRangeSet } from "./lockout.ts";

/**
 * May an account's token be used from where this call comes from? The decision of the gate itself for a visit to the
 * dashboard, about the list as it is stored now: a change holds for tokens from the moment that it is saved, in every
 * location, whether or not it is published yet. An account that does not enforce its list asks nothing.
 */
export async function isCallerAllowed(
  deps: Pick<AdminDeps, "entries" | "address" | "isWorkerRequest" | "now">,
  { token: { account }, mode }: PresentedToken,
): Promise<boolean> {
  if (mode !== "enforce") return true;
  const { address, isWorkerRequest } = deps;
  if (address === null) return false;
  const covering = await deps.entries.covering(account, address);
  const rules = { mode, blockApiRequests: true, ranges: toRangeSet(covering, [address]) };
  const facts = { address, surface: "dashboard", workerRequest: isWorkerRequest } as const;
  return !decide(facts, rules, Math.floor(deps.now() / 1000)).blocked;
}
