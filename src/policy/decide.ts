import type { Address } from "../address/address.ts";
import { findExpiry, type RangeSet } from "../address/set/range-set.ts";
import type { Mode } from "./policy.ts";
import type { Surface } from "./surface.ts";

/** What is known of a visit when it is judged. The method is deliberately not among it. */
export interface VisitFacts {
  readonly address: Address;
  readonly surface: Surface;
  /** A Worker of another zone made the request (`CF-Worker` is present) and the operator did not opt in to those. */
  readonly workerRequest: boolean;
}

/** What an account wants: its policy's part in a decision, and its live and expiring ranges. A snapshot is one. */
export interface Rules {
  readonly mode: Mode;
  readonly blockApiRequests: boolean;
  readonly ranges: RangeSet;
}

export type AllowReason = "address_listed" | "api_not_restricted" | "public_path";
export type DenyReason = "address_not_listed" | "entry_expired" | "worker_request";
export type Reason = AllowReason | DenyReason;

interface RulingBase {
  /** The decision is deny and the list is enforced: this visit is turned away. */
  readonly blocked: boolean;
  /** The list is enforced and the address is not on it: credentials do not pass, even where the visit does. */
  readonly untrusted: boolean;
}

/** `decision` is what the list says as if it were enforced; `blocked` is what happens now. */
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

/** Would a person at this address be turned away from the dashboard under these rules? The question behind `lockout_risk`. */
export function wouldLockOut(rules: Rules, address: Address, nowSeconds: number): boolean {
  return decide({ address, surface: "dashboard", workerRequest: false }, rules, nowSeconds).blocked;
}
