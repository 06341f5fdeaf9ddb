import type { Party } from "../../sessions/credentials/credential.ts";
import type { ClientVisit } from "../arrival/arrive.ts";
import type { AskOrigin, ResolverAnswer } from "./account-resolver.ts";

/**
 * Asks the resolver about the credentials of one session together, as the product gets them. Parts without seals only
 * came together: each is asked about alone as well, and an account that one of them logs in must admit the visit too.
 * Never throws.
 */
export async function askResolver(party: Party, visit: ClientVisit, askOrigin: AskOrigin): Promise<ResolverAnswer> {
  const ask = (some: Party) => askOrigin({ ...visit, headers: headersOf(some, visit.request.headers) });
  const unsealed = party.filter(({ seal, isRecordable }) => seal === null && isRecordable);
  const alone = unsealed.length < 2 ? [] : unsealed.map((one) => ask([one]));
  const [together, ...each] = await Promise.all([ask(party), ...alone]);
  const failed = each.find(({ kind }) => kind === "failed");
  if (together.kind === "failed" || failed === undefined) return withOthers(together, each);
  return failed;
}

function withOthers(together: ResolverAnswer, each: readonly ResolverAnswer[]): ResolverAnswer {
  if (together.kind !== "identity") return together;
  const { account } = together.identity;
  const others = each.flatMap((answer) => (answer.kind === "identity" ? (answer.identity.account ?? []) : []));
  const differing = [...new Set(others)].filter((other) => other !== account);
  return { kind: "identity", identity: { ...together.identity, others: differing } };
}

/** The credential headers of one session alone, as the origin gets them. */
function headersOf(party: Party, from: Headers): Headers {
  const headers = new Headers();
  const cookies = party.flatMap(({ part }) => (part === null ? [] : [part.raw.trim()]));
  if (cookies.length > 0) headers.set("Cookie", cookies.join("; "));
  for (const { kind, name } of party) {
    const text = kind === "token" ? from.get(name) : null;
    if (text !== null) headers.set(name, text);
  }
  return headers;
}
