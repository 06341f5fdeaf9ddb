import type { Surface } from "../policy/surface.ts";
import { offerForm } from "./access-request/offer.ts";
import type { ClientVisit } from "./arrival/arrive.ts";
import type { Gate } from "./gate.ts";
import { type Admission, judge } from "./judge.ts";
import type { Refusal } from "./refusal/kinds.ts";

/** Which account a host belongs to. */
export type Host =
  /** `isNamed`: by HOST_PATTERN; only its list shows whether this account exists. */
  | { readonly kind: "account"; readonly account: string; readonly isNamed: boolean }
  /** Accounts share it: the account is known from the credentials of a visit. */
  | { readonly kind: "shared" }
  /** No account has it, and the operator lets such visits pass (UNKNOWN_HOST). */
  | { readonly kind: "unknown" }
  /** KV failed, and the operator lets visits pass then (FAIL_MODE). */
  | { readonly kind: "unjudged" };

/** Passes without a list, by a setting of the operator. */
export type Passed = Exclude<Host, { readonly kind: "account" | "shared" }>;

export type Refused = { readonly kind: "refused"; readonly refusal: Refusal };

export async function findHost(visit: ClientVisit, gate: Gate): Promise<Host | Refused> {
  const finding = gate.hosts.find(visit.hostname, visit);
  const found = finding instanceof Promise ? await finding : finding;
  if (!found.ok) return unjudged(found.error, visit, gate);
  const target = found.value?.target ?? { kind: "removed" };
  if (target.kind === "shared") return { kind: "shared" };
  if (target.kind === "account") return { kind: "account", account: target.account, isNamed: false };
  const named = gate.config.hostPattern?.(visit.hostname) ?? null;
  return named === null ? unknownHost(visit, gate) : { kind: "account", account: named, isNamed: true };
}

/** Judges a visit by the list of the account that its host belongs to. `unjudged` and `unknown`: see Host. */
export async function judgeHost(
  host: Host & { readonly kind: "account" },
  surface: Surface,
  visit: ClientVisit,
  gate: Gate,
): Promise<Admission | Passed | Refused> {
  const judgement = await judge(host.account, surface, visit, gate);
  switch (judgement.kind) {
    case "allowed":
      return judgement;
    case "denied":
      return { kind: "refused", refusal: await offerForm(judgement, host.account, surface, visit, gate) };
    case "failed":
      return unjudged(judgement.reason, visit, gate);
    case "no_list":
      return host.isNamed ? unknownHost(visit, gate) : unjudged("snapshot_missing", visit, gate);
    default:
      return judgement satisfies never;
  }
}

/** KV failed: refuses, unless the operator lets visits pass then (FAIL_MODE). */
function unjudged(reason: string, visit: ClientVisit, { config }: Gate): Passed | Refused {
  const isOpen = config.failMode === "open";
  visit.log("error", isOpen ? "visit_unjudged" : "visit_refused", { reason });
  return isOpen ? { kind: "unjudged" } : { kind: "refused", refusal: { kind: "unavailable" } };
}

function unknownHost(visit: ClientVisit, { config }: Gate): Passed | Refused {
  if (config.unknownHost === "pass") return { kind: "unknown" };
  visit.log("info", "visit_refused", { reason: "unknown_host" });
  return { kind: "refused", refusal: { kind: "unknown_host" } };
}
