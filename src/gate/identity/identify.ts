import type { BindNetwork } from "../../policy/policy.ts";
import type { Surface } from "../../policy/surface.ts";
import { type Credential, type Party, partiesOf, subjectOf } from "../../sessions/credentials/credential.ts";
import { isAmong } from "../../sessions/signals/answer.ts";
import type { Who } from "../../storage/sessions/session-records.ts";
import type { ClientVisit } from "../arrival/arrive.ts";
import { holdBack, type Passing, takeOut, withoutCredentials } from "../clear.ts";
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
  readonly found: Identified;
}

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
    return isPublicOnly ? { ...known, passing: withoutCredentials(visit, host) } : known;
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
  if (identities === null) return UNAVAILABLE;
  const asked = await askAll(partiesOf(passing.live, "parts"), null, visit, identities);
  const stopped = asked.map(({ found }) => refusalOf(found)).find((refused) => refused !== null) ?? null;
  if (stopped !== null) return path === "public" ? { ...none, passing: withoutCredentials(visit, host) } : stopped;

  const isLogin = isLoginStep(visit, gate);
  // Credentials with which no one is logged in are removed, but not at a step of a login: the login may need them.
  const without = asked.filter(({ found }) => accountOf(found) === null && !(isLogin && found.kind === "unknown"));
  let rest = without.reduce((before, one) => removeUnknown(before, one, isLogin), passing);
  const surface = surfaceOf(visit, rest.live, gate);
  let isUntrusted = false;
  const admitted: IdentifiedParty[] = [];
  for (const one of asked) {
    if (accountOf(one.found) === null) continue;
    const judged = await judgeAll(accountsOf(one.found), isLogin ? "dashboard" : surface, visit, gate);
    if (judged.kind !== "allowed") {
      if (!isLogin) return { kind: "refused", refusal: judged.refusal };
      rest = takeOut(rest, one.party);
      continue;
    }
    const barred = await findBarred(one.party, accountsOf(one.found), judged.bindNetwork, visit, gate);
    if (barred === "unavailable")
      return path === "public" ? { ...none, passing: withoutCredentials(visit, host) } : UNAVAILABLE;
    isUntrusted ||= judged.isUntrusted;
    admitted.push(one);
    rest = takeOut(rest, barred);
  }
  const accounts = [...new Set(admitted.flatMap(({ found }) => accountsOf(found)))];
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
  const barred = await findBarred(passing.live, [host.account], bindNetwork, visit, gate);
  if (barred === "unavailable")
    return surface === "public" ? { ...known, passing: withoutCredentials(visit, host) } : UNAVAILABLE;
  let rest = takeOut(passing, barred);
  const { identities } = gate;
  if (identities === null || rest.live.length === 0) return { ...known, passing: rest };
  const hasResolver = gate.config.accountResolver !== null;
  // The record knows each credential by itself; a resolver gets those of one session together, as the product does.
  const parties = hasResolver
    ? partiesOf(rest.live, "all")
    : rest.live.filter((one) => needsOwner(one, host.account, gate)).map((one) => [one]);
  const asked = await askAll(parties, host.account, visit, identities);

  const isLogin = isLoginStep(visit, gate);
  for (const { party, found } of asked) {
    const passesUnknown = !hasResolver && found.kind === "failed" && gate.config.failMode === "open";
    const stopped = passesUnknown ? null : refusalOf(found);
    if (stopped !== null)
      return surface === "public" ? { ...known, passing: withoutCredentials(visit, host) } : stopped;
    if (found.kind === "dropped") {
      rest = removeUnknown(rest, { party, found }, isLogin);
    } else if (isOfOther(found, party, host.account, hasResolver)) {
      if (!isLogin) return refuseOther(visit, host.account);
      rest = takeOut(rest, party);
    } else if (hasResolver && found.kind !== "identity" && !isLogin) {
      rest = removeUnknown(rest, { party, found }, isLogin);
    }
  }
  return { ...known, passing: rest, who: hasResolver ? whoOf(asked, rest) : null };
}

/**
 * A credential that was sealed on this host, or that this isolate knows for this account, belongs to this account. For
 * any other one D1 is asked whether it is on record with another account: a product may read the token alone and ignore
 * the host. Not in `off`: there nearly every cookie would be asked about.
 */
const needsOwner = (credential: Credential, account: string, { sessions, config }: Gate): boolean =>
  config.bindSessions !== "off" &&
  credential.seal?.made !== "account" &&
  sessions?.sessionOf(account, [credential]) === null;

function isOfOther(found: Identified, party: Party, account: string, hasResolver: boolean): boolean {
  if (found.kind !== "identity") return false;
  const { account: named, others } = found.identity;
  if (named === account) return false;
  // A seal of a shared host names no account: the resolver has to name it.
  if (named === null && hasResolver) return party.some(({ seal }) => seal?.made === "shared");
  return [named, ...others].some((one) => one !== null && one !== account);
}

function refuseOther(visit: ClientVisit, account: string): Refused {
  visit.log("warn", "visit_refused", { reason: "credential_of_other_account", account });
  return { kind: "refused", refusal: { kind: "answer_withheld" } };
}

async function askAll(
  parties: readonly Party[],
  account: string | null,
  visit: ClientVisit,
  identities: Identities,
): Promise<readonly IdentifiedParty[]> {
  if (parties.length === 0) return [];
  const found = await identities.find(parties, account, visit);
  return parties.map((party, index) => ({ party, found: found[index] ?? { kind: "failed" } }));
}

/** Every account to which credentials may belong must admit the visit. */
async function judgeAll(
  accounts: readonly string[],
  surface: Surface,
  visit: ClientVisit,
  gate: Gate,
): Promise<Awaited<ReturnType<typeof judgeAccount>>> {
  let all: Admission = { kind: "allowed", isUntrusted: false, bindNetwork: "off" };
  for (const account of accounts) {
    const judged = await judgeAccount(account, surface, visit, gate);
    if (judged.kind !== "allowed") return judged;
    const { isUntrusted, bindNetwork } = judged;
    all = {
      kind: "allowed",
      isUntrusted: all.isUntrusted || isUntrusted,
      bindNetwork: stricterBinding(all.bindNetwork, bindNetwork),
    };
  }
  return all;
}

const BINDINGS: readonly BindNetwork[] = ["off", "network", "address"];

const stricterBinding = (a: BindNetwork, b: BindNetwork): BindNetwork =>
  BINDINGS.indexOf(a) > BINDINGS.indexOf(b) ? a : b;

function refusalOf(found: Identified): Refused | null {
  if (found.kind === "limited")
    return { kind: "refused", refusal: { kind: "rate_limited", retryAfterSeconds: RATE_LIMIT_SECONDS } };
  return found.kind === "failed" ? UNAVAILABLE : null;
}

/**
 * Removes credentials whose account is not known. A sealed cookie may have been logged in elsewhere a moment ago, and of
 * a dropped one nothing is known: the answer does not replace these cookies, unless it is a login's.
 */
function removeUnknown(passing: Passing, { party, found }: IdentifiedParty, isLogin: boolean): Passing {
  const mayBeLive = found.kind === "dropped" || (found.kind === "unknown" && party.some(({ seal }) => seal !== null));
  return mayBeLive && !isLogin ? holdBack(passing, party) : takeOut(passing, party);
}

const accountOf = (found: Identified): string | null => (found.kind === "identity" ? found.identity.account : null);

const accountsOf = (found: Identified): readonly string[] =>
  found.kind === "identity" ? [found.identity.account, ...found.identity.others].filter((one) => one !== null) : [];

/** The person of the one session of the request. */
function whoOf(identified: readonly IdentifiedParty[], { live }: Passing): Who | null {
  const subject = subjectOf(partiesOf(live, "all"));
  if (subject === null || subject.hasDoor) return null;
  const of = identified.find(({ party }) => party.some((one) => subject.party.includes(one)));
  return of?.found.kind === "identity" ? of.found.identity.who : null;
}

const UNAVAILABLE: Refused = { kind: "refused", refusal: { kind: "unavailable" } };

/**
 * Sealed cookies that come from another place than the account's policy allows (`bind_network`), and those that are over
 * because all sessions of the account were ended.
 */
async function findBarred(
  credentials: readonly Credential[],
  accounts: readonly string[],
  bindNetwork: BindNetwork,
  { client }: ClientVisit,
  { sessions, config }: Gate,
): Promise<readonly Credential[] | "unavailable"> {
  if (sessions === null) return [];
  const barred: Credential[] = [];
  for (const account of accounts) {
    const over = await sessions.findOver(credentials, account);
    if (over !== "unavailable") barred.push(...over);
    else if (config.failMode !== "open") return over;
  }
  if (bindNetwork === "off") return barred;
  for (const one of credentials)
    if (one.seal !== null && !(await sessions.isMadeAt(one.seal, client.address, bindNetwork))) barred.push(one);
  return barred;
}
