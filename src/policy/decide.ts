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

/** From when on a visitor is refused: at once, from a time to come (Unix seconds), or never. */
export type RefusedFrom =
  | { readonly kind: "now" }
  | { readonly kind: "later"; readonly at: number }
  | { readonly kind: "never" };

/**
 * From when on these rules refuse visits from this address to the dashboard when nothing is changed any more. Entries
 * only end and do not begin, and a range set has the latest end of the entries that overlap: there is one such time.
 */
export function refusedFrom(rules: Rules, address: Address, nowSeconds: number): RefusedFrom {
  const { blocked } = decide({ address, surface: "dashboard", workerRequest: false }, rules, nowSeconds);
  if (blocked) return { kind: "now" };
  const expiry = rules.mode === "enforce" ? findExpiry(rules.ranges, address) : 0;
  return expiry === 0 ? { kind: "never" } : { kind: "later", at: expiry };
}
