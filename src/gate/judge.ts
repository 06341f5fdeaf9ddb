import { after, type Eventual } from "../eventual.ts";
import { decide } from "../policy/decide.ts";
import type { Snapshot } from "../policy/snapshot.ts";
import type { Surface } from "../policy/surface.ts";
import type { Client } from "./client-address.ts";
import type { Gate, Moment } from "./gate.ts";
import type { Refusal } from "./refusal/refusal.ts";

/** What an account's list says of a visit. */
export type Judgement =
  /** `isUntrusted`: the list is enforced and the address is not on it; the visit passes all the same, its credentials may not. */
  | { readonly kind: "allowed"; readonly account: string; readonly isUntrusted: boolean }
  | { readonly kind: "denied"; readonly account: string; readonly refusal: Refusal }
  /** Nothing to judge by. */
  | { readonly kind: "failed"; readonly reason: string }
  /** KV has no list of an account of this id. */
  | { readonly kind: "no_list" };

export interface JudgedVisit {
  readonly request: Request;
  readonly hostname: string;
  readonly client: Client;
  readonly surface: Surface;
}

/** Judges a visit by an account's snapshot. What is denied, or would be, is counted and logged. */
export function judgeVisit(account: string, visit: JudgedVisit, gate: Gate, moment: Moment): Eventual<Judgement> {
  return after(gate.snapshots.find(account, moment), (found): Judgement => {
    if (!found.ok) return { kind: "failed", reason: found.error };
    return found.value === null ? { kind: "no_list" } : judgeBy(found.value, account, visit, gate, moment);
  });
}

function judgeBy(snapshot: Snapshot, account: string, visit: JudgedVisit, gate: Gate, moment: Moment): Judgement {
  const { request, hostname, client, surface } = visit;
  const { config, log } = gate;
  const workerRequest = config.workerRequests === "deny" && request.headers.has("CF-Worker");
  const ruling = decide({ address: client.address, surface, workerRequest }, snapshot, Math.floor(moment.nowMs / 1000));
  if (ruling.decision === "deny" && snapshot.mode !== "off") {
    const { reason, blocked: isBlocked } = ruling;
    gate.denials.note({ account, address: client.address, surface, reason, isBlocked, request }, moment);
    log({
      level: "info",
      event: isBlocked ? "visit_denied" : "visit_would_be_denied",
      reason,
      request_id: moment.requestId,
      account,
      host: hostname,
      surface,
      address: client.text,
      revision: snapshot.revision,
    });
  }
  if (!ruling.blocked) return { kind: "allowed", account, isUntrusted: ruling.untrusted };
  const contact = snapshot.contact ?? config.contact;
  return { kind: "denied", account, refusal: { kind: "address_not_allowed", address: client.text, contact } };
}
