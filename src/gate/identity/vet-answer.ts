import type { Surface } from "../../policy/surface.ts";
import { type Credential, claimsOf, type Party } from "../../sessions/credentials/credential.ts";
import { readSetSessionCookies, type SetSessionCookie } from "../../sessions/credentials/set-cookie.ts";
import type { ClientVisit } from "../arrival/arrive.ts";
import type { Gate } from "../gate.ts";
import type { Refused } from "../host.ts";
import { judgeAccount } from "../judge.ts";
import { discard } from "../origin/origin-answer.ts";
import type { Refusal } from "../refusal/kinds.ts";
import { mayBeLoginStep } from "../surface.ts";
import type { Identity } from "./account-resolver.ts";
import { readSignalledIdentity } from "./signalled-identity.ts";

/** What is known of an answer's account. */
export type Vetted = Refused | { readonly kind: "vetted"; readonly identity: Identity | null };

/** The credentials that the origin got, on a shared host. */
export interface Exchange {
  readonly account: string | null;
  /** Of all sessions of the request. */
  readonly accounts: readonly string[];
  readonly surface: Surface;
  readonly sent: readonly Credential[];
  /** The one session of the request; null: none, or several. */
  readonly party: Party | null;
  /** The Cookie header that the origin got. */
  readonly cookie: string | null;
}

/** Values that one answer may give to one cookie; with more, the answer is refused. */
const MAX_VALUES = 3;

/**
 * Judges an answer of a shared host by the account that it is for: a login, or a switch to another company. The answer
 * to a login that the list does not admit is dropped completely: no browser gets its cookie.
 */
export async function vetAnswer(answer: Response, visit: ClientVisit, exchange: Exchange, gate: Gate): Promise<Vetted> {
  const { identities, credentials } = gate;
  if (identities === null) return { kind: "vetted", identity: null };
  const isLogin = mayBeLoginStep(visit, gate);
  const set = readSetSessionCookies(answer.headers, credentials.rule, visit.nowMs).filter(
    ({ isDeleted }) => !isDeleted,
  );
  const signalled = readSignalledIdentity(answer.headers, visit.requestId);
  const found = signalled === null ? await resolveAnswer(set, isLogin, visit, exchange, gate) : [signalled];
  if (found === "unresolved") {
    discard(answer);
    return { kind: "refused", refusal: { kind: "unavailable" } };
  }
  // When a request has several sessions, it is not known which of them the origin speaks of.
  const kept = signalled !== null && set.length === 0 ? exchange.party : null;
  const denied = await findDenied(found, isLogin ? "dashboard" : exchange.surface, visit, exchange, gate);
  const identity = found.find(({ account }) => account !== null) ?? null;
  if (kept !== null && identity !== null) identities.remember(kept, identity, visit);
  if (denied === null) return { kind: "vetted", identity };
  discard(answer);
  visit.log("info", "login_denied", { account: denied.account });
  await gate.sessions?.endSwitched(exchange.sent, exchange.accounts, visit.client.address, visit);
  return { kind: "refused", refusal: denied.refusal };
}

/** The first account other than the session's own with a list that does not admit the visit. */
async function findDenied(
  found: readonly Identity[],
  surface: Surface,
  visit: ClientVisit,
  exchange: Exchange,
  gate: Gate,
): Promise<{ readonly account: string; readonly refusal: Refusal } | null> {
  for (const { account } of found) {
    if (account === null || account === exchange.account) continue;
    const judged = await judgeAccount(account, surface, visit, gate);
    if (judged.kind !== "allowed") return { account, refusal: judged.refusal };
  }
  return null;
}

/** Whom a login has logged in, when the product sends no signal of it. */
async function resolveAnswer(
  set: readonly SetSessionCookie[],
  isLogin: boolean,
  visit: ClientVisit,
  exchange: Exchange,
  gate: Gate,
): Promise<readonly Identity[] | "unresolved"> {
  if (!isLogin || gate.resolveCookies === null) return [];
  const asked = set.length > 0 ? jarsAfter(set, exchange) : jarsBefore(exchange);
  if (asked === "too_many") return "unresolved";
  const found: Identity[] = [];
  for (const cookie of asked) {
    const answer = await gate.resolveCookies(cookie, visit);
    if (answer.kind === "failed") {
      visit.log("error", "account_unresolved", { cause: answer.cause });
      return "unresolved";
    }
    if (answer.kind === "identity") found.push(answer.identity);
  }
  return found;
}

/** The cookies that the answer left as they were: the product may have logged in any session of them. */
function jarsBefore({ sent, cookie }: Exchange): readonly string[] {
  const alone = claimsOf(sent.filter(({ kind }) => kind === "cookie")).map((party) =>
    party.flatMap(({ part }) => part?.text ?? []).join("; "),
  );
  return alone.length === 0 ? [] : [...new Set([cookie ?? "", ...alone.slice(0, MAX_VALUES)])];
}

/**
 * The cookies that a browser has after an answer that set some, beside the others and alone: a product may prefer an older
 * one. When one name has several values, each of them.
 */
function jarsAfter(set: readonly SetSessionCookie[], { cookie }: Exchange): readonly string[] | "too_many" {
  const byName = Map.groupBy(set, ({ name }) => name);
  const rounds = Math.max(...[...byName.values()].map(({ length }) => length));
  if (rounds > MAX_VALUES) return "too_many";
  const jars = Array.from({ length: rounds }, (_, round) => {
    // Of several cookies with one name, most browsers send the last.
    const pairs = [...byName.values()].flatMap((cookies) => (cookies.at(-1 - round) ?? cookies.at(-1))?.text ?? []);
    return [withPairs(cookie, pairs), pairs.join("; ")];
  });
  return [...new Set(jars.flat())];
}

/** The Cookie header that a browser sends after an answer that set these pairs. */
function withPairs(cookie: string | null, pairs: readonly string[]): string {
  const nameOf = (pair: string): string => (pair.split("=", 1)[0] ?? "").trim();
  const replaced = new Set(pairs.map(nameOf));
  const kept = (cookie ?? "").split(";").filter((pair) => pair.trim() !== "" && !replaced.has(nameOf(pair)));
  return [...kept.map((pair) => pair.trim()), ...pairs].join("; ");
}
