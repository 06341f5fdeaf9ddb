import type { BindNetwork } from "../../policy/policy.ts";
import type { Surface } from "../../policy/surface.ts";
import { partiesOf } from "../../sessions/credentials/credential.ts";
import type { ClientVisit } from "../arrival/arrive.ts";
import { type Passing, takeOut, withoutCredentials } from "../clear.ts";
import type { Gate } from "../gate.ts";
import type { Host, Refused } from "../host.ts";
import { type Admission, judgeAccount } from "../judge.ts";
import { surfaceOf } from "../surface.ts";
import {
  accountOf,
  accountsOf,
  askAll,
  findBarred,
  type IdentifiedParty,
  isLoginStep,
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
  const none = { kind: "known", surface: path, account: null, who: null, isUntrusted: false } as const;
  if (passing.live.length === 0) return { ...none, passing };
  const known = await judgeSessions(visit, passing, gate);
  // A public path is always forwarded, but without credentials that are not admitted or could not be judged.
  if (path !== "public" || (known.kind === "known" && !known.isUntrusted)) return known;
  return { ...(known.kind === "known" ? known : none), passing: withoutCredentials(visit, host) };
}

async function judgeSessions(visit: ClientVisit, passing: Passing, gate: Gate): Promise<Known | Refused> {
  if (gate.identities === null) return UNAVAILABLE;
  const asked = await askAll(partiesOf(passing.live, "parts"), null, visit, gate.identities);
  const stopped = asked.map(({ found }) => refusalOf(found)).find((refused) => refused !== null);
  if (stopped !== undefined) return stopped;

  const isLogin = isLoginStep(visit, gate);
  // Credentials with which no one is logged in are removed, but not at a step of a login: the login may need them.
  const without = asked.filter(({ found }) => accountOf(found) === null && !(isLogin && found.kind === "unknown"));
  let rest = without.reduce((before, one) => removeUnknown(before, one, isLogin), passing);
  const surface = surfaceOf(visit, rest.live, gate);
  let isUntrusted = false;
  const admitted: IdentifiedParty[] = [];
  for (const one of asked.filter(({ found }) => accountOf(found) !== null)) {
    const judged = await judgeParty(one, isLogin ? "dashboard" : surface, visit, gate);
    if (judged.kind === "refused" && !isLogin) return judged;
    rest = takeOut(rest, judged.kind === "refused" ? one.party : judged.barred);
    if (judged.kind === "refused") continue;
    isUntrusted ||= judged.isUntrusted;
    admitted.push(one);
  }
  const accounts = [...new Set(admitted.flatMap(({ found }) => accountsOf(found)))];
  const account = accounts.length === 1 ? (accounts[0] ?? null) : null;
  return { kind: "known", passing: rest, surface, account, who: whoOf(admitted, rest), isUntrusted };
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
