import type { BindNetwork } from "../../policy/policy.ts";
import type { Surface } from "../../policy/surface.ts";
import { type Credential, type Party, partiesOf, subjectOf } from "../../sessions/credentials/credential.ts";
import { isAmong } from "../../sessions/signals/answer.ts";
import type { Who } from "../../storage/session-records.ts";
import type { ClientVisit } from "../arrival/arrive.ts";
import { type Passing, takeOut, withoutCredentials } from "../clear.ts";
import type { Gate } from "../gate.ts";
import type { Host, Passed, Refused } from "../host.ts";
import { type Admission, judgeAccount } from "../judge.ts";
import { surfaceOf } from "../surface.ts";
import type { Identified, Identities } from "./identities.ts";

/** Which account and person a visit is of, and what of it passes now that each of its sessions has been judged. */
export interface Known {
  readonly kind: "known";
  readonly passing: Passing;
  readonly surface: Surface;
  /** Null: none, or several. */
  readonly account: string | null;
  readonly who: Who | null;
  readonly isUntrusted: boolean;
}

/** One session of a request, with what is known of it. */
interface IdentifiedParty {
  readonly party: Party;
  /** `dropped`: it was not asked about, since the request has too many. */
  readonly found: Identified | { readonly kind: "dropped" };
}

/** Sessions that memory does not know, asked about for one request; further ones are taken off it. */
const MAX_ASKED = 3;
const RATE_LIMIT_SECONDS = 60;

/** A step of a login: a credential that is not admitted is taken off there instead of refusing the visit. */
export const isLoginStep = ({ url }: ClientVisit, { config }: Gate): boolean =>
  config.sessions !== null && isAmong(config.sessions.loginPaths, url.pathname);

/** What is known of a visit before its credentials are asked about. */
export interface Judged {
  /** By the path alone. */
  readonly path: Surface;
  /** With the credentials that are live. */
  readonly surface: Surface;
  /** What the list of the host's account says; null: the host is of no one account. */
  readonly list: Admission | Passed | null;
}

/** Finds out which account and person a visit is of. What is not of an account that admits the address does not pass. */
export async function identify(
  visit: ClientVisit,
  host: Host,
  passing: Passing,
  { path, surface, list }: Judged,
  gate: Gate,
): Promise<Known | Refused> {
  if (host.kind === "shared") {
    const known = await identifyShared(visit, host, passing, path, gate);
    const isPublicOnly = known.kind === "known" && known.isUntrusted && path === "public";
    return isPublicOnly ? { ...known, passing: withoutCredentials(visit, host, gate) } : known;
  }
  if (host.kind !== "account" || list?.kind !== "allowed")
    return { kind: "known", passing, surface, account: null, who: null, isUntrusted: false };
  const known = await identifyOwn(visit, host, passing, surface, list.bindNetwork, gate);
  return known.kind === "known" ? { ...known, isUntrusted: list.isUntrusted } : known;
}

/**
 * On hosts that accounts share: finds out the account of each session of the request by itself, and judges the visit by
 * the lists of all of them, before the origin sees any.
 */
async function identifyShared(
  visit: ClientVisit,
  host: Host,
  passing: Passing,
  path: Surface,
  gate: Gate,
): Promise<Known | Refused> {
  const { identities } = gate;
  const none = { kind: "known", surface: path, account: null, who: null, isUntrusted: false } as const;
  if (passing.live.length === 0) return { ...none, passing };
  if (identities === null) return { kind: "refused", refusal: { kind: "unavailable" } };
  const asked = await askAll(partiesOf(passing.live, "parts"), visit, identities);
  const stopped = asked.map(({ found }) => refusalOf(found)).find((refused) => refused !== null) ?? null;
  if (stopped !== null)
    return path === "public" ? { ...none, passing: withoutCredentials(visit, host, gate) } : stopped;

  const isLogin = isLoginStep(visit, gate);
  // What logs in no one is taken off; at a step of a login it may be what the login begins with.
  const without = asked.filter(({ found }) => accountOf(found) === null && !(isLogin && found.kind === "unknown"));
  let rest = takeOut(
    passing,
    without.flatMap(({ party }) => party),
  );
  const surface = surfaceOf(visit, rest.live, gate);
  let isUntrusted = false;
  const admitted: IdentifiedParty[] = [];
  for (const one of asked) {
    const account = accountOf(one.found);
    if (account === null) continue;
    const judged = await judgeAccount(account, isLogin ? "dashboard" : surface, visit, gate);
    if (judged.kind !== "allowed") {
      if (!isLogin) return { kind: "refused", refusal: judged.refusal };
      rest = takeOut(rest, one.party);
      continue;
    }
    isUntrusted ||= judged.isUntrusted;
    admitted.push(one);
    rest = takeOut(rest, await findMoved(one.party, judged.bindNetwork, visit, gate));
  }
  const accounts = [...new Set(admitted.map(({ found }) => accountOf(found)))];
  const account = accounts.length === 1 ? (accounts[0] ?? null) : null;
  return { kind: "known", passing: rest, surface, account, who: whoOf(admitted, rest), isUntrusted };
}

/** On a host of one account: the credentials of another account do not pass, and a bound session stays where it began. */
async function identifyOwn(
  visit: ClientVisit,
  host: Host & { readonly kind: "account" },
  passing: Passing,
  surface: Surface,
  bindNetwork: BindNetwork,
  gate: Gate,
): Promise<Known | Refused> {
  const known = { kind: "known", surface, account: host.account, who: null, isUntrusted: false } as const;
  const moved = await findMoved(passing.live, bindNetwork, visit, gate);
  let rest = takeOut(passing, moved);
  const { identities } = gate;
  if (identities === null || rest.live.length === 0) return { ...known, passing: rest };
  const hasResolver = gate.config.accountResolver !== null;
  const parties = partiesOf(rest.live, "all").filter((party) => hasResolver || needsOwner(party, host.account, gate));
  const asked = await askAll(parties, visit, identities);

  const isLogin = isLoginStep(visit, gate);
  for (const { party, found } of asked) {
    const stopped = hasResolver ? refusalOf(found) : null;
    if (stopped !== null)
      return surface === "public" ? { ...known, passing: withoutCredentials(visit, host, gate) } : stopped;
    if (found.kind === "dropped") {
      rest = takeOut(rest, party);
    } else if (isOfOther(found, party, host.account, hasResolver)) {
      if (!isLogin) return refuseOther(visit, host.account);
      rest = takeOut(rest, party);
    } else if (hasResolver && found.kind !== "identity" && !isLogin) {
      rest = takeOut(rest, party);
    }
  }
  return { ...known, passing: rest, who: hasResolver ? whoOf(asked, rest) : null };
}

/**
 * Sealed here it is this account's; known here it was proven with this account. Of anything else it is asked whether it is
 * on record with another account: a product may go by its token alone, whatever the host.
 */
function needsOwner(party: Party, account: string, { sessions, config }: Gate): boolean {
  if (config.bindSessions === "off") return false;
  if (party.every(({ seal }) => seal?.made === "account")) return false;
  return sessions?.sessionOf(account, party) === null;
}

function isOfOther(found: IdentifiedParty["found"], party: Party, account: string, hasResolver: boolean): boolean {
  if (found.kind !== "identity") return false;
  const named = found.identity.account;
  // A seal of a host that accounts share says of no account: the resolver has to.
  const mustName = hasResolver && party.some(({ seal }) => seal?.made === "shared");
  return named === null ? mustName : named !== account;
}

function refuseOther(visit: ClientVisit, account: string): Refused {
  visit.log("warn", "visit_refused", { reason: "credential_of_other_account", account });
  return { kind: "refused", refusal: { kind: "answer_withheld" } };
}

/** At most MAX_ASKED that memory does not know, all at once; of further ones it is not known whose they are. */
async function askAll(
  parties: readonly Party[],
  visit: ClientVisit,
  identities: Identities,
): Promise<readonly IdentifiedParty[]> {
  let asked = 0;
  return Promise.all(
    parties.map(async (party): Promise<IdentifiedParty> => {
      const known = identities.recall(party, visit);
      if (known !== null) return { party, found: known };
      asked += 1;
      return { party, found: asked > MAX_ASKED ? { kind: "dropped" } : await identities.ask(party, visit) };
    }),
  );
}

function refusalOf(found: IdentifiedParty["found"]): Refused | null {
  if (found.kind === "limited")
    return { kind: "refused", refusal: { kind: "rate_limited", retryAfterSeconds: RATE_LIMIT_SECONDS } };
  return found.kind === "failed" ? { kind: "refused", refusal: { kind: "unavailable" } } : null;
}

const accountOf = (found: IdentifiedParty["found"]): string | null =>
  found.kind === "identity" ? found.identity.account : null;

/** The person of the one session that the request is of. */
function whoOf(identified: readonly IdentifiedParty[], { live }: Passing): Who | null {
  const subject = subjectOf(partiesOf(live, "all"));
  if (subject === null || subject.hasDoor) return null;
  const of = identified.find(({ party }) => party.some((one) => subject.party.includes(one)));
  return of?.found.kind === "identity" ? of.found.identity.who : null;
}

/** Sealed cookies that were carried away from where their session began, by the account's policy. */
async function findMoved(
  credentials: readonly Credential[],
  bindNetwork: BindNetwork,
  { client }: ClientVisit,
  { sessions }: Gate,
): Promise<readonly Credential[]> {
  if (bindNetwork === "off" || sessions === null) return [];
  const moved: Credential[] = [];
  for (const one of credentials)
    if (one.seal !== null && !(await sessions.isMadeAt(one.seal, client.address, bindNetwork))) moved.push(one);
  return moved;
}
