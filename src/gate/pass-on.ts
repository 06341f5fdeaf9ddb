import { formatAddress } from "../address/address.ts";
import { describeError } from "../log.ts";
import type { Surface } from "../policy/surface.ts";
import type { HashedCredential } from "../sessions/credential-reader.ts";
import { removeAllCredentials, removeCredentials } from "../sessions/credentials.ts";
import { kindOfDevice } from "../sessions/device.ts";
import { SIGNAL_HEADER } from "../sessions/lifecycle.ts";
import type { Whereabouts } from "../sessions/recorder.ts";
import type { Who } from "../storage/session-records.ts";
import type { Client } from "./client-address.ts";
import { createOriginRequest, discard, removeDetours, withoutSignals } from "./forward.ts";
import type { Gate, Moment } from "./gate.ts";
import type { Refusal } from "./refusal/refusal.ts";
import { readRegion } from "./region.ts";
import { enter, isLoginStep, release } from "./shared-host.ts";
import type { VisitUrl } from "./visit-url.ts";

/** A visit that its address does not turn away, as far as its account is known. */
export interface Passage {
  readonly request: Request;
  readonly url: VisitUrl;
  readonly hostname: string;
  readonly client: Client;
  /** `shared`: its credentials will say. `nobody`: it is not known whose the host is, and the operator lets it through. */
  readonly whose: { readonly kind: "account"; readonly account: string } | { readonly kind: "shared" | "nobody" };
  readonly surface: Surface;
  /** The list is enforced and the address is not on it: it passes because its surface is not restricted. */
  readonly isUntrusted: boolean;
  readonly refuse: (refusal: Refusal) => Response;
}

/**
 * To the origin and back: without ended credentials there, without signals here. On shared hosts the account is found out
 * on the way. What the answer means for the session goes on record after the response; only an ending is waited for.
 */
export async function passOn(passage: Passage, gate: Gate, moment: Moment): Promise<Response> {
  const { request, url, hostname, client, whose, surface, refuse } = passage;
  const { sessions, log } = gate;
  const { requestId, nowMs, waitUntil } = moment;
  const about = { request_id: requestId, host: hostname };

  const outbound = createOriginRequest(request, url, gate.origin, {
    "Gatehouse-Request-Id": requestId,
    "Gatehouse-Address": client.text,
  });
  const distrust = (): void => {
    removeDetours(outbound.headers);
    if (surface === "public") removeAllCredentials(outbound.headers, gate.credentials);
  };
  if (passage.isUntrusted) distrust();

  let account = whose.kind === "account" ? whose.account : null;
  let who: Who | null = null;
  let credentials: readonly HashedCredential[] = [];
  if (sessions !== null) {
    const admitting = sessions.admit(outbound.headers, moment);
    // No turn of the event loop for what is known already.
    const admission = admitting instanceof Promise ? await admitting : admitting;
    if (admission.kind === "unavailable") {
      const isOpen = gate.config.failMode === "open" && whose.kind !== "shared";
      const event = isOpen ? "visit_unjudged" : "visit_refused";
      log({ level: "error", event, reason: "ended_set_unavailable", ...about });
      if (!isOpen) return refuse({ kind: "unavailable" });
    } else {
      if (admission.kind === "token_ended" && surface !== "public") return refuse({ kind: "token_ended" });
      credentials = admission.live;
    }

    if (credentials.length > 0 && asksWhose(passage, gate)) {
      const entry = await enter(passage, outbound.headers, credentials, gate, moment);
      if (entry.kind === "refused") return refuse(entry.refusal);
      ({ account, who } = entry);
      removeCredentials(outbound.headers, entry.nobodys, gate.credentials);
      credentials = credentials.filter(({ values }) => !values.some((value) => entry.nobodys.has(value)));
      if (entry.isUntrusted) distrust();
      if (entry.isUntrusted && surface === "public") credentials = [];
    }
    const session = account === null ? null : sessions.sessionOf(account, credentials);
    if (session !== null) outbound.headers.set("Gatehouse-Session", session.id);
  } else if (whose.kind === "shared") {
    log({ level: "error", event: "visit_refused", reason: "shared_host_without_sessions", ...about });
    return refuse({ kind: "unavailable" });
  }
  if (account !== null) outbound.headers.set("Gatehouse-Account", account);

  const cookie = whose.kind === "shared" ? outbound.headers.get("Cookie") : null;
  let answer: Response;
  try {
    answer = await gate.origin.fetch(outbound);
  } catch (error) {
    log({ level: "error", event: "origin_unreachable", ...about, ...describeError(error) });
    return refuse({ kind: "origin_unreachable" });
  }

  if (whose.kind === "shared") {
    const released = await release(answer, passage, { account, credentials, cookie }, gate, moment);
    if (released.kind === "refused") return refuse(released.refusal);
    if (released.identity !== null) ({ account, who } = released.identity);
  }
  const signal = answer.headers.get(SIGNAL_HEADER);
  if (sessions !== null) {
    const concluding = sessions.conclude(answer, {
      signal,
      account,
      who,
      credentials,
      requestId,
      hostname,
      method: request.method,
      pathname: url.pathname,
      at: nowMs,
      whereabouts: () => whereaboutsOf(request, client, gate),
      waitUntil,
    });
    const conclusion = concluding instanceof Promise ? await concluding : concluding;
    sessions.settle(nowMs, waitUntil);
    if (conclusion === "withhold") {
      discard(answer);
      return refuse({ kind: "answer_withheld" });
    }
  }
  return signal === null ? answer : withoutSignals(answer);
}

/** Steps of a login take credentials that nobody knows yet; elsewhere they are asked about, where anybody can say. */
function asksWhose(passage: Passage, gate: Gate): boolean {
  const { kind } = passage.whose;
  const isAsked = kind === "shared" || (kind === "account" && gate.config.accountResolver !== null);
  return isAsked && !isLoginStep(passage, gate);
}

function whereaboutsOf({ headers, cf }: Request, client: Client, gate: Gate): Whereabouts {
  const device = gate.describeDevice(headers);
  const address = formatAddress(client.address);
  return { address, device: { ...device, kind: kindOfDevice(device) }, region: readRegion(cf) };
}
