import { formatAddress } from "../address/address.ts";
import { describeError } from "../log.ts";
import type { Surface } from "../policy/surface.ts";
import type { HashedCredential } from "../sessions/credential-reader.ts";
import { removeAllCredentials } from "../sessions/credentials.ts";
import { kindOfDevice } from "../sessions/device.ts";
import type { Whereabouts } from "../sessions/recorder.ts";
import type { Client } from "./client-address.ts";
import { createOriginRequest, discard, withoutSignals } from "./forward.ts";
import type { Gate, Moment } from "./gate.ts";
import type { Refusal } from "./refusal/refusal.ts";
import { readRegion } from "./region.ts";

/** A visit that its address does not turn away. */
export interface Passage {
  readonly request: Request;
  readonly url: URL;
  readonly hostname: string;
  readonly client: Client;
  /** Null: it is not known whose the host is, and the operator lets such visits through. */
  readonly account: string | null;
  readonly surface: Surface;
  /** Whether its credentials may pass, so far as the address goes. */
  readonly withCredentials: boolean;
  readonly refuse: (refusal: Refusal) => Response;
}

/**
 * To the origin and back: without ended credentials there, without signals here. What the answer means for the session
 * goes on record after the response; only an ending is waited for.
 */
export async function passOn(passage: Passage, gate: Gate, moment: Moment): Promise<Response> {
  const { request, url, hostname, client, account, surface, refuse } = passage;
  const { sessions, log } = gate;
  const { requestId, nowMs, waitUntil } = moment;
  const about = { request_id: requestId, host: hostname };

  const outbound = createOriginRequest(request, url, gate.origin, {
    "Gatehouse-Request-Id": requestId,
    "Gatehouse-Address": client.text,
    ...(account === null ? {} : { "Gatehouse-Account": account }),
  });
  if (!passage.withCredentials) removeAllCredentials(outbound.headers, gate.credentials);

  let credentials: readonly HashedCredential[] = [];
  if (sessions !== null) {
    const admitting = sessions.admit(outbound.headers, moment);
    // No turn of the event loop for what is known already.
    const admission = admitting instanceof Promise ? await admitting : admitting;
    if (admission.kind === "unavailable") {
      const isOpen = gate.config.failMode === "open";
      const event = isOpen ? "visit_unjudged" : "visit_refused";
      log({ level: "error", event, reason: "ended_set_unavailable", ...about });
      if (!isOpen) return refuse({ kind: "unavailable" });
    } else {
      if (admission.kind === "token_ended" && surface !== "public") return refuse({ kind: "token_ended" });
      credentials = admission.live;
    }
    const session = account === null ? null : sessions.sessionOf(account, credentials);
    if (session !== null) outbound.headers.set("Gatehouse-Session", session.id);
  }

  let answer: Response;
  try {
    answer = await gate.origin.fetch(outbound);
  } catch (error) {
    log({ level: "error", event: "origin_unreachable", ...about, ...describeError(error) });
    return refuse({ kind: "origin_unreachable" });
  }

  if (sessions !== null) {
    const address = formatAddress(client.address);
    const concluding = sessions.conclude(answer, {
      account,
      credentials,
      requestId,
      hostname,
      method: request.method,
      pathname: url.pathname,
      address,
      at: nowMs,
      whereabouts: () => whereaboutsOf(request, address, gate),
      waitUntil,
    });
    const conclusion = concluding instanceof Promise ? await concluding : concluding;
    sessions.settle(nowMs, waitUntil);
    if (conclusion === "withhold") {
      discard(answer);
      return refuse({ kind: "answer_withheld" });
    }
  }
  return withoutSignals(answer);
}

function whereaboutsOf({ headers, cf }: Request, address: string, gate: Gate): Whereabouts {
  const device = gate.describeDevice(headers);
  return { address, device: { ...device, kind: kindOfDevice(device) }, region: readRegion(cf) };
}
