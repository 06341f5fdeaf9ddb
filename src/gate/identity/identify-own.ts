import type { Surface } from "../../policy/surface.ts";
import { type Credential, type Party, partiesOf } from "../../sessions/credentials/credential.ts";
import type { ClientVisit } from "../arrival/arrive.ts";
import { type Passing, takeOut, withoutCredentials } from "../clear.ts";
import type { Gate } from "../gate.ts";
import type { Host, Refused } from "../host.ts";
import type { Admission } from "../judge.ts";
import type { IdentifiedParty } from "./identified-party.ts";
import {
  askAll,
  findBarred,
  isLoginStep,
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
  const known = { kind: "known", surface, account, who: null, isUntrusted: list.isUntrusted } as const;
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
    const fate = judgeParty(one, account, isLoginStep(visit, gate), gate);
    if (fate === "other_account") return refuseOther(visit, account);
    if (fate === "take_out") rest = takeOut(rest, one.party);
    else if (fate === "unknown") rest = removeUnknown(rest, one, isLoginStep(visit, gate));
    else if (fate !== "passes") return refuse(fate);
  }
  return { ...known, passing: rest, who: hasResolver ? whoOf(asked, rest) : null };
}

/** `take_out`: it does not pass. `unknown`: nor does this, and it may be live. */
type Fate = Refused | "passes" | "take_out" | "unknown" | "other_account";

function judgeParty({ party, found }: IdentifiedParty, account: string, isLogin: boolean, { config }: Gate): Fate {
  const hasResolver = config.accountResolver !== null;
  const passesUnknown = !hasResolver && found.kind === "failed" && config.failMode === "open";
  const stopped = passesUnknown ? null : refusalOf(found);
  if (stopped !== null) return stopped;
  if (found.kind === "dropped") return "unknown";
  if (isOfOther(found, party, account, hasResolver)) return isLogin ? "take_out" : "other_account";
  return hasResolver && found.kind !== "identity" && !isLogin ? "unknown" : "passes";
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
