import type { Credential, Party } from "../../sessions/credentials/credential.ts";
import type { ClientVisit } from "../arrival/arrive.ts";
import { type AskRecordParts, askRecord } from "./account-record.ts";
import type { AskOrigin, ResolverAnswer } from "./account-resolver.ts";

/** Parts of one cookie that are asked about; libraries make fewer. */
const MAX_PARTS = 8;

export interface AskResolverParts extends AskRecordParts {
  readonly askOrigin: AskOrigin;
}

/**
 * Asks the resolver about each session. Of a token it may read one word, and the product another one: accounts that have
 * any of its readings on record must admit the visit too. In the order of the parties; never throws.
 */
export async function askResolverAndRecord(
  parties: readonly Party[],
  visit: ClientVisit,
  parts: AskResolverParts,
): Promise<readonly ResolverAnswer[]> {
  const withToken = parties.filter((party) => party.some(({ kind }) => kind === "token"));
  const [resolved, recorded] = await Promise.all([
    Promise.all(parties.map((party) => askResolver(party, visit, parts.askOrigin))),
    withToken.length === 0 ? [] : askRecord(withToken, parts),
  ]);
  return parties.map((party, index): ResolverAnswer => {
    const answer = resolved[index] ?? { kind: "failed", cause: "no answer" };
    const known = recorded[withToken.indexOf(party)];
    // The record only adds to what the resolver says: it may not answer, or know nothing.
    if (answer.kind !== "identity" || known?.kind !== "identity") return answer;
    const isSame = known.identity.account === answer.identity.account;
    const { isInCookie = false } = known.identity;
    const own: ResolverAnswer = { kind: "identity", identity: { ...answer.identity, isInCookie } };
    return isSame ? own : withOthers(own, [known]);
  });
}

/**
 * Asks the resolver about the credentials of one session together, as the product gets them. Parts without seals only
 * came together: each is asked about alone as well, and an account that one of them logs in must admit the visit too.
 * Never throws.
 */
async function askResolver(party: Party, visit: ClientVisit, askOrigin: AskOrigin): Promise<ResolverAnswer> {
  const ask = (some: Party) => askOrigin({ ...visit, headers: headersOf(some) });
  const unsealed = party.filter(({ seal, isRecordable }) => seal === null && isRecordable);
  if (unsealed.length > MAX_PARTS) return { kind: "unknown" };
  const alone = unsealed.length < 2 ? [] : unsealed.map((one) => ask([one]));
  const [together, ...each] = await Promise.all([ask(party), ...alone]);
  return withOthers(together, each);
}

/** An account that the record has for another reading of the credentials must admit the visit as well. */
function withOthers(answer: ResolverAnswer, further: readonly ResolverAnswer[]): ResolverAnswer {
  const failed = further.find(({ kind }) => kind === "failed");
  if (answer.kind === "failed" || failed !== undefined) return answer.kind === "failed" ? answer : (failed ?? answer);
  if (answer.kind !== "identity") return answer;
  const { account, others } = answer.identity;
  const all = further.flatMap((one) => (one.kind === "identity" ? [one.identity.account, ...one.identity.others] : []));
  const differing = [...others, ...all].filter((other) => other !== null && other !== account);
  return {
    kind: "identity",
    identity: { ...answer.identity, others: [...new Set(differing)].filter((one) => one !== null) },
  };
}

/** The credential headers of one session alone, as the origin gets them. */
function headersOf(party: Party): Headers {
  const headers = new Headers();
  const cookies = party.flatMap(({ part }) => (part === null ? [] : [part.raw.trim()]));
  if (cookies.length > 0) headers.set("Cookie", cookies.join("; "));
  for (const one of party) if (one.kind === "token") headers.set(one.name, textOf(one));
  return headers;
}

/** A token's header as it came; `exact` begins with its kind and name. */
const textOf = ({ kind, name, exact }: Credential): string => exact.slice(`${kind} ${name} `.length);
