import { decide } from "../policy/decide.ts";
import type { BindNetwork } from "../policy/policy.ts";
import type { Snapshot } from "../policy/snapshot.ts";
import type { Surface } from "../policy/surface.ts";
import type { ClientVisit } from "./arrival/arrive.ts";
import type { Gate } from "./gate.ts";
import type { Refusal } from "./refusal/kinds.ts";

/** What an account's list says of a visit. */
export type Judgement =
  | Admission
  | Denied
  /** There is no data to judge by. */
  | { readonly kind: "failed"; readonly reason: string }
  /** There is no list of an account of this id. */
  | { readonly kind: "no_list" };

export interface Denied {
  readonly kind: "denied";
  readonly refusal: Refusal & { readonly kind: "address_not_allowed" };
  /** The account takes requests for access, and one for this address would help. */
  readonly mayAsk: boolean;
}

export interface Admission {
  readonly kind: "allowed";
  /**
   * The list is enforced and the address is not on it: the visit passes because its surface is not restricted; its
   * credentials may not pass.
   */
  readonly isUntrusted: boolean;
  /** Whether sessions are bound to the place where they began. */
  readonly bindNetwork: BindNetwork;
}

/**
 * Judges a visit by an account's snapshot. What is denied, or would be, is counted and logged; what the list admits is noted
 * as use of its entries.
 */
export async function judge(account: string, surface: Surface, visit: ClientVisit, gate: Gate): Promise<Judgement> {
  const finding = gate.snapshots.find(account, visit);
  // When memory knows the list, this does not wait for a promise.
  const found = finding instanceof Promise ? await finding : finding;
  if (!found.ok) return { kind: "failed", reason: found.error };
  return found.value === null ? { kind: "no_list" } : judgeBy(found.value, account, surface, visit, gate);
}

function judgeBy(snapshot: Snapshot, account: string, surface: Surface, visit: ClientVisit, gate: Gate): Judgement {
  const { request, client, nowMs } = visit;
  const { config } = gate;
  const workerRequest = config.workerRequests === "deny" && request.headers.has("CF-Worker");
  const ruling = decide({ address: client.address, surface, workerRequest }, snapshot, Math.floor(nowMs / 1000));
  if (ruling.decision === "deny" && snapshot.mode !== "off") {
    const { reason, blocked: isBlocked } = ruling;
    gate.denials.note({ account, address: client.address, surface, reason, isBlocked, request }, visit);
    visit.log("info", isBlocked ? "visit_denied" : "visit_would_be_denied", {
      reason,
      account,
      surface,
      address: client.text,
      revision: snapshot.revision,
    });
  }
  if (ruling.reason === "address_listed") gate.entryUse.note(account, client, snapshot.revision, visit);
  if (!ruling.blocked) return { kind: "allowed", isUntrusted: ruling.untrusted, bindNetwork: snapshot.bindNetwork };
  const contact = snapshot.contact ?? config.contact;
  const mayAsk = snapshot.accessRequests && surface === "dashboard" && ruling.reason !== "worker_request";
  return { kind: "denied", refusal: { kind: "address_not_allowed", address: client.text, contact }, mayAsk };
}

/** On shared hosts: an account that Gatehouse does not have has no list, and its visits are allowed. */
export async function judgeAccount(
  account: string,
  surface: Surface,
  visit: ClientVisit,
  gate: Gate,
): Promise<Admission | Denied | { readonly kind: "failed"; readonly refusal: Refusal }> {
  const judgement = await judge(account, surface, visit, gate);
  if (judgement.kind === "allowed" || judgement.kind === "denied") return judgement;
  if (judgement.kind === "no_list" && !(await gate.hasAccount(account, visit)))
    return { kind: "allowed", isUntrusted: false, bindNetwork: "off" };
  const reason = judgement.kind === "failed" ? judgement.reason : "snapshot_missing";
  visit.log("error", "visit_refused", { reason, account });
  return { kind: "failed", refusal: { kind: "unavailable" } };
}

/** Every account to which credentials may belong must admit the visit. */
export async function judgeAll(
  accounts: readonly string[],
  surface: Surface,
  visit: ClientVisit,
  gate: Gate,
): Promise<Awaited<ReturnType<typeof judgeAccount>>> {
  let all: Admission = { kind: "allowed", isUntrusted: false, bindNetwork: "off" };
  for (const account of accounts) {
    const judged = await judgeAccount(account, surface, visit, gate);
    if (judged.kind !== "allowed") return judged;
    const { isUntrusted, bindNetwork } = judged;
    all = {
      kind: "allowed",
      isUntrusted: all.isUntrusted || isUntrusted,
      bindNetwork: stricterBinding(all.bindNetwork, bindNetwork),
    };
  }
  return all;
}

const BINDINGS: readonly BindNetwork[] = ["off", "network", "address"];

const stricterBinding = (a: BindNetwork, b: BindNetwork): BindNetwork =>
  BINDINGS.indexOf(a) > BINDINGS.indexOf(b) ? a : b;
