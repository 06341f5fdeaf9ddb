import { formatAddress } from "../address/address.ts";
import { SIGNAL_HEADER } from "../sessions/conclusion.ts";
import { siteOf } from "../sessions/credentials/network-tags.ts";
import { kindOfDevice } from "../sessions/device/device.ts";
import type { Whereabouts } from "../sessions/record/recorder.ts";
import type { ClientVisit } from "./arrival/arrive.ts";
import { readRegion } from "./arrival/arrive.ts";
import { findHeldBack } from "./clear.ts";
import type { Gate } from "./gate.ts";
import { type Vetted, vetAnswer } from "./identity/vet-answer.ts";
import type { Asked, Passage } from "./origin/ask-origin.ts";
import { discard, finalAnswer } from "./origin/origin-answer.ts";
import { isLoginStep, mayBeLoginStep } from "./surface.ts";

/**
 * Reads an answer of the origin: whether the visitor may get it, what it says about sessions, which seals are added.
 * Records are written after the response; the response waits only for endings.
 */
export async function concludeAnswer(
  { answer, cookie, stamping }: Asked,
  visit: ClientVisit,
  passage: Passage,
  gate: Gate,
): Promise<Response> {
  const { sessions } = gate;
  const { passing, surface, subject } = passage;
  const party = subject?.party ?? null;
  const exchange = { account: passage.account, accounts: passage.accounts, surface, sent: passing.live, party, cookie };
  // After a step of a login, the credentials of the request may belong to another person, or to another account.
  if (passing.live.length > 0 && mayBeLoginStep(visit, gate)) gate.identities?.forget(passing.live, visit);
  const vetted: Vetted = passage.isShared
    ? await vetAnswer(answer, visit, exchange, gate)
    : { kind: "vetted", identity: null };
  if (vetted.kind === "refused") return visit.refuse(vetted.refusal, surface);
  // Without judged credentials it is not known which sessions a new value belongs to: it gets no seal.
  if (sessions === null || passing.way === "untouched") return finalAnswer(answer, null);

  // A step of a login is answered about somebody else than the resolver has named for the request.
  const before = { account: passage.account, who: isLoginStep(visit, gate) ? null : passage.who };
  const { account, who } = vetted.identity ?? before;
  const isOtherAccount = passage.accounts.length > 0 && account !== null && !passage.accounts.includes(account);
  const conclusion = await sessions.conclude(answer, {
    account,
    accounts: passage.accounts,
    isOtherAccount,
    who,
    sent: passing.live,
    party,
    hasDoor: subject?.hasDoor ?? false,
    scope: passing.scope,
    signal: answer.headers.get(SIGNAL_HEADER),
    requestId: visit.requestId,
    site: siteOf(visit.client.address),
    hostname: visit.hostname,
    method: visit.request.method,
    pathname: visit.url.pathname,
    at: visit.nowMs,
    whereabouts: () => whereaboutsOf(visit, gate),
    waitUntil: visit.waitUntil,
  });
  sessions.settle(visit.nowMs, visit.waitUntil);
  if (conclusion.kind === "withhold") {
    discard(answer);
    return visit.refuse({ kind: "answer_withheld" }, surface);
  }

  const isEnrolling = gate.config.bindSessions === "enroll" && conclusion.isProven && !conclusion.endsRequest;
  const heldBack = conclusion.planned.length === 0 ? passing.heldBack : await findHeldBack(passing, visit, gate);
  const changes = await sessions.finishAnswer(answer, {
    planned: conclusion.planned,
    isLogin: conclusion.isLogin,
    withholdsCookies: conclusion.withholdsCookies,
    heldBack,
    enrolling: isEnrolling ? (party ?? []) : [],
    stamping,
    destination: { scope: passing.scope, address: visit.client.address, isSecure: visit.isSecure },
    requestId: visit.requestId,
    nowMs: visit.nowMs,
    waitUntil: visit.waitUntil,
  });
  return finalAnswer(answer, changes);
}

function whereaboutsOf({ request, client }: ClientVisit, gate: Gate): Whereabouts {
  const device = gate.describeDevice(request.headers);
  const address = formatAddress(client.address);
  return { address, device: { ...device, kind: kindOfDevice(device) }, region: readRegion(request.cf) };
}
