import type { Address } from "./address/address.ts";
import type { AdminDeps } from "./admin/deps.ts";
import type { ConsoleDeps } from "./console/deps.ts";
import { isRequestPath } from "./gate/access-request/offer.ts";
import type { Moment } from "./gate/arrival/arrive.ts";
import { canonicalHostname } from "./gate/arrival/arrive.ts";
import { readClient } from "./gate/arrival/client-address.ts";
import type { VisitUrl } from "./gate/arrival/visit-url.ts";
import { isOwnPath } from "./gate/arrival/visit-url.ts";
import type { Refusal } from "./gate/refusal/kinds.ts";
import { renderRefusal } from "./gate/refusal/refusal.ts";
import { visit } from "./gate/visit.ts";
import { describeError, logToConsole } from "./log.ts";
import { type Isolate, isolateOf, sleep } from "./wiring.ts";

/** What is mounted where: Gatehouse's own paths below the base path; everything else is a visit to the product. */
export async function serve(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
  const moment: Moment = {
    nowMs: Date.now(),
    requestId: crypto.randomUUID(),
    waitUntil: (work) => context.waitUntil(work),
  };
  const refuse = (refusal: Refusal): Response =>
    renderRefusal(
      refusal,
      { method: request.method, headers: request.headers, surface: "dashboard" },
      moment.requestId,
    );

  try {
    const isolate = isolateOf(env);
    if (!isolate.ok) {
      logToConsole({ level: "error", event: "misconfigured", problems: isolate.error });
      return refuse({ kind: "misconfigured", problems: isolate.error });
    }
    const { config, gate, readUrl } = isolate.value;
    const url = readUrl(request.url);
    if (isRequestPath(url.pathname, config.basePath)) return await serveRequest(request, url, isolate.value, moment);
    if (isOwnPath(url.pathname, config.basePath)) return await serveOwn(request, url, isolate.value, moment);
    return await visit(request, url, gate, moment);
  } catch (error) {
    logToConsole({ level: "error", event: "exception", request_id: moment.requestId, ...describeError(error) });
    return refuse({ kind: "unavailable" });
  }
}

/** A request for access by a refused visitor, who has no login. It is loaded when the first one comes. */
async function serveRequest(request: Request, url: VisitUrl, isolate: Isolate, moment: Moment): Promise<Response> {
  const { gate, stores, requestAttempts } = isolate;
  const { serveAccessRequest } = await import("./gate/access-request/serve.ts");
  const limit = async (address: Address, nowMs: number): Promise<number> =>
    requestAttempts.secondsBlocked(address, nowMs) || requestAttempts.fail(address, nowMs);
  return serveAccessRequest(request, url, { gate, accessRequests: stores.accessRequests, limit }, moment);
}

/** The admin API and the console, each loaded when it is first called: a visit does not load them. */
async function serveOwn(request: Request, url: VisitUrl, isolate: Isolate, moment: Moment): Promise<Response> {
  const { config, stores, attempts } = isolate;
  const { sessions, snapshots, entryUse } = isolate.gate;
  const { cf } = request;
  const client = readClient(request.headers);
  const deps: AdminDeps & ConsoleDeps = {
    ...stores,
    config,
    attempts,
    rememberEnded(hashes, everybody) {
      sessions?.endHere(hashes);
      if (everybody !== null) sessions?.endEverybodyHere(everybody.account, everybody.at);
    },
    currentSessions: async (account) => {
      const scope = { hostname: canonicalHostname(url), account };
      const hashes = (await sessions?.namesOf(request.headers, scope, moment)) ?? [];
      if (hashes.length === 0) return new Set();
      const found = await stores.sessions.findByCredential(account, hashes);
      return new Set([...found.values()].map(({ id }) => id));
    },
    now: Date.now,
    address: client?.address ?? null,
    noteAdmitted(account) {
      if (client !== null) entryUse.note(account, client, null, moment);
    },
    isWorkerRequest: config.workerRequests === "deny" && request.headers.has("CF-Worker"),
    region: { country: textOf(cf?.country), region: textOf(cf?.region), city: textOf(cf?.city) },
    origin: url.origin,
    requestId: moment.requestId,
    waitUntil: moment.waitUntil,
    sleep,
    snapshotOf: async (account) => snapshots.find(account, moment),
    log: (event, facts) => logToConsole({ level: "error", event, ...facts }),
  };
  if (url.pathname.startsWith(`${config.basePath}/api/`)) {
    const { serveAdmin } = await import("./admin/app.ts");
    return serveAdmin(request, deps);
  }
  const { serveConsole } = await import("./console/app.tsx");
  return serveConsole(request, deps);
}

const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
