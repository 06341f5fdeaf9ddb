import type { BindNetwork } from "../../policy/policy.ts";
import type { Surface } from "../../policy/surface.ts";
import { type Credential, type Party, partiesOf, subjectOf } from "../../sessions/credentials/credential.ts";
import { isAmong } from "../../sessions/signals/answer.ts";
import type { Who } from "../../storage/sessions/session-records.ts";
import type { ClientVisit } from "../arrival/arrive.ts";
import { type Passing, takeOut, withoutCredentials } from "../clear.ts";
import type { Gate } from "../gate.ts";
import type { Host, Passed, Refused } from "../host.ts";
import { type Admission, judgeAccount } from "../judge.ts";
import { surfaceOf } from "../surface.ts";
import type { Identified, Identities } from "./identities.ts";

/** The account and person of a visit, and the credentials that pass after each session has been judged. */
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
  /** `dropped`: the resolver was not asked, because the request has too many sessions. */
  readonly found: Identified | { readonly kind: "dropped" };
}

/** Sessions per request about which the resolver is asked, when memory does not know them; further ones are removed. */
const MAX_ASKED = 3;
const RATE_LIMIT_SECONDS = 60;

/** A step of a login: a credential that is not admitted is removed, and the visit is not refused. */
export const isLoginStep = ({ url }: ClientVisit, { config }: Gate): boolean =>
  config.sessions !== null && isAmong(config.sessions.loginPaths, url.pathname);

/** What is known of a visit before its credentials are asked about. */
export interface Judged {
  /** By the path alone. */
  readonly path: Surface;
  /** With the credentials that are live. */
  readonly surface: Surface;
  /** The verdict of the list of the host's account; null: the host does not belong to one account. */
  readonly list: Admission | Passed | null;
}

/** Finds the account and person of a visit. Credentials of an account that does not admit the address do not pass. */
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
 * On hosts that accounts share: finds the account of each session of the request separately, and judges the visit by
 * the lists of all of them, before the origin gets any credential.
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
  // Credentials with which no one is logged in are removed, but not at a step of a login: the login may need them.
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

/**
 * On a host of one account: the credentials of another account do not pass, and a bound session passes only from where
 * it began.
 */
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
 * A credential that was sealed on this host, or that this isolate knows for this account, belongs to this account. For
 * any other one D1 is asked whether it is on record with another account: a product may read the token alone and ignore
 * the host.
 */
function needsOwner(party: Party, account: string, { sessions, config }: Gate): boolean {
  if (config.bindSessions === "off") return false;
  if (party.every(({ seal }) => seal?.made === "account")) return false;
  return sessions?.sessionOf(account, party) === null;
}

function isOfOther(found: IdentifiedParty["found"], party: Party, account: string, hasResolver: boolean): boolean {
  if (found.kind !== "identity") return false;
  const named = found.identity.account;
  // A seal of a shared host names no account: the resolver has to name it.
  const mustName = hasResolver && party.some(({ seal }) => seal?.made === "shared");
  return named === null ? mustName : named !== account;
}

function refuseOther(visit: ClientVisit, account: string): Refused {
  visit.log("warn", "visit_refused", { reason: "credential_of_other_account", account });
  return { kind: "refused", refusal: { kind: "answer_withheld" } };
}

/**
 * Asks about at most MAX_ASKED sessions that memory does not know, all at once. The account of further ones stays
 * unknown.
 */
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

/** The person of the one session of the request. */
function whoOf(identified: readonly IdentifiedParty[], { live }: Passing): Who | null {
  const subject = subjectOf(partiesOf(live, "all"));
  if (subject === null || subject.hasDoor) return null;
  const of = identified.find(({ party }) => party.some((one) => subject.party.includes(one)));
  return of?.found.kind === "identity" ? of.found.identity.who : null;
}

/** Sealed cookies that come from another place than the account's policy allows (`bind_network`). */
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
