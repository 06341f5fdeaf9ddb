import type { Surface } from "../../policy/surface.ts";
import { claimsOf } from "../../sessions/credentials/credential.ts";
import type { ClientVisit } from "../arrival/arrive.ts";
import { type Passing, takeOut, withoutCredentials } from "../clear.ts";
import type { Gate } from "../gate.ts";
import type { Host, Refused } from "../host.ts";
import { judgeAll } from "../judge.ts";
import { isLoginStep, mayBeLoginStep, surfaceOf } from "../surface.ts";
import {
  accountOf,
  accountsOf,
  askAll,
  findBarred,
  type IdentifiedParty,
  isInCookie,
  isOfNoAccount,
  type Known,
  refusalOf,
  removeUnknown,
  UNAVAILABLE,
  whoOf,
} from "./identified-party.ts";

/**
 * On hosts that accounts share: finds the account of each session of the request separately, and judges the visit by
 * the lists of all of them, before the origin gets any credential.
 */
export async function identifyShared(
  visit: ClientVisit,
  host: Host,
  passing: Passing,
  path: Surface,
  gate: Gate,
): Promise<Known | Refused> {
  const none = { kind: "known", surface: path, account: null, accounts: [], who: null, isUntrusted: false } as const;
  if (passing.live.length === 0) return { ...none, passing };
  const known = await judgeSessions(visit, passing, gate);
  // A public path is always forwarded, but without credentials that are not admitted or could not be judged.
  if (path !== "public" || (known.kind === "known" && !known.isUntrusted)) return known;
  return { ...(known.kind === "known" ? known : none), passing: withoutCredentials(visit, host) };
}

async function judgeSessions(visit: ClientVisit, passing: Passing, gate: Gate): Promise<Known | Refused> {
  if (gate.identities === null) return UNAVAILABLE;
  const asked = await askAll(claimsOf(passing.live), null, visit, gate.identities);
  const isLogin = isLoginStep(visit, gate);
  // A login must go on, whoever else sends unknown credentials from this address.
  const refusing = asked.filter(({ found }) => !(isLogin && found.kind === "limited"));
  const stopped = refusing.map(({ found }) => refusalOf(found)).find((refused) => refused !== null);
  if (stopped !== undefined) return stopped;

  // Credentials with which no one is logged in are removed, but not at a step of a login: the login may need them.
  const without = asked.filter(({ found }) => accountOf(found) === null && !(isLogin && isOfNoAccount(found)));
  let rest = without.reduce((before, one) => removeUnknown(before, one, isLogin), passing);
  const surface = surfaceOf(visit, rest.live, gate);
  let isUntrusted = false;
  const admitted: IdentifiedParty[] = [];
  for (const one of asked.filter(({ found }) => accountOf(found) !== null)) {
    const isDashboard = isLogin || isInCookie(one.found);
    const judged = await judgeParty(one, isDashboard ? "dashboard" : surface, visit, gate);
    if (judged.kind === "refused" && !isLogin) return judged;
    rest = takeOut(rest, judged.kind === "refused" ? one.party : judged.barred);
    if (judged.kind === "refused") continue;
    isUntrusted ||= judged.isUntrusted;
    admitted.push(one);
  }
  const accounts = [...new Set(admitted.flatMap(({ found }) => accountsOf(found)))];
  const account = accounts.length === 1 ? (accounts[0] ?? null) : null;
  // While a login is under way, it is not known to whom they belong.
  if (mayBeLoginStep(visit, gate)) gate.identities.forget(rest.live, visit);
  return { kind: "known", passing: rest, surface, account, accounts, who: whoOf(admitted, rest), isUntrusted };
}

/** One session, by the lists of its accounts; `barred`: those of its credentials that do not pass all the same. */
async function judgeParty(
  { party, found }: IdentifiedParty,
  surface: Surface,
  visit: ClientVisit,
  gate: Gate,
): Promise<Refused | { readonly kind: "admitted"; readonly isUntrusted: boolean; readonly barred: Passing["live"] }> {
  const accounts = accountsOf(found);
  const judged = await judgeAll(accounts, surface, visit, gate);
  if (judged.kind !== "allowed") return { kind: "refused", refusal: judged.refusal };
  const barred = await findBarred(party, accounts, judged.bindNetwork, visit, gate);
  if (barred === "unavailable") return UNAVAILABLE;
  return { kind: "admitted", isUntrusted: judged.isUntrusted, barred };
}
