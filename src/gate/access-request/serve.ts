import type { Address } from "../../address/address.ts";
import { isSameOrigin, readForm } from "../../sent-form.ts";
import { networkOf } from "../../sessions/credentials/network-tags.ts";
import type { AccessRequests, Filed } from "../../storage/visits/access-requests.ts";
import { arrive, type ClientVisit, hasClient, type Moment, readRegion } from "../arrival/arrive.ts";
import type { VisitUrl } from "../arrival/visit-url.ts";
import type { Gate } from "../gate.ts";
import { findHost, judgeHost } from "../host.ts";
import type { Refusal, RequestFault } from "../refusal/kinds.ts";
import { chooseTexts } from "../refusal/negotiate.ts";
import { ALWAYS, readableReference, respondWithPage } from "../refusal/refusal.ts";
import { renderFullPage, renderSentPage } from "../refusal/request-pages.ts";
import { newForm, scopeOf } from "./offer.ts";
import { checkFields, type RequestFields, typedIn } from "./read-fields.ts";

export interface RequestDeps {
  readonly gate: Gate;
  readonly accessRequests: Pick<AccessRequests, "file">;
  /** Counts a form from this address, and answers for how many seconds none is read; 0: this one is. */
  readonly limit: (address: Address, nowMs: number) => Promise<number>;
}

/** Three fields, where a browser may write a character as nine bytes. */
export const MAX_REQUEST_BYTES = 8 * 1024;

/** When so many requests are open, it is a matter of hours. */
const FULL_RETRY_SECONDS = 3_600;

type DeniedVisit = Refusal & { readonly kind: "address_not_allowed" };

/**
 * The form by which a refused visitor asks for access. Anyone can send it, without a login: nothing of it is read until the
 * account has refused the address by its list, as it does any visit, and the sender is within the rate limit. Whoever is
 * not refused is sent to the product.
 */
export async function serveAccessRequest(
  request: Request,
  url: VisitUrl,
  deps: RequestDeps,
  moment: Moment,
): Promise<Response> {
  const { gate } = deps;
  const visit = arrive(request, url, gate.log, moment);
  if (!hasClient(visit)) return visit.refuse({ kind: "unavailable" }, "dashboard");
  const found = await findHost(visit, gate);
  if (found.kind === "refused") return visit.refuse(found.refusal, "dashboard");
  if (found.kind !== "account" || request.method !== "POST") return toProduct();

  const judged = await judgeHost(found, "dashboard", visit, gate);
  if (judged.kind !== "refused") return toProduct();
  const { refusal } = judged;
  if (refusal.kind !== "address_not_allowed" || refusal.form === undefined) return visit.refuse(refusal, "dashboard");
  return receive(visit, url.origin, found.account, refusal, deps);
}

async function receive(
  visit: ClientVisit,
  origin: string,
  account: string,
  refusal: DeniedVisit,
  deps: RequestDeps,
): Promise<Response> {
  const { gate, limit } = deps;
  const { request, nowMs } = visit;
  const again = async (fault: RequestFault, typed: RequestFields): Promise<Response> => {
    const reference = readableReference(visit.requestId);
    return visit.refuse(
      { ...refusal, form: await newForm(visit, account, reference, gate, { ...typed, fault }) },
      "dashboard",
    );
  };
  // Before the limit is counted: another site's page must not use up the visitor's own attempts.
  if (!isSameOrigin(request.headers, origin)) return again("stale", { name: "", reason: "" });
  const blocked = await limit(visit.client.address, nowMs);
  if (blocked > 0) return visit.refuse({ kind: "rate_limited", retryAfterSeconds: blocked }, "dashboard");
  const form = await readForm(request, MAX_REQUEST_BYTES);
  if (!form.ok) return again(form.error === "too_large" ? "too_long" : "stale", { name: "", reason: "" });

  const typed = typedIn(form.value);
  const token = form.value.get("token");
  const scope = scopeOf(visit, account);
  const reference = typeof token === "string" ? await gate.formTokens.read(token, scope, nowMs) : null;
  if (reference === null) return again("stale", typed);
  const fields = checkFields(typed);
  if (!fields.ok) return again(fields.error, typed);

  const { label, type } = gate.describeDevice(request.headers);
  const filed = await deps.accessRequests.file(
    {
      account,
      address: visit.client.address,
      network: networkOf(visit.client.address),
      ...fields.value,
      device: { label, type },
      region: readRegion(request.cf),
      hostname: visit.hostname,
      reference,
    },
    nowMs,
  );
  visit.log("info", "access_request", { account, outcome: filed.kind, address: visit.client.text, reference });
  return answer(filed, visit, refusal);
}

function answer(filed: Filed, visit: ClientVisit, { form: _, ...refusal }: DeniedVisit): Response {
  const texts = chooseTexts(visit.request.headers.get("Accept-Language"));
  const reference = readableReference(visit.requestId);
  switch (filed.kind) {
    case "admitted":
      return toProduct();
    case "not_taken":
      return visit.refuse(refusal, "dashboard");
    case "sent":
      return respondWithPage(renderSentPage(texts, visit.client.text, filed.reference), {
        status: 200,
        texts,
        reference,
      });
    case "full": {
      const headers = { "Retry-After": String(FULL_RETRY_SECONDS) };
      return respondWithPage(renderFullPage(texts, refusal, reference), { status: 429, texts, reference, headers });
    }
    default:
      return filed satisfies never;
  }
}

/** To the product's first page, which is judged as any visit: the form's own path has nothing to show. */
const toProduct = (): Response => new Response(null, { status: 303, headers: { ...ALWAYS, Location: "/" } });
