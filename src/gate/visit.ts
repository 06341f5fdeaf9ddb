import { after, type Eventual } from "../eventual.ts";
import { classifySurface, type Surface } from "../policy/surface.ts";
import type { Result } from "../result.ts";
import type { HostReadFault, HostRecord } from "../storage/host-store.ts";
import { readClient } from "./client-address.ts";
import type { Gate, Moment } from "./gate.ts";
import { canonicalHostname } from "./hostname.ts";
import { type Judgement, judgeVisit } from "./judge.ts";
import { type Passage, passOn } from "./pass-on.ts";
import { type Refusal, renderRefusal } from "./refusal/refusal.ts";
import type { VisitUrl } from "./visit-url.ts";

/**
 * The way of a visit, from top to bottom: who comes, to whose account, for what; the decision; then the origin (pass-on.ts).
 * Whatever cannot be known refuses the visit. An exception is the caller's to refuse.
 */
export function visit(request: Request, url: VisitUrl, gate: Gate, moment: Moment): Eventual<Response> {
  const { config, log } = gate;
  const { requestId } = moment;
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

  const pass = (whose: Passage["whose"], isUntrusted = false): Promise<Response> =>
    passOn({ request, url, hostname, client, whose, surface, isUntrusted, refuse }, gate, moment);
  /** KV failed: refused, unless the operator chose that the product stays open then. */
  const failed = (reason: string): Eventual<Response> => {
    if (config.failMode === "closed") return failClosed(reason);
    log({ level: "error", event: "visit_unjudged", reason, request_id: requestId, host: hostname });
    return pass({ kind: "nobody" });
  };
  const unknownHost = (): Eventual<Response> => {
    if (config.unknownHost === "pass") return pass({ kind: "nobody" });
    log({ level: "info", event: "visit_refused", reason: "unknown_host", request_id: requestId, host: hostname });
    return refuse({ kind: "unknown_host" });
  };

  const byHost = (host: Result<HostRecord | null, HostReadFault>): Eventual<Response> => {
    if (!host.ok) return failed(host.error);
    const registered = host.value?.target ?? { kind: "removed" };
    const named = registered.kind === "removed" ? (config.hostPattern?.(hostname) ?? null) : null;
    if (registered.kind === "removed" && named === null) return unknownHost();

    surface = classifySurface(config.surfaces, {
      hostname,
      pathname: url.pathname,
      hasSessionCookie: () => gate.credentials.cookies.isIn(request.headers.get("Cookie")),
    });
    if (registered.kind === "shared") return pass({ kind: "shared" });

    const account = registered.kind === "account" ? registered.account : (named ?? "");
    const byList = (judgement: Judgement): Eventual<Response> => {
      switch (judgement.kind) {
        case "failed":
          return failed(judgement.reason);
        case "no_list":
          return named === null ? failed("snapshot_missing") : unknownHost();
        case "denied":
          return refuse(judgement.refusal);
        case "allowed":
          return pass({ kind: "account", account }, judgement.isUntrusted);
        default:
          return judgement satisfies never;
      }
    };
    return after(judgeVisit(account, { request, hostname, client, surface }, gate, moment), byList);
  };
  return after(gate.hosts.find(hostname, moment), byHost);
}
