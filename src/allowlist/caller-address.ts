import { type Address, formatAddress } from "../address/address.ts";
import type { Config } from "../config/config.ts";
import { decide } from "../policy/decide.ts";
import type { Mode } from "../policy/policy.ts";
import { toSeconds } from "../time.ts";
import type { AllowlistDeps } from "./deps.ts";
import { type Effect, toRangeSet } from "./lockout.ts";

/**
 * Does the list of this account let the caller in? The decision of the gate itself for a visit to the dashboard, with
 * the list as D1 has it now: a change holds for tokens and the console from the moment that it is saved, in every
 * location, even before it is published. A list that is not enforced lets every caller in.
 */
export async function isCallerAllowed(
  deps: Pick<AllowlistDeps, "entries" | "address" | "isWorkerRequest" | "now">,
  { account, mode }: { readonly account: string; readonly mode: Mode },
): Promise<boolean> {
  const { address } = deps;
  const covering = mode === "enforce" && address !== null ? await deps.entries.covering(account, address) : [];
  return isAllowedBy(deps, mode, covering);
}

/** The same, when the entries that cover the caller's address are already known. */
export function isAllowedBy(
  { address, isWorkerRequest, now }: Pick<AllowlistDeps, "address" | "isWorkerRequest" | "now">,
  mode: Mode,
  covering: Iterable<Effect>,
): boolean {
  if (mode !== "enforce") return true;
  if (address === null) return false;
  const rules = { mode, blockApiRequests: true, ranges: toRangeSet(covering, [address]) };
  const facts = { address, surface: "dashboard", workerRequest: isWorkerRequest } as const;
  return !decide(facts, rules, toSeconds(now())).blocked;
}

/** Requests that another zone's Worker makes come from this address (Cloudflare's documentation of CF-Connecting-IP). */
const WORKERS_ADDRESS = "2a06:98c0:3600::103";

/** Is a visit from this address one of another zone's Worker, which the operator does not accept? */
export const isWorkerAddress = (address: Address, { workerRequests }: Pick<Config, "workerRequests">): boolean =>
  workerRequests === "deny" && formatAddress(address) === WORKERS_ADDRESS;
