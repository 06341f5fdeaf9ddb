import { formatAddress } from "../address/address.ts";
import { isAmong } from "../sessions/answer.ts";
import type { HashedCredential } from "../sessions/credential-reader.ts";
import { findSetSessionCookies } from "../sessions/set-cookie.ts";
import type { Who } from "../storage/session-records.ts";
import type { Identity } from "./account-resolver.ts";
import { discard } from "./forward.ts";
import type { Gate, Moment } from "./gate.ts";
import { type Judgement, judgeVisit } from "./judge.ts";
import { nextCookieHeader } from "./next-cookies.ts";
import type { Passage } from "./pass-on.ts";
import type { Refusal } from "./refusal/refusal.ts";
import { readToldIdentity } from "./told-account.ts";

/** Whose a visit is, as far as its credentials say. */
export type Entry =
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | {
      readonly kind: "entered";
      /** Null: nobody's; the credentials that it has are to be taken off. */
      readonly account: string | null;
      readonly who: Who | null;
      readonly isUntrusted: boolean;
      /** Values (normal forms) of credentials that log in nobody here. */
      readonly nobodys: ReadonlySet<string>;
    };

const NONE: ReadonlySet<string> = new Set();
const RATE_LIMIT_SECONDS = 60;

/** Whether this is a step of a login, which a credential may take before it is known whose it is. */
export const isLoginStep = ({ url }: Passage, { config }: Gate): boolean =>
  config.sessions !== null && isAmong(config.sessions.loginPaths, url.pathname);

/**
 * Finds out whose the credentials of a visit are, and judges it by the lists of all accounts that they belong to. Before
 * that nothing authenticated passes.
 */
export async function enter(
  passage: Passage,
  headers: Headers,
  credentials: readonly HashedCredential[],
  gate: Gate,
  moment: Moment,
): Promise<Entry> {
  const { whose, url, hostname, client, surface } = passage;
  const { requestId, nowMs } = moment;
  const entered = { kind: "entered", account: null, who: null, isUntrusted: false, nobodys: NONE } as const;
  if (gate.identities === null) return { kind: "refused", refusal: { kind: "unavailable" } };

  const address = formatAddress(client.address);
  const needsAccount = whose.kind === "shared";
  const visit = { url, headers, requestId, address, hostname, nowMs, needsAccount };
  const identified = await gate.identities.identify(credentials, visit);
  if (identified.kind === "rate_limited")
    return { kind: "refused", refusal: { kind: "rate_limited", retryAfterSeconds: RATE_LIMIT_SECONDS } };
  if (identified.kind === "failed") {
    // A public path takes no credentials: it can do without them.
    return surface === "public"
      ? { ...entered, isUntrusted: true }
      : { kind: "refused", refusal: { kind: "unavailable" } };
  }

  const { identities, nobodys } = identified;
  const [first] = identities;
  if (whose.kind === "account") {
    if (identities.every(({ account }) => account === null || account === whose.account))
      return { ...entered, account: whose.account, who: first?.who ?? null };
    gate.log({
      level: "warn",
      event: "visit_refused",
      reason: "credential_of_other_account",
      account: whose.account,
      request_id: requestId,
      host: hostname,
    });
    return { kind: "refused", refusal: { kind: "answer_withheld" } };
  }

  let isUntrusted = false;
  for (const account of new Set(identities.flatMap(({ account }) => account ?? []))) {
    const judgement = await judgeAccount(account, passage, gate, moment);
    if (judgement.kind !== "allowed") return { kind: "refused", refusal: refusalOf(judgement) };
    isUntrusted ||= judgement.isUntrusted;
  }
  return { kind: "entered", account: first?.account ?? null, who: first?.who ?? null, isUntrusted, nobodys };
}

/** Whose an answer is, and whether its visitor may have it. */
export type Release =
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "released"; readonly identity: Identity | null };

/**
 * Judges an answer of a shared host by whoever it turns out to be for: a login, or a switch to another company. A login
 * that the list does not admit is dropped whole, and its new cookie is ended before anybody has seen it.
 */
export async function release(
  answer: Response,
  passage: Passage,
  before: {
    readonly account: string | null;
    readonly credentials: readonly HashedCredential[];
    readonly cookie: string | null;
  },
  gate: Gate,
  moment: Moment,
): Promise<Release> {
  const { sessions, identities, config } = gate;
  const { url, hostname, client } = passage;
  const { requestId, nowMs, waitUntil } = moment;
  if (sessions === null || identities === null) return { kind: "released", identity: null };

  const isLogin = isLoginStep(passage, gate);
  const told = readToldIdentity(answer.headers, requestId);
  const set = findSetSessionCookies(answer.headers, config.sessionCookies, nowMs);
  const fresh = await sessions.hash(set.flatMap((cookie) => (cookie.kind === "set" ? [cookie.credential] : [])));
  // Whatever they were: after a step of a login they may log in somebody else.
  if (isLogin) identities.forget(before.credentials, passage);

  let identity = told;
  if (identity === null && isLogin && fresh.length > 0) {
    const headers = new Headers();
    const cookie = nextCookieHeader(before.cookie, answer.headers);
    if (cookie !== null) headers.set("Cookie", cookie);
    const address = formatAddress(client.address);
    const identified = await identities.identify(fresh, {
      url,
      headers,
      requestId,
      address,
      hostname,
      nowMs,
      needsAccount: true,
    });
    if (identified.kind !== "identified") {
      discard(answer);
      return {
        kind: "refused",
        refusal:
          identified.kind === "failed"
            ? { kind: "unavailable" }
            : { kind: "rate_limited", retryAfterSeconds: RATE_LIMIT_SECONDS },
      };
    }
    identity = identified.identities[0] ?? null;
  }
  if (identity === null || identity.account === null) return { kind: "released", identity: null };

  const subject = fresh.length > 0 ? fresh : before.credentials;
  identities.remember(subject, identity, { hostname, nowMs });
  if (identity.account === before.account) return { kind: "released", identity };
  const judgement = await judgeAccount(
    identity.account,
    { ...passage, surface: isLogin ? "dashboard" : passage.surface },
    gate,
    moment,
  );
  if (judgement.kind === "allowed") return { kind: "released", identity };
  discard(answer);
  if (judgement.kind === "denied") {
    const address = formatAddress(client.address);
    await sessions.refuseLogin(identity.account, fresh, { address, requestId, at: nowMs, waitUntil });
  }
  return { kind: "refused", refusal: refusalOf(judgement) };
}

type AccountJudgement = Exclude<Judgement, { readonly kind: "no_list" }>;

/** An account that Gatehouse does not have has no list: allowed. One that it has, and whose list is not there, is not. */
async function judgeAccount(account: string, passage: Passage, gate: Gate, moment: Moment): Promise<AccountJudgement> {
  const { requestId } = moment;
  const judgement = await judgeVisit(account, passage, gate, moment);
  const settled: AccountJudgement =
    judgement.kind !== "no_list"
      ? judgement
      : (await gate.hasAccount(account, moment))
        ? { kind: "failed", reason: "snapshot_missing" }
        : { kind: "allowed", account, isUntrusted: false };
  if (settled.kind === "failed")
    gate.log({
      level: "error",
      event: "visit_refused",
      reason: settled.reason,
      account,
      request_id: requestId,
      host: passage.hostname,
    });
  return settled;
}

const refusalOf = (judgement: Exclude<AccountJudgement, { readonly kind: "allowed" }>): Refusal =>
  judgement.kind === "denied" ? judgement.refusal : { kind: "unavailable" };
