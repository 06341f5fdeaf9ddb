import type { BindNetwork } from "../../policy/policy.ts";
import type { Surface } from "../../policy/surface.ts";
import { type Credential, type Party, partiesOf, subjectOf } from "../../sessions/credentials/credential.ts";
import type { Who } from "../../storage/sessions/session-records.ts";
import type { ClientVisit } from "../arrival/arrive.ts";
import { holdBack, type Passing, takeOut } from "../clear.ts";
import type { Gate } from "../gate.ts";
import type { Refused } from "../host.ts";
import type { Identified, Identities } from "./identities.ts";

/** The account and person of a visit, and the credentials that pass after each session has been judged. */
export interface Known {
  readonly kind: "known";
  readonly passing: Passing;
  readonly surface: Surface;
  /** Null: none, or several. */
  readonly account: string | null;
  /** Of all sessions that pass. */
  readonly accounts: readonly string[];
  readonly who: Who | null;
  readonly isUntrusted: boolean;
}

/** One session of a request, with what is known of it. */
export interface IdentifiedParty {
  readonly party: Party;
  readonly found: Identified;
}

export const UNAVAILABLE: Refused = { kind: "refused", refusal: { kind: "unavailable" } };

const RATE_LIMIT_SECONDS = 60;

/** @param account of the host; null: accounts share it. */
export async function askAll(
  parties: readonly Party[],
  account: string | null,
  visit: ClientVisit,
  identities: Identities,
): Promise<readonly IdentifiedParty[]> {
  if (parties.length === 0) return [];
  const found = await identities.find(parties, account, visit);
  return parties.map((party, index) => ({ party, found: found[index] ?? { kind: "failed" } }));
}

/** Why nothing is known of credentials, where that refuses the visit; null: it does not. */
export function refusalOf(found: Identified): Refused | null {
  if (found.kind === "limited")
    return { kind: "refused", refusal: { kind: "rate_limited", retryAfterSeconds: RATE_LIMIT_SECONDS } };
  return found.kind === "failed" ? UNAVAILABLE : null;
}

/**
 * Removes credentials of which the account is not known. A sealed cookie may have been logged in elsewhere a moment
 * ago, and of a dropped one nothing is known: the answer does not replace these cookies, unless it is a login's.
 */
export function removeUnknown(passing: Passing, { party, found }: IdentifiedParty, isLogin: boolean): Passing {
  // Outside `strict`, a cookie without a seal may have been logged in as well.
  const isHeld = party.some(({ seal, part }) => seal !== null || part !== null);
  const mayBeLive = found.kind === "dropped" || found.kind === "limited" || (isOfNoAccount(found) && isHeld);
  return mayBeLive && !isLogin ? holdBack(passing, party) : takeOut(passing, party);
}

/** No one is logged in with them, or not yet to an account: the person comes before the company in some logins. */
export const isOfNoAccount = (found: Identified): boolean =>
  found.kind === "unknown" || (found.kind === "identity" && accountsOf(found).length === 0);

/** Null: it is not known. */
export const accountOf = (found: Identified): string | null =>
  found.kind === "identity" ? found.identity.account : null;

/** A token that is on record as a session cookie's value. */
export const isInCookie = (found: Identified): boolean =>
  found.kind === "identity" && found.identity.isInCookie === true;

/** Every account to which they may belong. */
export const accountsOf = (found: Identified): readonly string[] =>
  found.kind === "identity" ? [found.identity.account, ...found.identity.others].filter((one) => one !== null) : [];

/** The person of the one session of the request. */
export function whoOf(identified: readonly IdentifiedParty[], { live }: Passing): Who | null {
  const subject = subjectOf(partiesOf(live, "all"));
  if (subject === null || subject.hasDoor) return null;
  const of = identified.find(({ party }) => party.some((one) => subject.party.includes(one)));
  return of?.found.kind === "identity" ? of.found.identity.who : null;
}

/**
 * Sealed cookies that come from another place than the account's policy allows (`bind_network`), and those that are over
 * because all sessions of the account were ended.
 */
export async function findBarred(
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
