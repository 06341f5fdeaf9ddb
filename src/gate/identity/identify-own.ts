import type { Surface } from "../../policy/surface.ts";
import { type Credential, type Party, partiesOf } from "../../sessions/credentials/credential.ts";
import type { ClientVisit } from "../arrival/arrive.ts";
import { type Passing, takeOut, withoutCredentials } from "../clear.ts";
import type { Gate } from "../gate.ts";
import type { Host, Refused } from "../host.ts";
import { type Admission, judgeAccount } from "../judge.ts";
import { isLoginStep } from "../surface.ts";
import type { IdentifiedParty } from "./identified-party.ts";
import {
  askAll,
  findBarred,
  isInCookie,
  type Known,
  refusalOf,
  removeUnknown,
  UNAVAILABLE,
  whoOf,
} from "./identified-party.ts";
import type { Identified } from "./identities.ts";

/**
 * On a host of one account: the credentials of another account do not pass, a bound session passes only from where it
 * began, and none that is older than the ending of all sessions.
 */
export async function identifyOwn(
  visit: ClientVisit,
  host: Host & { readonly kind: "account" },
  passing: Passing,
  { surface, list }: { readonly surface: Surface; readonly list: Admission },
  gate: Gate,
): Promise<Known | Refused> {
  const { account } = host;
  const known = {
    kind: "known",
    surface,
    account,
    accounts: [account],
    who: null,
    isUntrusted: list.isUntrusted,
  } as const;
  /** A public path is always forwarded, but without credentials that could not be judged. */
  const refuse = (refused: Refused): Known | Refused =>
    surface === "public" ? { ...known, passing: withoutCredentials(visit, host) } : refused;

  const barred = await findBarred(passing.live, [account], list.bindNetwork, visit, gate);
  if (barred === "unavailable") return refuse(UNAVAILABLE);
  let rest = takeOut(passing, barred);
  const { identities } = gate;
  if (identities === null || rest.live.length === 0) return { ...known, passing: rest };

  const hasResolver = gate.config.accountResolver !== null;
  // The record knows each credential by itself; a resolver gets those of one session together, as the product does.
  const parties = hasResolver
    ? partiesOf(rest.live, "all")
    : rest.live.filter((one) => needsOwner(one, account, gate)).map((one) => [one]);
  const asked = await askAll(parties, account, visit, identities);
  for (const one of asked) {
    const fate = await judgeParty(one, account, surface, visit, gate);
    if (fate === "take_out") rest = takeOut(rest, one.party);
    else if (fate === "unknown") rest = removeUnknown(rest, one, isLoginStep(visit, gate));
    else if (fate !== "passes") return refuse(fate);
  }
  return { ...known, passing: rest, who: hasResolver ? whoOf(asked, rest) : null };
}

/** `take_out`: it does not pass. `unknown`: nor does this, and it may be live. */
type Fate = Refused | "passes" | "take_out" | "unknown";

async function judgeParty(
  { party, found }: IdentifiedParty,
  account: string,
  surface: Surface,
  visit: ClientVisit,
  gate: Gate,
): Promise<Fate> {
  const { config } = gate;
  const hasResolver = config.accountResolver !== null;
  const isLogin = isLoginStep(visit, gate);
  // A login must go on, whoever else sends unknown credentials from this address.
  if (found.kind === "limited" && isLogin) return "take_out";
  const passesUnknown = !hasResolver && found.kind === "failed" && config.failMode === "open";
  const stopped = passesUnknown ? null : refusalOf(found);
  if (stopped !== null) return stopped;
  if (found.kind === "dropped") return "unknown";
  if (isOfOther(found, party, account, hasResolver)) return isLogin ? "take_out" : refuseOther(visit, account);
  if (isInCookie(found) && surface === "api") return byList(account, "dashboard", visit, gate);
  return hasResolver && found.kind !== "identity" && !isLogin ? "unknown" : "passes";
}

function refuseOther(visit: ClientVisit, account: string): Refused {
  visit.log("warn", "visit_refused", { reason: "credential_of_other_account", account });
  return { kind: "refused", refusal: { kind: "answer_withheld" } };
}

async function byList(account: string, surface: Surface, visit: ClientVisit, gate: Gate): Promise<Fate> {
  const judged = await judgeAccount(account, surface, visit, gate);
  return judged.kind === "allowed" ? "passes" : { kind: "refused", refusal: judged.refusal };
}

/**
 * A credential that was sealed on this host, or that this isolate knows for this account, belongs to this account. For
 * any other one D1 is asked whether it is on record with another account: a product may read the token alone and ignore
 * the host. So it is about a token that may be the value of a session cookie. Not in `off`: there nearly every cookie
 * would be asked about.
 */
function needsOwner(credential: Credential, account: string, { sessions, config }: Gate): boolean {
  if (config.bindSessions === "off" || credential.seal?.made === "account") return false;
  const known = sessions?.sessionOf(account, [credential]) ?? null;
  return known === null || (known.hasCookie && credential.kind === "token");
}

function isOfOther(found: Identified, party: Party, account: string, hasResolver: boolean): boolean {
  if (found.kind !== "identity") return false;
  const { account: named, others } = found.identity;
  if (named === account && !hasResolver) return false;
  // A seal of a shared host names no account: the resolver has to name it.
  const mustName = hasResolver && party.some(({ seal }) => seal?.made === "shared");
  if (named === null && mustName) return true;
  return [named, ...others].some((one) => one !== null && one !== account);
}
