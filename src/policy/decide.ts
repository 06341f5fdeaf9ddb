import type { Address } from "../address/address.ts";
import { findExpiry, type RangeSet } from "../address/set/range-set.ts";
import type { Mode } from "./policy.ts";
import type { Surface } from "./surface.ts";

/** What a decision knows about a visit. The method is not part of it, on purpose: every method gets the same decision. */
export interface VisitFacts {
  readonly address: Address;
  readonly surface: Surface;
  /**
   * A Worker of another zone made the request (`CF-Worker` is present), and the operator does not allow such requests.
   */
  readonly workerRequest: boolean;
}

/** The part of an account's policy that a decision needs, and the ranges of its list. A snapshot contains both. */
export interface Rules {
  readonly mode: Mode;
  readonly blockApiRequests: boolean;
  readonly ranges: RangeSet;
}

export type AllowReason = "address_listed" | "api_not_restricted" | "public_path";
export type DenyReason = "address_not_listed" | "entry_expired" | "worker_request";
export type Reason = AllowReason | DenyReason;

interface RulingBase {
  /** The decision is deny and the list is enforced: this visit is refused. */
  readonly blocked: boolean;
  /** The list is enforced and does not admit the address: credentials are removed, even when the visit is forwarded. */
  readonly untrusted: boolean;
}

/** `decision` is the decision as if the list were enforced; `blocked` is what happens now. */
export type Ruling = RulingBase &
  (
    | { readonly decision: "allow"; readonly reason: AllowReason }
    | { readonly decision: "deny"; readonly reason: DenyReason }
  );

/** The decision: a pure function of the facts of a visit and the rules of its account, at `nowSeconds` (Unix time). */
export function decide(facts: VisitFacts, rules: Rules, nowSeconds: number): Ruling {
  const enforced = rules.mode === "enforce";
  const distrust = findDistrust(facts, rules.ranges, nowSeconds);
  const untrusted = enforced && distrust !== null;
  const allow = (reason: AllowReason): Ruling => ({ decision: "allow", reason, blocked: false, untrusted });

  if (facts.surface === "public") return allow("public_path");
  if (facts.surface === "api" && !rules.blockApiRequests) return allow("api_not_restricted");
  if (distrust === null) return allow("address_listed");
  return { decision: "deny", reason: distrust, blocked: enforced, untrusted };
}

function findDistrust(facts: VisitFacts, ranges: RangeSet, nowSeconds: number): DenyReason | null {
  if (facts.workerRequest) return "worker_request";
  const expiry = findExpiry(ranges, facts.address);
  if (expiry === -1) return "address_not_listed";
  return expiry === 0 || nowSeconds < expiry ? null : "entry_expired";
}

/** True when these rules refuse a visit from this address to the dashboard. `lockout_risk` depends on it. */
export function wouldLockOut(rules: Rules, address: Address, nowSeconds: number): boolean {
  return decide({ address, surface: "dashboard", workerRequest: false }, rules, nowSeconds).blocked;
}
