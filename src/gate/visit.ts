import { decide } from "../policy/decide.ts";
import { classifySurface, type Surface } from "../policy/surface.ts";
import { readClient } from "./client-address.ts";
import type { Gate, Moment } from "./gate.ts";
import { canonicalHostname } from "./hostname.ts";
import { passOn } from "./pass-on.ts";
import { type Refusal, renderRefusal } from "./refusal/refusal.ts";

/**
 * The way of a visit, from top to bottom: who comes, to whose account, for what; the decision; then the origin (pass-on.ts).
 * Whatever cannot be known refuses the visit. An exception is the caller's to refuse.
 */
export async function visit(request: Request, url: URL, gate: Gate, moment: Moment): Promise<Response> {
  const { config, log } = gate;
  const { requestId, nowMs } = moment;
  const hostname = canonicalHostname(url);
  let surface: Surface = "dashboard";

  const refuse = (refusal: Refusal): Response =>
    renderRefusal(refusal, { method: request.method, headers: request.headers, surface }, requestId);
  const failClosed = (reason: string): Response => {
    log({ level: "error", event: "visit_refused", reason, request_id: requestId, host: hostname });
    return refuse({ kind: "unavailable" });
  };

  const client = readClient(request.headers);
  if (client === null) return failClosed("no_client_address");

  const pass = (account: string | null, withCredentials: boolean): Promise<Response> =>
    passOn({ request, url, hostname, client, account, surface, withCredentials, refuse }, gate, moment);
  /** KV failed: refused, unless the operator chose that the product stays open then. */
  const failed = (reason: string): Response | Promise<Response> => {
    if (config.failMode === "closed") return failClosed(reason);
    log({ level: "error", event: "visit_unjudged", reason, request_id: requestId, host: hostname });
    return pass(null, true);
  };

  const host = await gate.hosts.find(hostname, moment);
  if (!host.ok) return failed(host.error);
  const target = host.value?.target ?? { kind: "removed" };
  if (target.kind === "removed") {
    if (config.unknownHost === "pass") return pass(null, true);
    log({ level: "info", event: "visit_refused", reason: "unknown_host", request_id: requestId, host: hostname });
    return refuse({ kind: "unknown_host" });
  }
  if (target.kind === "shared") return failClosed("shared_host_without_resolver");

  const snapshot = await gate.snapshots.find(target.account, moment);
  if (!snapshot.ok) return failed(snapshot.error);
  if (snapshot.value === null) return failed("snapshot_missing");
  const { account } = snapshot.value;

  surface = classifySurface(config.surfaces, {
    hostname,
    pathname: url.pathname,
    hasSessionCookie: gate.credentials.cookies.isIn(request.headers.get("Cookie")),
  });
  const workerRequest = config.workerRequests === "deny" && request.headers.has("CF-Worker");
  const ruling = decide({ address: client.address, surface, workerRequest }, snapshot.value, Math.floor(nowMs / 1000));
  if (ruling.decision === "deny" && snapshot.value.mode !== "off") {
    const { revision } = snapshot.value;
    const { reason, blocked: isBlocked } = ruling;
    gate.denials.note({ account, address: client.address, surface, reason, isBlocked, request }, moment);
    const event = isBlocked ? "visit_denied" : "visit_would_be_denied";
    log({
      level: "info",
      event,
      reason,
      request_id: requestId,
      account,
      host: hostname,
      surface,
      address: client.text,
      revision,
    });
  }
  if (ruling.blocked) {
    return refuse({
      kind: "address_not_allowed",
      address: client.text,
      contact: snapshot.value.contact ?? config.contact,
    });
  }

  return pass(account, !(ruling.untrusted && surface === "public"));
}
