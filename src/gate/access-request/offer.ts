import type { Surface } from "../../policy/surface.ts";
import { addressOf, type ClientVisit } from "../arrival/arrive.ts";
import type { Gate } from "../gate.ts";
import type { Denied } from "../judge.ts";
import type { Refusal, RequestForm } from "../refusal/kinds.ts";
import { wantsProblem } from "../refusal/negotiate.ts";
import { readableReference } from "../refusal/refusal.ts";
import type { FormScope } from "./form-token.ts";

/** Where the form is sent to, below the base path. */
const FORM_PATH = "/access-request";

export const isRequestPath = (pathname: string, basePath: string): boolean => pathname === basePath + FORM_PATH;

export const scopeOf = (visit: ClientVisit, account: string): FormScope => ({
  hostname: visit.hostname,
  account,
  address: addressOf(visit),
});

/**
 * The refusal, with a form where the account takes requests and a person reads it. Only hosts of one account come here: on
 * shared hosts the account is known from a credential, which the request for access does not prove again.
 */
export async function offerForm(
  { refusal, mayAsk }: Denied,
  account: string,
  surface: Surface,
  visit: ClientVisit,
  gate: Gate,
): Promise<Refusal> {
  if (!mayAsk || wantsProblem({ headers: visit.request.headers, surface })) return refusal;
  return { ...refusal, form: await newForm(visit, account, readableReference(visit.requestId), gate) };
}

/** `typed`: what to show in it again, and why. */
export async function newForm(
  visit: ClientVisit,
  account: string,
  reference: string,
  { formTokens, config }: Gate,
  typed: Pick<RequestForm, "name" | "reason" | "fault"> = { name: "", reason: "", fault: null },
): Promise<RequestForm> {
  const token = await formTokens.issue(scopeOf(visit, account), reference, visit.nowMs);
  return { action: config.basePath + FORM_PATH, token, ...typed };
}
