import { LRUCache } from "lru-cache";
import type { Log } from "../log.ts";
import type { HashedCredential } from "../sessions/credential-reader.ts";
import type { CredentialProfile } from "../sessions/credentials.ts";
import { createMinuteBudget } from "../sessions/minute-budget.ts";
import type { Answer, Identity, Question } from "./account-resolver.ts";

/** What is known of the credentials of a visit. */
export type Identified =
  | {
      readonly kind: "identified";
      /** Those of its credentials that log somebody in; a session cookie's first. */
      readonly identities: readonly Identity[];
      /** Values (normal forms) of those that log in nobody. */
      readonly nobodys: ReadonlySet<string>;
    }
  | { readonly kind: "failed" }
  /** Too many credentials that nobody knows came from this address. */
  | { readonly kind: "rate_limited" };

export interface AskedVisit extends Question {
  readonly address: string;
  readonly hostname: string;
  readonly nowMs: number;
  /** On hosts that accounts share: a credential of no account logs in nobody. */
  readonly needsAccount: boolean;
}

/** Whose credentials are, asked once and remembered. */
export interface Identities {
  /** Each kind of credential is asked about alone: an origin may go by any of them. */
  identify(credentials: readonly HashedCredential[], visit: AskedVisit): Promise<Identified>;
  /** What the origin itself said of them, in an answer. */
  remember(
    credentials: readonly HashedCredential[],
    identity: Identity,
    visit: Pick<AskedVisit, "hostname" | "nowMs">,
  ): void;
  /** They may be somebody else's by now: a login was tried with them. */
  forget(credentials: readonly HashedCredential[], visit: Pick<AskedVisit, "hostname">): void;
}

export interface IdentitiesParts {
  /** Who is asked: the origin's resolver, or what is on record. Never throws. */
  readonly ask: (credentials: readonly HashedCredential[], question: Question) => Promise<Answer>;
  readonly profile: CredentialProfile;
  readonly log: Log;
}

/** A person may switch companies without a word to Gatehouse: what the origin says of a credential is asked anew then. */
const KNOWN_MS = 300_000;
const NOBODY_MS = 10_000;
const MAX_REMEMBERED = 20_000;
const MAX_UNKNOWN_PER_MINUTE = 60;

export function createIdentities({ ask, profile, log }: IdentitiesParts): Identities {
  const memory = new LRUCache<string, { readonly identity: Identity | null; readonly until: number }>({
    max: MAX_REMEMBERED,
  });
  const unknown = createMinuteBudget(MAX_UNKNOWN_PER_MINUTE, (address) =>
    log({ level: "warn", event: "unknown_credentials_bounded", address, per_minute: MAX_UNKNOWN_PER_MINUTE }),
  );

  async function identify(credentials: readonly HashedCredential[], visit: AskedVisit): Promise<Identified> {
    const identities: Identity[] = [];
    const nobodys = new Set<string>();
    for (const bundle of bundlesOf(credentials)) {
      const key = keyOf(bundle, visit.hostname);
      const known = memory.get(key);
      let identity = known?.identity ?? null;
      if (known === undefined || visit.nowMs >= known.until) {
        if (!unknown.take(visit.address, visit.nowMs)) return { kind: "rate_limited" };
        const answer = await ask(bundle, { ...visit, headers: headersOf(bundle, visit.headers, profile) });
        if (answer.kind === "failed") {
          log({
            level: "error",
            event: "account_unresolved",
            cause: answer.cause,
            request_id: visit.requestId,
            host: visit.hostname,
          });
          return { kind: "failed" };
        }
        identity = answer.kind === "identity" ? answer.identity : null;
        memory.set(key, { identity, until: visit.nowMs + (identity === null ? NOBODY_MS : KNOWN_MS) });
      }
      if (identity !== null && !(identity.account === null && visit.needsAccount)) identities.push(identity);
      else for (const { values } of bundle) for (const value of values) nobodys.add(value);
    }
    return { kind: "identified", identities, nobodys };
  }

  return {
    identify,
    remember(credentials, identity, { hostname, nowMs }) {
      for (const bundle of bundlesOf(credentials)) {
        memory.set(keyOf(bundle, hostname), { identity, until: nowMs + KNOWN_MS });
      }
    },
    forget(credentials, { hostname }) {
      for (const bundle of bundlesOf(credentials)) memory.delete(keyOf(bundle, hostname));
    },
  };
}

/** Session cookies go together (a product may need two of them), each token header alone. */
function bundlesOf(credentials: readonly HashedCredential[]): readonly (readonly HashedCredential[])[] {
  const bundles = new Map<string, HashedCredential[]>();
  for (const credential of credentials) {
    const key = credential.kind === "cookie" ? "" : credential.name;
    const bundle = bundles.get(key);
    if (bundle === undefined) bundles.set(key, [credential]);
    else bundle.push(credential);
  }
  return [...bundles].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, bundle]) => bundle);
}

/** In the order of the header, which decides for some servers which of two cookies counts. */
const keyOf = (bundle: readonly HashedCredential[], hostname: string): string =>
  `${hostname} ${bundle.map(({ kind, hashes }) => `${kind}:${hashes.join("+")}`).join(" ")}`;

/** The headers that carry this bundle, as they came, and none else. */
function headersOf(bundle: readonly HashedCredential[], from: Headers, profile: CredentialProfile): Headers {
  const headers = new Headers();
  const [first] = bundle;
  if (first?.kind === "cookie") {
    const cookie = from.get("Cookie");
    if (cookie !== null) headers.set("Cookie", cookie);
    return headers;
  }
  for (const { name, spelling, text } of profile.tokens.present(from)) {
    if (name === first?.name) headers.set(spelling, text);
  }
  return headers;
}
