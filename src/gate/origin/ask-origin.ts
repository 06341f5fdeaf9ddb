import { describeError } from "../../log.ts";
import type { Party } from "../../sessions/credentials/credential.ts";
import type { Stamping } from "../../sessions/stamping.ts";
import type { ClientVisit } from "../arrival/arrive.ts";
import { applyPassing } from "../clear.ts";
import type { Gate } from "../gate.ts";
import type { Refused } from "../host.ts";
import type { Known } from "../identity/identified-party.ts";
import { createOriginRequest, removeDetours } from "./origin-request.ts";

/** A visit that has been judged, on its way to the origin and back. */
export interface Passage extends Omit<Known, "kind"> {
  readonly isShared: boolean;
  /** The one session of the request; null: it has none, or several. */
  readonly subject: { readonly party: Party; readonly hasDoor: boolean } | null;
}

/** An answer of the origin, with what became known while the origin made it. */
export interface Asked {
  readonly kind: "asked";
  readonly answer: Response;
  /** The Cookie header that the origin got. */
  readonly cookie: string | null;
  readonly stamping: Stamping | null;
}

/** Sends the request to the origin, with the credentials that pass and with Gatehouse's own headers. */
export async function askOrigin(visit: ClientVisit, passage: Passage, gate: Gate): Promise<Asked | Refused> {
  const { passing, account, subject, isUntrusted } = passage;
  const { sessions } = gate;
  const receiver = { origin: gate.origin, tokens: gate.credentials.tokens };
  const outbound = createOriginRequest(visit.request, visit.url, receiver, {
    "Gatehouse-Request-Id": visit.requestId,
    "Gatehouse-Address": visit.client.text,
  });
  const { headers } = outbound;
  applyPassing(headers, passing, gate);
  if (isUntrusted) removeDetours(headers);
  const session = sessions === null || account === null ? null : sessions.sessionOf(account, subject?.party ?? []);
  if (session !== null) headers.set("Gatehouse-Session", session.id);
  if (account !== null) headers.set("Gatehouse-Account", account);

  const cookie = passage.isShared ? headers.get("Cookie") : null;
  const { hostname, isSecure, nowMs, waitUntil } = visit;
  const { live, stamp } = passing;
  const stamping = sessions?.beginStamping({ sent: live, stamp, hostname, isSecure, nowMs, waitUntil }) ?? null;
  try {
    return { kind: "asked", answer: await gate.origin.fetch(outbound), cookie, stamping };
  } catch (error) {
    visit.log("error", "origin_unreachable", describeError(error));
    return { kind: "refused", refusal: { kind: "origin_unreachable" } };
  }
}
